/**
 * The governed parameters: numbers of the rule book that a proposal may change, each with bounds and the most
 * that it may move at once (docs/parameters.md). What was sold keeps what it was sold with.
 */
import {
  RECAPITALISATION_TAU_SECONDS,
  RECAPITALISATION_TERMS_DEFAULT,
  RESERVE_TERMS_DEFAULT,
} from '../auction/terms.ts';
import { FUND_BUFFER } from '../fund/excess.ts';
import { TRADE_FEE_BPS } from '../order/price.ts';
import { FEE_SCHEDULE_DEFAULT } from '../policy/split.ts';
import { FEED_COVER_BPS, SUBJECT_COVER_BPS } from '../pool/marketLimits.ts';
import { QUEUE_CLOSED_BPS, QUEUE_SALES_STOP_BPS } from '../pool/queuePressure.ts';
import { ADEQUACY_MINIMUM, ADEQUACY_TARGET } from '../pool/requirement.ts';
import { RATE_PARAMETERS_DEFAULT } from '../pricing/technicalRate.ts';
import { UTILISATION_CURVE_DEFAULT } from '../pricing/utilisation.ts';
import { COOLDOWN_SECONDS, RECAPITALISATION_SECONDS, TOP_UP_SECONDS } from '../shared/limits.ts';
import { maximum, minimum, mulDivDown } from '../shared/rounding.ts';
import { BPS, DAY_SECONDS, HOUR_SECONDS, WAD } from '../shared/units.ts';
import { DISTRIBUTOR_CAPS, LOSS_CAPS, VENUE_CAPS } from './caps.ts';
import { BPS_STEP, type ParameterRule, PERCENT, rule } from './rule.ts';
import { TABLE_PARAMETERS } from './tables.ts';

/** A change moves a value by at most a quarter of it. */
export const STEP_BPS_MAX = 2_500n;

const TENTH_PERCENT = 10n ** 15n;
const days = (count: number): bigint => BigInt(count * DAY_SECONDS);
const hours = (count: number): bigint => BigInt(count * HOUR_SECONDS);

const { marginWad, costOfCapitalWad, minRateWad } = RATE_PARAMETERS_DEFAULT;
const { kinkWad, maxMultiplierWad } = UTILISATION_CURVE_DEFAULT;
const { poolBps, vaultBps, platformBps } = FEE_SCHEDULE_DEFAULT;

