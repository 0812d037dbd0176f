/** What an incident does to a segment of a policy: its claim, what is left of it, what is earned at once. */
import type { Amount } from '../shared/units.ts';
import { type Eligibility, judgeEligibility, type PolicyFacts } from './eligibility.ts';
import { coverAfterIncident, earningAfterIncident } from './incidentEffect.ts';
import { byPool, earnersOf, type PolicySegment } from './policySegment.ts';
import type { EarningSegment } from './segment.ts';

/** What an incident does to the part of a segment that one pool carries. */
export interface JudgedPart {
  readonly poolId: string;
  readonly claim: Amount;
  /** The cover that it still carries, before and after. */
  readonly coverBefore: Amount;
  readonly coverAfter: Amount;
}

export interface JudgedSegment {
  readonly eligibility: Eligibility;
  readonly segment: PolicySegment;
  /** Empty where it is not eligible. */
  readonly parts: readonly JudgedPart[];
  /** What pools and a distributor earn at once, before allocation. */
  readonly earnedAtOnce: readonly {
    readonly earnerId: string;
    readonly earning: readonly EarningSegment[];
  }[];
}

/**
 * Judges a segment by its own amounts and times; everything else as `facts` has it for the policy.
 * Example: 100 covered in one pool, an incident at 25 %: a claim of 25, 75 are left, a quarter of the premium
 * that is not earned yet is earned at once.
 */
export function judgeSegment(segment: PolicySegment, facts: PolicyFacts): JudgedSegment {
  const { coverAmount: original, coverRemaining: remaining, boughtAt, coverFrom } = segment;
  const eligibility = judgeEligibility({ ...facts, original, remaining, boughtAt, coverFrom });
  if (!eligibility.eligible) return { eligibility, segment, parts: [], earnedAtOnce: [] };
  const ratioWad = facts.incident?.ratioWad ?? 0n;
  const coverRemaining = coverAfterIncident(original, remaining, ratioWad);
  const claims = byPool(segment, eligibility.due);
  const before = byPool(segment, remaining);
  const after = byPool(segment, coverRemaining);
  const parts = segment.allocations.map(({ poolId }, index) => ({
    poolId,
    claim: claims[index] ?? 0n,
    coverBefore: before[index] ?? 0n,
    coverAfter: after[index] ?? 0n,
  }));
  const cut = (earning: readonly EarningSegment[]) => earningAfterIncident(earning, ratioWad, coverRemaining);
  const { commission } = segment;
  const next: PolicySegment = {
    ...segment,
    coverRemaining,
    allocations: segment.allocations.map((part) => ({ ...part, earning: cut(part.earning).kept })),
    commission: commission && { ...commission, earning: cut(commission.earning).kept },
  };
  const earnedAtOnce = earnersOf([segment]).map(({ earnerId, earning }) => ({
    earnerId,
    earning: cut(earning).earnedAtOnce,
  }));
  return { eligibility, segment: next, parts, earnedAtOnce };
}
