/** What a venue pays into its funds, and what it owes them (docs/mechanics.md section 8). */
import { minimum } from '../../domain/shared/rounding.ts';
import { type Amount, DAY_SECONDS, type UnixSeconds } from '../../domain/shared/units.ts';
import { transitionVenue } from '../../domain/venue/states.ts';
import { addToVenueDay } from '../../domain/venue/venueDays.ts';
import type { ReserveSource } from '../../store/documents/reserves.ts';
import type { VenueDocument } from '../../store/documents/venues.ts';
import { reserveOf } from '../ledger/accounts.ts';
import { payAcross } from '../reserve/flows.ts';
import type { Draft } from '../sequencer/draft.ts';
import { collateralIdOf } from './layers.ts';

/** How long a venue may owe before it is suspended. */
export const DEBT_GRACE_SECONDS = 7 * DAY_SECONDS;

/** Pays a fund out of what the venue has put up; what that lacks is owed. Returns the venue as it is then. */
export function charge(
  draft: Draft,
  venue: VenueDocument,
  fundId: string,
  source: ReserveSource,
  amount: Amount,
): VenueDocument {
  if (amount === 0n) return venue;
  const paid = payFromCollateral(draft, venue, fundId, source, amount);
  const counted = source === 'CONTRIBUTION' ? withContribution(venue, paid, draft.at) : venue;
  return withDebt(counted, fundId, amount - paid, draft.at);
}

/** Moves what there is of an amount from the collateral to a fund, counted on both sides. */
function payFromCollateral(
  draft: Draft,
  { _id, assetId }: VenueDocument,
  fundId: string,
  source: ReserveSource,
  amount: Amount,
): Amount {
  const collateralId = collateralIdOf(_id);
  const paid = minimum(amount, draft.balance(reserveOf(collateralId), assetId));
  payAcross(draft, { reserveId: collateralId, use: 'CONTRIBUTION' }, { reserveId: fundId, source }, paid);
  return paid;
}

/** The venue, owing a fund so much more. */
export function withDebt(
  venue: VenueDocument,
  reserveId: string,
  amount: Amount,
  at: UnixSeconds,
): VenueDocument {
  if (amount === 0n) return venue;
  const before = venue.debts.find((debt) => debt.reserveId === reserveId);
  const debt = { reserveId, amount: (before?.amount ?? 0n) + amount, since: before?.since ?? at };
  return { ...venue, debts: [...venue.debts.filter((other) => other.reserveId !== reserveId), debt] };
}

/** Pays debts out of the collateral, the oldest first: it is drawn before anybody waits. */
export function payDebts(draft: Draft, venue: VenueDocument): VenueDocument {
  let next = venue;
  for (const { reserveId, amount } of [...venue.debts].sort((one, other) => one.since - other.since)) {
    const paid = payFromCollateral(draft, next, reserveId, 'CONTRIBUTION', amount);
    next = withContribution(withoutDebt(next, reserveId, paid), paid, draft.at);
  }
  return next;
}

/** The venue, owing a fund so much less. */
export function withoutDebt(venue: VenueDocument, reserveId: string, amount: Amount): VenueDocument {
  const debts = venue.debts.flatMap((debt) => {
    if (debt.reserveId !== reserveId) return [debt];
    return debt.amount > amount ? [{ ...debt, amount: debt.amount - amount }] : [];
  });
  return { ...venue, debts };
}

/** The venue, having paid so much more into its funds. */
export function withContribution(venue: VenueDocument, amount: Amount, at: UnixSeconds): VenueDocument {
  if (amount === 0n) return venue;
  const days = addToVenueDay(venue.days, at, { paid: amount });
  return { ...venue, contributed: venue.contributed + amount, days };
}

/** The venue as its debts leave it: suspended past their grace, active again without any. */
export function judgeDebts(draft: Draft, venue: VenueDocument): VenueDocument {
  const isLate = venue.debts.some(({ since }) => draft.at > since + DEBT_GRACE_SECONDS);
  const event = isLate ? 'FELL_BEHIND' : venue.debts.length === 0 ? 'PAID_UP' : null;
  const status = event === null ? null : transitionVenue(venue.status, event);
  if (status === null) return venue;
  draft.emit({
    type: 'venue.status_changed',
    node: venue._id,
    also: [venue.accountId],
    changes: { status },
  });
  return { ...venue, status };
}
