/** Takes a signed state of a market. Whose signature it is, is found out here; the command judges that. */
import { digestOf, marketStateTypedData } from '../../market/venue/typedData.ts';
import type { MutationResolvers } from '../generated/schema.generated.ts';
import { send } from './send.ts';
import { signerOf } from './venueSigner.ts';

export const submitMarketState: MutationResolvers['submitMarketState'] = async (
  _parent,
  { input, dryRun },
  context,
) => {
  const { marketId, signature, ...state } = input;
  const signer = await signerOf(context, marketId, signature, (chainId) =>
    digestOf(marketStateTypedData(chainId, marketId, state)),
  );
  const report = { ...state, marketId, signer };
  const { answer, ...rest } = await send(context, 'submitMarketState', report, { dryRun });
  return { market: answer === null ? null : await context.loaders.market.load(marketId), ...rest };
};
