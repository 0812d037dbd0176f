/** Takes signed liquidations of a market: whose signature it is and what the feed said are found out here. */
import type { LiquidationRejection } from '../../market/venue/submitLiquidations.ts';
import { digestOf, liquidationsTypedData } from '../../market/venue/typedData.ts';
import type { MutationResolvers } from '../generated/schema.generated.ts';
import { send } from './send.ts';
import { signerOf } from './venueSigner.ts';

const REMEDIES: Record<LiquidationRejection, string> = {
  STATE_STALE: 'Submit a state of the market, then this report again.',
  TIME_WRONG: 'Report when it happened, within a day of it.',
  NOT_OPENED: 'Report it as OPENED first; both may be in one call.',
  DIFFERS:
    'Nothing to do: what was reported first stands. What is another liquidation needs a number of its own.',
  LAPSED: 'Open it again under a number of its own.',
  FEED_SILENT: 'Send the report again once the feed has a reading of that time.',
};

export const submitLiquidations: MutationResolvers['submitLiquidations'] = async (
  _parent,
  { input, dryRun },
  context,
) => {
  const { marketId, signature } = input;
  const liquidations = input.liquidations.map((report) => ({
    ...report,
    filledSize: report.filledSize ?? null,
    closePrice: report.closePrice ?? null,
    fee: report.fee ?? null,
  }));
  const signer = await signerOf(context, marketId, signature, (chainId) =>
    digestOf(liquidationsTypedData(chainId, marketId, liquidations)),
  );
  // Nobody's report is looked up.
  const times = signer === null ? [] : liquidations.map(({ phase, at }) => (phase === 'CLOSED' ? at : null));
  const ranges = await context.services.market.queries.closeRanges(marketId, times);
  const report = { marketId, liquidations, ranges, signer };
  const { answer, ...rest } = await send(context, 'submitLiquidations', report, { dryRun });
  if (answer === null) return { results: null, accepted: null, rejected: null, ...rest };
  const results = answer.results.map(async ({ liquidationId, rejection }) => ({
    liquidation: liquidationId === null ? null : await context.loaders.liquidation.load(liquidationId),
    accepted: rejection === null,
    reason: rejection,
    remedy: rejection === null ? null : REMEDIES[rejection],
  }));
  const accepted = answer.results.filter(({ rejection }) => rejection === null).length;
  const rejected = answer.results.length - accepted;
  return { results: await Promise.all(results), accepted, rejected, ...rest };
};
