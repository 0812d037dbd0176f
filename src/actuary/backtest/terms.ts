/** What the product of a backtest promises, and what is governed about it beside the price. */
import { PARAMETER_DEFAULTS } from '../../domain/governance/parameters.ts';
import { WAITING_SECONDS_DEFAULT } from '../../domain/policy/term.ts';
import { salesLevelDefault } from '../../domain/product/salesLevel.ts';
import { DAY_SECONDS, HOUR_SECONDS, MINUTE_SECONDS, WAD, type Wad } from '../../domain/shared/units.ts';
import type { BreachRule } from '../../domain/trigger/rule.ts';
import { STANDARD_PAYOUTS } from '../standardPayouts.ts';

/** Down to a ten thousandth: prices as people write them. */
const price = (tenThousandths: bigint): Wad => (tenThousandths * WAD) / 10_000n;

/**
 * The stablecoin product of docs/mechanics.md section 5. Readings are hourly closes, as the real series have
 * them, so each holds for two hours.
 */
export const STABLECOIN_RULE: BreachRule = {
  strike: price(9_500n),
  recovery: price(9_700n),
  watch: price(9_900n),
  holdSeconds: 4 * HOUR_SECONDS,
  windowSeconds: HOUR_SECONDS,
  recoveryHoldSeconds: 30 * MINUTE_SECONDS,
  maxGapSeconds: 2 * HOUR_SECONDS,
  lookbackSeconds: 72 * HOUR_SECONDS,
  slotSeconds: MINUTE_SECONDS,
  settlementSeconds: 24 * HOUR_SECONDS,
  settlementMaxSeconds: 7 * DAY_SECONDS,
  payout: STANDARD_PAYOUTS.TIERED,
};

/** Below it nothing is sold for a day. */
export const SALES_LEVEL = salesLevelDefault('DEPEG', STABLECOIN_RULE);

/** Smallest units of one whole unit. */
export const UNIT = 1_000_000n;
/** How late slots close. */
export const FINALITY_SECONDS = 15 * MINUTE_SECONDS;
/** How long a result can be challenged before money moves. */
export const CHALLENGE_SECONDS = 2 * HOUR_SECONDS;
/** Before cover begins. */
export const WAITING_SECONDS = WAITING_SECONDS_DEFAULT.DEPEG;
/** What underwriters bring to the one pool, isolated, that backs the product. */
export const POOL_CAPITAL = 1_000_000n * UNIT;
/** Its least requirement while any cover is in force. */
export const REQUIREMENT_FLOOR = PARAMETER_DEFAULTS.requirementFloorUnits * UNIT;
/** Largest part of the limit for one policy, in basis points. */
export const SINGLE_POLICY_BPS = Number(PARAMETER_DEFAULTS.singlePolicyBps);
/** How long an exit waits. */
export const COOLDOWN_SECONDS = Number(PARAMETER_DEFAULTS.cooldownSeconds);
