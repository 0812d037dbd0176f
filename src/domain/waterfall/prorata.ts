/** Equal claims get equal parts, whoever is paid first (docs/mechanics.md section 6). */
import { minimum, mulDivDown } from '../shared/rounding.ts';
import type { Amount } from '../shared/units.ts';

/** An amount that is shared among claims: `funded` is P, `claimed` is C, the sum of all claims. */
export interface SharedAmount {
  readonly funded: Amount;
  readonly claimed: Amount;
}

/**
 * The part of one claim: `floor(P*C_i/C) - floor(P*C_(i-1)/C)`, where `before` is the sum of the claims in
 * front of it. The parts of all claims sum to P exactly; each is its fair part to within one unit, and never
 * above the claim while P <= C.
 * Example: 10 over claims 3, 3, 3: 3, 3, 4.
 */
export function proRataPart({ funded, claimed }: SharedAmount, before: Amount, claim: Amount): Amount {
  if (claimed === 0n) return 0n;
  // Down on both running sums: what one rounds away the next one in line gets, never more than P in all.
  return mulDivDown(funded, before + claim, claimed) - mulDivDown(funded, before, claimed);
}

/** The parts of a run of claims, and the running sum after it: any chunk can be computed alone. */
export function proRataRun(
  shared: SharedAmount,
  before: Amount,
  claims: readonly Amount[],
): { parts: Amount[]; after: Amount } {
  let sum = before;
  const parts = claims.map((claim) => {
    const part = proRataPart(shared, sum, claim);
    sum += claim;
    return part;
  });
  return { parts, after: sum };
}

/**
 * An amount divided by weights in the order given: a policy's payout by the cover that each pool carries of
 * it.
 */
export function divideByWeights(amount: Amount, weights: readonly Amount[]): Amount[] {
  const claimed = weights.reduce((sum, weight) => sum + weight, 0n);
  return proRataRun({ funded: amount, claimed }, 0n, weights).parts;
}

/** What claimants of a pool get of what they are due: all of it, or what the layers gave. */
export function fundedOf(claimed: Amount, haircut: Amount): SharedAmount {
  return { funded: claimed - minimum(claimed, haircut), claimed };
}
