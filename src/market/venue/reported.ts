/** Whether what is reported of a market is by its venue, and the book that reports move on. */
import { type Refusal, refuse } from '../../domain/shared/refusals.ts';
import type {
  MarketDocument,
  MarketFigures,
  MarketStateDocument,
  VenueDocument,
} from '../../store/documents/venues.ts';
import { wholeUnitOf } from '../asset/wholeUnit.ts';
import type { Principal } from '../command.ts';
import type { Draft } from '../sequencer/draft.ts';
import { type Need, need, type World } from '../sequencer/world.ts';

/** A market as the reports of a call have left it. */
export interface Reported {
  venue: VenueDocument;
  market: MarketDocument;
  state: MarketStateDocument;
  readonly figures: MarketFigures;
  readonly unit: bigint;
}

/** What every report reads. */
export function reportNeeds(world: World, marketId: string): Need[] {
  const market = world.peek('markets', marketId);
  if (market === null || market === undefined) return [need('markets', marketId)];
  const { venueId, assetId } = market;
  return [need('markets', marketId), need('venues', venueId), need('assets', assetId)];
}

/** The market and its venue, or why the report is not taken. `signer` was recovered from the signature. */
export function reportedBy(
  draft: Draft,
  { id }: Principal,
  { marketId, signer }: { marketId: string; signer: string | null },
): { market: MarketDocument; venue: VenueDocument; unit: bigint } | Refusal {
  const market = draft.get('markets', marketId);
  if (market === null || market.accountId !== id) return refuse('NOT_FOUND', { id: marketId }, 'marketId');
  const venue = draft.must('venues', market.venueId);
  if (signer === null || !venue.keys.includes(signer.toLowerCase())) {
    return refuse('SIGNATURE_INVALID', { expectedSigners: venue.keys, recovered: signer }, 'signature');
  }
  return { market, venue, unit: wholeUnitOf(draft, market.assetId) };
}
