/** What may be asked of commitments, and what is asked (docs/mechanics.md section 7). */
import { COMMITMENT_CALLS_MAX, COMMITMENT_TAIL_SECONDS } from '../shared/limits.ts';
import { maximum, minimum, mulDivUp } from '../shared/rounding.ts';
import { type Amount, type UnixSeconds, WAD, type Wad } from '../shared/units.ts';
import { divideByWeights } from '../waterfall/prorata.ts';

/**
 * What one incident asks of a commitment. Until the incident is allocated `amount` is what was called, and
 * `paidIn` what of it lies in the reserve; after that `amount` is what is still owed of it.
 */
export interface CommitmentCall {
  readonly incidentId: string;
  readonly amount: Amount;
  readonly paidIn: Amount;
  readonly calledAt: UnixSeconds;
  readonly dueAt: UnixSeconds;
  /** When it was asked for after its time, and was not there; null before. */
  readonly defaultedAt: UnixSeconds | null;
  /** The loss event in which the incident was allocated, or null. */
  readonly lossEventId: string | null;
}

/** A capped promise, and what became of it. */
export interface Promised {
  /** The most that it gives in all. */
  readonly amount: Amount;
  /** What losses have taken. */
  readonly used: Amount;
  /** Calls that are open. */
  readonly calls: readonly CommitmentCall[];
}

/** What open calls ask for, paid in or not. */
export const calledOf = ({ calls }: Pick<Promised, 'calls'>): Amount =>
  calls.reduce((sum, { amount }) => sum + amount, 0n);

/** What of it lies in the reserve. */
export const paidInOf = ({ calls }: Pick<Promised, 'calls'>): Amount =>
  calls.reduce((sum, { paidIn }) => sum + paidIn, 0n);

/** What of a call is not paid. */
export const unpaidOf = ({ amount, paidIn }: Pick<CommitmentCall, 'amount' | 'paidIn'>): Amount =>
  amount - paidIn;

/** What was not there when it was asked for after its time, and still is not. */
export const overdueOf = ({ calls }: Pick<Promised, 'calls'>): Amount =>
  calls.reduce((sum, call) => (call.defaultedAt === null ? sum : sum + unpaidOf(call)), 0n);

/** Whether a call that was not paid is late from now on. Example: due at 100: so at 100, and not at 99. */
export const isLate = (call: CommitmentCall, at: UnixSeconds): boolean =>
  call.defaultedAt === null && at >= call.dueAt && unpaidOf(call) > 0n;

/** What may still be called. Example: 100 promised, 30 used and 50 called: 20. */
export const leftOf = (promised: Promised): Amount =>
  maximum(0n, promised.amount - promised.used - calledOf(promised));

/** A breach that began before its end may be confirmed later: for so long it may still be called for it. */
export const isTimeOver = (endsAt: UnixSeconds, at: UnixSeconds): boolean =>
  at >= endsAt + COMMITMENT_TAIL_SECONDS;

/** What is promised for losses of an asset and not paid: beside all money, and in no ratio. */
export interface OpenPromises {
  /** What a breach that begins now may call; nothing of those in default: they have shown their worth. */
  readonly uncalled: Amount;
  /** Called, not paid in, and not late. */
  readonly called: Amount;
  /** Called, and not there after its time. */
  readonly overdue: Amount;
}

/**
 * Sums it up.
 * Example: 100 promised, 30 of it called and 10 of that paid in; 50 promised and 20 overdue: 70, 20 and 20.
 */
export function openPromises(
  promises: readonly (Promised & { readonly endsAt: UnixSeconds })[],
  at: UnixSeconds,
): OpenPromises {
  const sum = (of: (promised: (typeof promises)[number]) => Amount) =>
    promises.reduce((all, promised) => all + of(promised), 0n);
  const overdue = sum(overdueOf);
  return {
    uncalled: sum((promised) => (at < promised.endsAt && overdueOf(promised) === 0n ? leftOf(promised) : 0n)),
    called: sum((promised) => calledOf(promised) - paidInOf(promised)) - overdue,
    overdue,
  };
}

/** What a breach that began at a time may call of a commitment. */
export function callableFor(
  promised: Promised & { readonly endsAt: UnixSeconds },
  breachStart: UnixSeconds,
  at: UnixSeconds,
): Amount {
  const { endsAt, calls } = promised;
  const isHis = breachStart < endsAt && !isTimeOver(endsAt, at) && calls.length < COMMITMENT_CALLS_MAX;
  return isHis ? leftOf(promised) : 0n;
}

/** What cover costs a pool if every product with an open loss pays as much as it ever may. */
export function expectedLoss(
  products: readonly { readonly productId: string; readonly cover: Amount; readonly highestRatioWad: Wad }[],
  losing: ReadonlySet<string>,
): Amount {
  const hit = products.filter(({ productId }) => losing.has(productId));
  // Up: a unit too many is called rather than one too few; what is not needed goes back.
  return hit.reduce((sum, { cover, highestRatioWad }) => sum + mulDivUp(cover, highestRatioWad, WAD), 0n);
}

/**
 * What is called of each for what no layer can bear: what is not called already, pro rata to what each has
 * left. Example: 100 lacking, 40 called, 30 and 90 left: 15 and 45.
 */
export function callAmounts(lacking: Amount, called: Amount, lefts: readonly Amount[]): Amount[] {
  const left = lefts.reduce((sum, amount) => sum + amount, 0n);
  return divideByWeights(minimum(maximum(0n, lacking - called), left), lefts);
}

/** What becomes of a call when its incident is allocated. */
interface SettledCall {
  /** Of what was paid in. */
  readonly used: Amount;
  readonly returned: Amount;
  /** Of what was not. */
  readonly owed: Amount;
}

/**
 * What an allocation took, pro rata to what each had paid in; the rest comes back. What was called and not
 * paid in stays owed, all of it together up to what nobody bore.
 * Example: 30 of 30 and 10 of 18 paid in, 20 taken: 15 and 5 are used, 15 and 5 come back, nothing is owed.
 */
export function settleCalls(
  calls: readonly Pick<CommitmentCall, 'amount' | 'paidIn'>[],
  taken: Amount,
  haircut: Amount,
): SettledCall[] {
  const unpaid = calls.map(({ amount, paidIn }) => amount - paidIn);
  const late = unpaid.reduce((sum, amount) => sum + amount, 0n);
  const owed = divideByWeights(minimum(haircut, late), unpaid);
  const used = divideByWeights(
    taken,
    calls.map(({ paidIn }) => paidIn),
  );
  return calls.map(({ paidIn }, index) => {
    const part = used[index] ?? 0n;
    return { used: part, returned: paidIn - part, owed: owed[index] ?? 0n };
  });
}
