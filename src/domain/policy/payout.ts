/** What an incident pays on a policy (docs/mechanics.md section 5). */
import { maximum, minimum, mulDivDown, mulDivUp } from '../shared/rounding.ts';
import { type Amount, BPS, WAD, type Wad } from '../shared/units.ts';

export interface PayoutInputs {
  /** Cover as bought, and what earlier incidents left of it. */
  readonly original: Amount;
  readonly remaining: Amount;
  readonly ratioWad: Wad;
  readonly deductibleBps: number;
}

export interface PayoutDue {
  readonly due: Amount;
  readonly deductible: Amount;
}

/**
 * `max(0, floor(min(remaining, original * ratio)) - deductible)`, `deductible = ceil(original * bps / 10^4)`
 * per incident.
 * Example: cover 1000 at 25 % with 1 % deductible: 250 - 10 = 240.
 */
export function payoutDue({ original, remaining, ratioWad, deductibleBps }: PayoutInputs): PayoutDue {
  // Down: the payout, and up: the deductible; both against the claimant.
  const gross = minimum(remaining, mulDivDown(original, ratioWad, WAD));
  const deductible = mulDivUp(original, BigInt(deductibleBps), BPS);
  return { due: maximum(0n, gross - deductible), deductible };
}
