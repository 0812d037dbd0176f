/** Money that comes to a reserve and leaves it: counted by source and use, so that the balance is proven. */
import { type Amount, DAY_SECONDS, type UnixSeconds } from '../../domain/shared/units.ts';
import type {
  ReserveDocument,
  ReserveKind,
  ReserveSource,
  ReserveUse,
} from '../../store/documents/reserves.ts';
import { balanceId, reserveOf } from '../ledger/accounts.ts';
import type { Draft } from '../sequencer/draft.ts';
import { type Need, need } from '../sequencer/world.ts';
import { reserveIdOf } from './reserveId.ts';

/** A reserve that begins now and holds nothing. */
export const newReserve = (
  kind: ReserveKind,
  ownerId: string,
  assetId: string,
  createdAt: UnixSeconds,
): ReserveDocument => ({
  _id: reserveIdOf(kind, ownerId),
  version: 0,
  kind,
  ownerId,
  assetId,
  inflows: {},
  draws: {},
  requirement: null,
  backed: 0n,
  recovery: { owed: 0n, repaid: 0n, recovered: 0n, rounds: 0, round: null },
  refillUntil: null,
  distributedAt: null,
  countedDay: createdAt - (createdAt % DAY_SECONDS),
  told: { standing: 'NOTHING_REQUIRED', runwayShort: false },
  releases: [],
  loans: [],
  createdAt,
});

/** What paying into or out of a reserve reads and writes. */
export const reserveNeeds = (reserveId: string, assetId: string): Need[] => [
  need('reserves', reserveId),
  need('balances', balanceId(reserveOf(reserveId), assetId)),
];

/** Moves money from an account into a reserve. */
export function payIn(
  draft: Draft,
  from: string,
  reserveId: string,
  source: ReserveSource,
  amount: Amount,
): void {
  if (amount === 0n) return;
  const reserve = keepDay(draft, reserveId);
  draft.move(from, reserveOf(reserveId), reserve.assetId, amount);
  draft.put('reserves', { ...reserve, inflows: withAmount(reserve.inflows, source, amount) });
}

/** Moves money of a reserve to an account. */
export function payOut(draft: Draft, reserveId: string, to: string, use: ReserveUse, amount: Amount): void {
  if (amount === 0n) return;
  const reserve = keepDay(draft, reserveId);
  draft.move(reserveOf(reserveId), to, reserve.assetId, amount);
  draft.put('reserves', { ...reserve, draws: withAmount(reserve.draws, use, amount) });
}

/** Moves money of one reserve into another of the same asset. */
export function payAcross(
  draft: Draft,
  from: { reserveId: string; use: ReserveUse },
  to: { reserveId: string; source: ReserveSource },
  amount: Amount,
): void {
  if (amount === 0n) return;
  payOut(draft, from.reserveId, reserveOf(to.reserveId), from.use, amount);
  const reserve = keepDay(draft, to.reserveId);
  draft.put('reserves', { ...reserve, inflows: withAmount(reserve.inflows, to.source, amount) });
}

/** Sums by name, with an amount added to one. */
export function withAmount<Name extends string>(
  sums: Partial<Record<Name, Amount>>,
  name: Name,
  amount: Amount,
): Partial<Record<Name, Amount>> {
  return { ...sums, [name]: (sums[name] ?? 0n) + amount };
}

/** What has come to a reserve and gone, without what it gave from above its buffer. */
export function totalsOf({
  inflows,
  draws: { EXCESS: _given, ...draws },
}: Pick<ReserveDocument, 'inflows' | 'draws'>): { inflow: Amount; outflow: Amount } {
  const sum = (parts: Partial<Record<string, Amount>>) =>
    Object.values(parts).reduce<Amount>((all, amount) => all + (amount ?? 0n), 0n);
  return { inflow: sum(inflows), outflow: sum(draws) };
}

/** The reserve, with where it stood when the day began kept, if nothing has moved in that day before. */
function keepDay(draft: Draft, reserveId: string): ReserveDocument {
  const reserve = draft.must('reserves', reserveId);
  const day = draft.at - (draft.at % DAY_SECONDS);
  // Not looked for before: the reserve says that it is not there.
  if (reserve.countedDay >= day) return reserve;
  const row = { reserveId, day, ...totalsOf(reserve) };
  draft.create('reserveDays', { _id: `${reserveId}/${day}`, version: 0, ...row });
  return { ...reserve, countedDay: day };
}
