/** Cuts a policy in two that sum to it exactly: for a split, a decrease, the transfer of a part. */
import { mulDivDown } from '../shared/rounding.ts';
import type { Amount } from '../shared/units.ts';
import { divideByWeights } from '../waterfall/prorata.ts';
import { byPool, type PolicyAllocation, type PolicyCommission, type PolicySegment } from './policySegment.ts';
import { cutSegment } from './segment.ts';

interface Halves<Whole> {
  readonly part: Whole;
  readonly rest: Whole;
}

/**
 * The segments of a part that covers `amount` as bought, and of the rest. Every segment gives in proportion
 * to its cover, and all of it alike: what is left of its cover, its premium, what is not earned. A segment
 * that gives nothing, or all, is missing on the other side. `amount` is above 0 and below the whole.
 *
 * Example: 100 bought at 3 and 50 added at 2, cut at 30: 20 of the first and 10 of the second.
 */
export function cutPolicy(segments: readonly PolicySegment[], amount: Amount): Halves<PolicySegment[]> {
  const parts = divideByWeights(
    amount,
    segments.map(({ coverAmount }) => coverAmount),
  );
  const halves = segments.map((segment, index) => cutOne(segment, parts[index] ?? 0n));
  const covering = (segment: PolicySegment) => segment.coverAmount > 0n;
  return {
    part: halves.map(({ part }) => part).filter(covering),
    rest: halves.map(({ rest }) => rest).filter(covering),
  };
}

function cutOne(segment: PolicySegment, amount: Amount): Halves<PolicySegment> {
  const { coverAmount, coverRemaining } = segment;
  const parts = byPool(segment, amount);
  const halves = segment.allocations.map((allocation, index) =>
    cutAllocation(allocation, parts[index] ?? 0n),
  );
  // Down: what earlier incidents left goes to the rest by the odd unit.
  const remaining = mulDivDown(coverRemaining, amount, coverAmount);
  const commissions = segment.commission && cutCommission(segment.commission, amount, coverAmount);
  const half = (side: 'part' | 'rest', cover: Amount, left: Amount): PolicySegment => {
    const allocations = halves.map((each) => each[side]).filter((each) => each.coverAmount > 0n);
    const commission = commissions?.[side] ?? null;
    const premium = allocations.reduce((sum, each) => sum + each.premium, commission?.premium ?? 0n);
    return { ...segment, coverAmount: cover, coverRemaining: left, premium, allocations, commission };
  };
  return {
    part: half('part', amount, remaining),
    rest: half('rest', coverAmount - amount, coverRemaining - remaining),
  };
}

function cutAllocation(allocation: PolicyAllocation, amount: Amount): Halves<PolicyAllocation> {
  const { coverAmount } = allocation;
  const { part, rest } = cutPremium(allocation, amount, coverAmount);
  return {
    part: { ...allocation, ...part, coverAmount: amount },
    rest: { ...allocation, ...rest, coverAmount: coverAmount - amount },
  };
}

function cutCommission(
  commission: PolicyCommission,
  amount: Amount,
  whole: Amount,
): Halves<PolicyCommission> {
  const { part, rest } = cutPremium(commission, amount, whole);
  return { part: { ...commission, ...part }, rest: { ...commission, ...rest } };
}

function cutPremium(
  { premium, earning }: Pick<PolicyCommission, 'premium' | 'earning'>,
  amount: Amount,
  whole: Amount,
): Halves<Pick<PolicyCommission, 'premium' | 'earning'>> {
  const cuts = earning.map((segment) => cutSegment(segment, amount, whole));
  // Down: what was paid for the part is not counted too high.
  const paid = mulDivDown(premium, amount, whole);
  return {
    part: { premium: paid, earning: cuts.map(({ part }) => part) },
    rest: { premium: premium - paid, earning: cuts.map(({ rest }) => rest) },
  };
}
