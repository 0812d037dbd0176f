/**
 * What a policy is made of: an amount of cover for each time that some was bought, each with its own times,
 * price and pools (docs/mechanics.md section 3). An increase adds one; the others keep theirs.
 */
import type { Amount, UnixSeconds } from '../shared/units.ts';
import { divideByWeights } from '../waterfall/prorata.ts';
import type { EarningSegment } from './segment.ts';

/** The part of an amount of cover that one pool carries. */
export interface PolicyAllocation {
  readonly poolId: string;
  readonly coverAmount: Amount;
  readonly premium: Amount;
  /** How the pool earns the premium: what was bought, then each extension; an incident cuts them down. */
  readonly earning: readonly EarningSegment[];
}

/** What a distributor earns of an amount of cover that it sold, as the pools earn their premium. */
export interface PolicyCommission {
  readonly commissionId: string;
  readonly premium: Amount;
  readonly earning: readonly EarningSegment[];
}

/** An amount of cover: what was bought first, or an increase. All of a policy end at one time. */
export interface PolicySegment {
  readonly coverAmount: Amount;
  readonly coverRemaining: Amount;
  readonly premium: Amount;
  readonly boughtAt: UnixSeconds;
  readonly coverFrom: UnixSeconds;
  readonly allocations: readonly PolicyAllocation[];
  /** Beside what the pools earn; null where nobody sold it. */
  readonly commission: PolicyCommission | null;
}

/** Every part that a pool carries. */
export const allocationsOf = (segments: readonly PolicySegment[]): PolicyAllocation[] =>
  segments.flatMap(({ allocations }) => allocations);

/** Whoever earns a premium of some segments: each pool for its part, a distributor for the commission. */
export const earnersOf = (
  segments: readonly PolicySegment[],
): { earnerId: string; earning: readonly EarningSegment[] }[] =>
  segments.flatMap(({ allocations, commission }) => [
    ...allocations.map(({ poolId, earning }) => ({ earnerId: poolId, earning })),
    ...(commission === null ? [] : [{ earnerId: commission.commissionId, earning: commission.earning }]),
  ]);

/** An amount of one segment divided over its pools, by the cover that each took on when it was sold. */
export function byPool({ allocations }: PolicySegment, amount: Amount): Amount[] {
  return divideByWeights(
    amount,
    allocations.map(({ coverAmount }) => coverAmount),
  );
}

/**
 * The cover that each pool carries of some segments: what is left of each, by the cover that each pool took
 * on. Example: 100 of which 75 are left, 60 taken on by A and 40 by B: A 45, B 30.
 */
export function coverByPool(segments: readonly PolicySegment[]): Map<string, Amount> {
  const covers = new Map<string, Amount>();
  for (const segment of segments) {
    const parts = byPool(segment, segment.coverRemaining);
    segment.allocations.forEach(({ poolId }, index) => {
      covers.set(poolId, (covers.get(poolId) ?? 0n) + (parts[index] ?? 0n));
    });
  }
  return covers;
}

/** A figure added up over segments. */
export const sumOf = (
  segments: readonly PolicySegment[],
  field: 'coverAmount' | 'coverRemaining' | 'premium',
): Amount => segments.reduce((sum, segment) => sum + segment[field], 0n);
