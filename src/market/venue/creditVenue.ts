/** What a contribution to a venue's reserve does beside filling it: it counts for the venue, and pays. */
import type { Amount } from '../../domain/shared/units.ts';
import type { ReserveDocument } from '../../store/documents/reserves.ts';
import type { VenueDocument } from '../../store/documents/venues.ts';
import { reserveNeeds } from '../reserve/flows.ts';
import type { Draft } from '../sequencer/draft.ts';
import { type Need, need, type World } from '../sequencer/world.ts';
import { judgeDebts, payDebts, withContribution, withoutDebt } from './debts.ts';

type Owned = Pick<ReserveDocument, '_id' | 'kind' | 'ownerId'>;

/** What crediting a venue reads and writes; nothing for a reserve of nobody's. */
export function creditNeeds(world: World, reserve: Owned): Need[] {
  const { kind, ownerId } = reserve;
  if (kind === 'MARKET_FUND') {
    const venueId = world.peek('markets', ownerId)?.venueId;
    return [need('markets', ownerId), ...(venueId === undefined ? [] : [need('venues', venueId)])];
  }
  if (kind !== 'VENUE_FUND' && kind !== 'VENUE_COLLATERAL') return [];
  const venue = world.peek('venues', ownerId);
  const debts = venue?.debts ?? [];
  return [
    need('venues', ownerId),
    ...debts.flatMap(({ reserveId }) => reserveNeeds(reserveId, venue?.assetId ?? '')),
  ];
}

/** Counts what somebody gave: debts are paid whoever pays, and its own money widens what it may draw. */
export function creditVenue(draft: Draft, reserve: Owned, payer: string, amount: Amount): void {
  const before = venueOf(draft, reserve);
  if (before === null) return;
  const isCollateral = reserve.kind === 'VENUE_COLLATERAL';
  let venue = isCollateral ? payDebts(draft, before) : withoutDebt(before, reserve._id, amount);
  if (!isCollateral && payer === venue.accountId) venue = withContribution(venue, amount, draft.at);
  venue = judgeDebts(draft, venue);
  if (venue !== before) draft.put('venues', venue);
}

function venueOf(draft: Draft, { kind, ownerId }: Owned): VenueDocument | null {
  if (kind === 'MARKET_FUND') {
    const market = draft.get('markets', ownerId);
    return market === null ? null : draft.must('venues', market.venueId);
  }
  return kind === 'VENUE_FUND' || kind === 'VENUE_COLLATERAL' ? draft.get('venues', ownerId) : null;
}
