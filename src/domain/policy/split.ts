/** Who gets an earned premium: the fee schedule (docs/mechanics.md section 3). */
import { maximum, mulDivDown } from '../shared/rounding.ts';
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
 * which is earned apart, as a segment of its own.
 *
 * `feePhase` is all that was split before, modulo 10,000; 0 for a new pool. Parts are rounded on the running
 * total, so that earning one unit at a time gives the pool as much as earning all at once: nobody can drain
 * it by asking often. In the long run the pool never gets more than its part, and the fund never less.
 * Example: 7 units at phase 0: pool floor(5.6) = 5, fund 2; then 3 more at phase 7: pool 8 - 5 = 3.
 */
export function splitEarned(
  earned: Amount,
  feePhase: bigint,
  schedule: FeeSchedule = FEE_SCHEDULE_DEFAULT,
): EarnedParts {
  const total = feePhase + earned;
  const after = partsOf(total, schedule);
  const before = partsOf(feePhase, schedule);
  return {
    pool: after.pool - before.pool,
    fund: after.fund - before.fund,
    vault: after.vault - before.vault,
    platform: after.platform - before.platform,
    feePhase: total % BPS,
  };
}

/**
 * Each part is taken from what the ones before it left, so that none of them ever falls as the total grows:
 * rounding each from the whole would now and then ask the fund to give a unit back.
 */
function partsOf(total: Amount, { poolBps, vaultBps, platformBps }: FeeSchedule) {
  // Down, three times: what they leave is the fund's.
  const pool = mulDivDown(total, poolBps, BPS);
  const vault = mulDivDown(total - pool, vaultBps, maximum(1n, BPS - poolBps));
  const rest = total - pool - vault;
  const platform = mulDivDown(rest, platformBps, maximum(1n, BPS - poolBps - vaultBps));
  return { pool, vault, platform, fund: rest - platform };
}
