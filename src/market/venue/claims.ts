/** What closes could get nobody to bear: the market's fund owes it to the venue, and repays it later. */
import { repaymentNow } from '../../domain/fund/repayment.ts';
import type { Amount } from '../../domain/shared/units.ts';
import type { ReserveDocument } from '../../store/documents/reserves.ts';
import type { LiquidationDocument, MarketDocument, VenueDocument } from '../../store/documents/venues.ts';
import { owe } from '../reserve/recovery.ts';
import type { Draft } from '../sequencer/draft.ts';

/** Records what a close has left. */
export function oweClaim(
  draft: Draft,
  { fundId }: Pick<MarketDocument, 'fundId'>,
  { _id, accountId, assetId }: Pick<LiquidationDocument, '_id' | 'accountId' | 'assetId'>,
  amount: Amount,
): void {
  const claimId = `clm_${_id.slice('liq_'.length)}`;
  owe(draft, fundId, { _id: claimId, accountId, assetId, nodeId: _id, payoutId: null, amount });
}

/** What must stand in a fund of a venue: the requirements of the markets that it pays for. */
export function fundRequirement(
  { marketIds }: Pick<VenueDocument, 'marketIds'>,
  fundId: string,
  marketOf: (marketId: string) => Pick<MarketDocument, 'fundId' | 'requirement'>,
): Amount {
  const own = marketIds.map(marketOf).filter((market) => market.fundId === fundId);
  return own.reduce((sum, { requirement }) => sum + (requirement?.stored ?? 0n), 0n);
}

/** PAY: the next claims of a round. Else what a round gets that begins now; null where it is nothing. */
export function nextClaimStep(
  { recovery }: ReserveDocument,
  fund: Amount,
  requirement: Amount,
): 'PAY' | { fromFund: Amount } | null {
  const { owed, round, recovered } = recovery;
  if (round !== null) return 'PAY';
  if (owed === 0n) return null;
  const { fromFund } = repaymentNow({ fund, recovered, requirement, wiped: 0n }, owed);
  return fromFund === 0n ? null : { fromFund };
}