/** Every governed parameter, by name. */
export const PARAMETERS = {
  singlePolicyBps: rule(1, 'BPS', [2_000n, 100n, 5_000n, BPS_STEP], 'largest part of a limit for one policy'),
  subjectCoverBps: rule(
    1,
    'BPS',
    [SUBJECT_COVER_BPS, 100n, 2_500n, BPS_STEP],
    'part of the size of a subject that may be covered',
  ),
  feedCoverBps: rule(
    1,
    'BPS',
    [FEED_COVER_BPS, 500n, 7_500n, BPS_STEP],
    'part of the cost of corrupting a feed that may be covered',
  ),
  tradeFeeBps: rule(1, 'BPS', [TRADE_FEE_BPS, 0n, 300n, 5n], 'fee of a trade, of its price'),
  marginWad: rule(2, 'RATE', [marginWad, 0n, WAD, PERCENT], 'margin on the expected loss'),
  costOfCapitalWad: rule(
    2,
    'RATE',
    [costOfCapitalWad, 0n, 20n * PERCENT, 25n * 10n ** 14n],
    'what capital asks for a year above what the asset earns',
  ),
  kinkWad: rule(2, 'RATE', [kinkWad, 30n * PERCENT, 95n * PERCENT, PERCENT], 'use from which a price rises'),
  maxMultiplierWad: rule(
    2,
    'RATE',
    [maxMultiplierWad, WAD, 10n * WAD, 25n * PERCENT],
    'multiplier of the price at full use',
  ),
  minRateWad: rule(
    2,
    'RATE',
    [minRateWad, TENTH_PERCENT, 5n * PERCENT, TENTH_PERCENT],
    'least rate a year of a new product that states none',
  ),
  minCoverUnits: rule(2, 'UNITS', [10n, 1n, 1_000n, 1n], 'least cover of a new product that states none'),
  ...TABLE_PARAMETERS,
  ...DISTRIBUTOR_CAPS,
  fundFeeBps: rule(
    3,
    'BPS',
    [BPS - poolBps - vaultBps - platformBps, 0n, 2_000n, BPS_STEP],
    'part of an earned premium for the insurance fund',
  ),
  vaultFeeBps: rule(3, 'BPS', [vaultBps, 0n, 1_500n, BPS_STEP], 'part of it for the backstop vault'),
  platformFeeBps: rule(3, 'BPS', [platformBps, 0n, 1_500n, BPS_STEP], 'part of it for the platform'),
  cooldownSeconds: rule(
    4,
    'SECONDS',
    [BigInt(COOLDOWN_SECONDS), days(3), days(30), hours(12)],
    'cooldown of an exit from a pool that is asked for from then on',
  ),
  queueSalesStopBps: rule(
    4,
    'BPS',
    [QUEUE_SALES_STOP_BPS, 1_000n, 5_000n, BPS_STEP],
    'part of the shares in the queue above which nothing new is sold',
  ),
  queueClosedBps: rule(
    4,
    'BPS',
    [QUEUE_CLOSED_BPS, 5_000n, 9_000n, BPS_STEP],
    'part above which there are no extensions and deposits either',
  ),
  ...LOSS_CAPS,
  requirementFloorUnits: rule(
    7,
    'UNITS',
    [10_000n, 1_000n, 1_000_000n, 100n],
    'least requirement of a new pool while any cover is in force',
  ),
  adequacyTargetWad: rule(
    7,
    'RATE',
    [ADEQUACY_TARGET, 105n * PERCENT, 2n * WAD, PERCENT],
    'adequacy that a pool and a fund aim at',
  ),
  adequacyMinimumWad: rule(
    7,
    'RATE',
    [ADEQUACY_MINIMUM, 50n * PERCENT, 95n * PERCENT, PERCENT],
    'adequacy under which a pool stops',
  ),
  fundBufferWad: rule(
    7,
    'RATE',
    [FUND_BUFFER, 110n * PERCENT, 3n * WAD, PERCENT],
    'part of its requirement up to which a fund gives nothing away',
  ),
  topUpSeconds: rule(
    7,
    'SECONDS',
    [BigInt(TOP_UP_SECONDS), days(1), days(30), hours(12)],
    'time to answer a call for more capital',
  ),
  recapitalisationSeconds: rule(
    7,
    'SECONDS',
    [BigInt(RECAPITALISATION_SECONDS), days(1), days(14), hours(12)],
    'time to refill a pool under its minimum before it runs off',
  ),
  recapitalisationTopWad: rule(
    7,
    'RATE',
    [RECAPITALISATION_TERMS_DEFAULT.topWad, WAD, 2n * WAD, PERCENT],
    'price of new shares, of their value, at which their auction begins',
  ),
  recapitalisationFloorWad: rule(
    7,
    'RATE',
    [RECAPITALISATION_TERMS_DEFAULT.floorWad, 5n * PERCENT, 90n * PERCENT, PERCENT],
    'part of their value under which the auction sells none',
  ),
  recapitalisationTauSeconds: rule(
    7,
    'SECONDS',
    [BigInt(RECAPITALISATION_TAU_SECONDS), hours(1), days(1), hours(1)],
    'time in which its price would fall to nothing',
  ),
  reserveSaleTopWad: rule(
    7,
    'RATE',
    [RESERVE_TERMS_DEFAULT.topWad, WAD, 2n * WAD, PERCENT],
    'price of what a vault holds, of its feed, at which its sale begins',
  ),
  reserveSaleFloorWad: rule(
    7,
    'RATE',
    [RESERVE_TERMS_DEFAULT.floorWad, 10n * PERCENT, 95n * PERCENT, PERCENT],
    'part of its feed under which the sale stops for an hour',
  ),
  reserveSaleStepSeconds: {
    ...rule(
      7,
      'SECONDS',
      [0n, 0n, 600n, 600n],
      'how often its price falls by a hundredth; 0: evenly over 6 h',
    ),
    risesFreely: true,
  },
  ...VENUE_CAPS,
  approvalsNeeded: {
    ...rule(0, 'COUNT', [1n, 1n, 10n, 1n], 'approvals of governors that a proposal needs'),
    risesFreely: true,
  },
  treasuryApprovalsNeeded: {
    ...rule(0, 'COUNT', [1n, 1n, 10n, 1n], 'approvals that a release of the treasury needs at least'),
    risesFreely: true,
  },
  timelockSeconds: {
    ...rule(0, 'SECONDS', [0n, 0n, days(14), hours(12)], 'time from a proposal to its execution'),
    risesFreely: true,
  },
  expirySeconds: rule(
    0,
    'SECONDS',
    [days(14), days(1), days(60), hours(12)],
    'time from the end of the timelock in which a proposal can be executed',
  ),
} as const satisfies Record<string, ParameterRule>;

export type ParameterName = keyof typeof PARAMETERS;
export type ParameterValues = Readonly<Record<ParameterName, bigint>>;

/** All names, in the order of the rule book. */
export const PARAMETER_NAMES = Object.keys(PARAMETERS) as ParameterName[];

/** Whether a text names a governed parameter. */
export const isParameterName = (name: string): name is ParameterName => Object.hasOwn(PARAMETERS, name);

/** What holds before anything was proposed. */
export const PARAMETER_DEFAULTS = Object.fromEntries(
  PARAMETER_NAMES.map((name) => [name, PARAMETERS[name].byDefault]),
) as ParameterValues;

/** The values that are allowed from where a parameter stands, both ends among them. */
export interface ParameterReach {
  readonly minimum: bigint;
  readonly maximum: bigint;
  /** How far it may fall, and rise unless it rises freely. */
  readonly step: bigint;
}

/**
 * How far a parameter may go at once: a quarter of where it stands, and within its bounds.
 * Example: a margin of 10 % goes to 7.5 to 12.5 %; a timelock of 48 h falls to 36 h, and rises to 14 days.
 */
export function reachOf(name: ParameterName, from: bigint): ParameterReach {
  const { least, most, leastStep, risesFreely }: ParameterRule = PARAMETERS[name];
  // Down: against whoever proposes.
  const step = maximum(leastStep, mulDivDown(from, STEP_BPS_MAX, BPS));
  return {
    minimum: maximum(least, from - step),
    maximum: risesFreely ? most : minimum(most, from + step),
    step,
  };
}

/** Whether one change may take a parameter from a value to another. */
export function isWithinReach(name: ParameterName, from: bigint, to: bigint): boolean {
  const reach = reachOf(name, from);
  return to >= reach.minimum && to <= reach.maximum;
}
