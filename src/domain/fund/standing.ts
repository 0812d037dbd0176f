/** Where a reserve stands between what counts and what it must have, and when that is told (section 7). */
import { ADEQUACY_REQUIRED, hasAdequacy } from '../pool/requirement.ts';
import { type Amount, WAD, type Wad } from '../shared/units.ts';

export type FundStanding =
  | 'AT_TARGET'
  | 'UNDER_TARGET'
  | 'UNDER_REQUIRED'
  | 'UNDER_MINIMUM'
  | 'NOTHING_REQUIRED';

export interface FundLevels {
  readonly targetWad: Wad;
  readonly minimumWad: Wad;
}

/** A rise is told only this far above a level, so that what flutters around it is told once. */
export const STANDING_HYSTERESIS: Wad = 2n * 10n ** 16n;
/** Whole days of runway below which it is told ... */
export const RUNWAY_SHORT_DAYS = 90n;
/** ... and from which it is told that it is not short any more. */
export const RUNWAY_RESTORED_DAYS = 100n;

/** Where it stands now. Example: 1,299 of 1,000 with a target of 1.3: UNDER_TARGET. */
export function standingOf(
  resources: Amount,
  requirement: Amount,
  { targetWad, minimumWad }: FundLevels,
): FundStanding {
  if (requirement === 0n) return 'NOTHING_REQUIRED';
  if (hasAdequacy(resources, requirement, targetWad)) return 'AT_TARGET';
  if (hasAdequacy(resources, requirement, ADEQUACY_REQUIRED)) return 'UNDER_TARGET';
  return hasAdequacy(resources, requirement, minimumWad) ? 'UNDER_REQUIRED' : 'UNDER_MINIMUM';
}

/** The worst first. */
const ORDER: readonly FundStanding[] = ['UNDER_MINIMUM', 'UNDER_REQUIRED', 'UNDER_TARGET', 'AT_TARGET'];

/**
 * What is told after what was told before: a fall at once, a rise once it is two points above the level.
 * Example: UNDER_REQUIRED was told; at 1.01 it still is, at 1.02 UNDER_TARGET is told.
 */
export function toldStanding(
  before: FundStanding,
  resources: Amount,
  requirement: Amount,
  levels: FundLevels,
): FundStanding {
  const now = standingOf(resources, requirement, levels);
  if (ORDER.indexOf(before) < 0 || ORDER.indexOf(now) <= ORDER.indexOf(before)) return now;
  // By two points less than there is: a rise may stop at a level in between.
  const spare = requirement * STANDING_HYSTERESIS;
  const sure = standingOf(resources * WAD - spare, requirement * WAD, levels);
  return ORDER.indexOf(sure) > ORDER.indexOf(before) ? sure : before;
}

/** Whether a runway is told to be short. Null is none that ends. Example: 95 days after 80: short still. */
export function isRunwayShort(before: boolean, days: bigint | null): boolean {
  return days !== null && days < (before ? RUNWAY_RESTORED_DAYS : RUNWAY_SHORT_DAYS);
}

/** Whether what covers the largest holdings of a market is told to be short: by the same two points. */
export function isCoverageShort(before: boolean, coverageWad: Wad | null): boolean {
  return coverageWad !== null && coverageWad < (before ? WAD + STANDING_HYSTERESIS : WAD);
}
