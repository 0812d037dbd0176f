/** Who gets an earned premium: the fee schedule (docs/mechanics.md section 3). */
import { mulDivDown } from '../shared/rounding.ts';
import { type Amount, BPS } from '../shared/units.ts';

/** Parts of each earned unit in basis points; what is left of 10,000 is the insurance fund's. */
export interface FeeSchedule {
  readonly poolBps: bigint;
  readonly vaultBps: bigint;
  readonly platformBps: bigint;
}

/** Pool 80 %, backstop vault 5 %, platform 5 %, insurance fund the other 10 %. */
export const FEE_SCHEDULE_DEFAULT: FeeSchedule = { poolBps: 8_000n, vaultBps: 500n, platformBps: 500n };

/** Where an earned amount goes. While the vault has no shares its part is the shared fund's. */
export interface EarnedParts {
  readonly pool: Amount;
  readonly fund: Amount;
  readonly vault: Amount;
  readonly platform: Amount;
  /** To be kept in the pool's earning state and handed in next time. */
  readonly feePhase: bigint;
}

/**
 * Splits what has been earned; rounding goes to the fund. `earned` is without a distributor's commission,
 * which is earned apart as a segment of its own.
 *
 * `feePhase` is all that was split before, modulo 10,000; 0 for a new pool. Parts are rounded on the running
 * total, so that earning one unit at a time gives the pool as much as earning all at once: nobody can drain
 * it by asking often.
 * Example: 7 units at phase 0: pool floor(5.6) = 5, vault 0, platform 0, fund 2, phase 7; then 3 more: pool 8
 * - 5 = 3.
 */
export function splitEarned(
  earned: Amount,
  feePhase: bigint,
  schedule: FeeSchedule = FEE_SCHEDULE_DEFAULT,
): EarnedParts {
  const total = feePhase + earned;
  // Down on both totals: what they leave is the fund's.
  const part = (bps: bigint) => mulDivDown(total, bps, BPS) - mulDivDown(feePhase, bps, BPS);
  const pool = part(schedule.poolBps);
  const vault = part(schedule.vaultBps);
  const platform = part(schedule.platformBps);
  return { pool, vault, platform, fund: earned - pool - vault - platform, feePhase: total % BPS };
}
