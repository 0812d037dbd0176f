/** A factor of a risk score: a quantity, and how many points it gives at which value. */
import { mulDivUp } from '../shared/rounding.ts';
import { BPS } from '../shared/units.ts';

/** What a value counts: hundredths of a percent, hours, days, whole US dollars, or things. */
export type FactorUnit = 'BPS' | 'HOURS' | 'DAYS' | 'USD' | 'COUNT';

/** RISING: more of it is riskier. FALLING: less of it is. */
export type FactorDirection = 'RISING' | 'FALLING';

/** One point of a table: linear between points, flat beyond its ends. */
export interface TablePoint {
  /** In the factor's unit. */
  readonly value: bigint;
  /** Hundredths of a risk point, 0 to 10,000; more is riskier. */
  readonly pointsBps: bigint;
}

/** The riskiest that a factor can be: 100 points. Every table reaches it. */
export const POINTS_BPS_MAX = BPS;

/** Where the worst quarter of a factor begins: 75 points. */
export const WORST_QUARTER_BPS = 7_500n;

/**
 * What is wrong with a table, or null: values rise, points never turn against the direction of the factor,
 * and the risky end is 100 points, so that nothing that is said of a factor is worse than saying nothing.
 */
export function tableFault(table: readonly TablePoint[], direction: FactorDirection): string | null {
  const inOrder = table.every(({ value }, index) => {
    const before = table[index - 1];
    return value >= 0n && (before === undefined || before.value < value);
  });
  if (table.length < 2 || !inOrder) return 'needs at least two points whose values rise from 0 or more';
  if (table.some(({ pointsBps }) => pointsBps < 0n || pointsBps > POINTS_BPS_MAX))
    return 'has points that are not within 0 and 10,000';
  const rising = direction === 'RISING' ? table : [...table].reverse();
  const turns = rising.some((point, index) => point.pointsBps < (rising[index - 1]?.pointsBps ?? 0n));
  if (turns) return direction === 'RISING' ? 'falls where more is riskier' : 'rises where less is riskier';
  if (rising.at(-1)?.pointsBps !== POINTS_BPS_MAX) return 'does not reach 10,000 at its risky end';
  return null;
}

/**
 * Points at a value, in hundredths. Throws a RangeError for an empty table.
 * Example: between 24 h at 15 points and 72 h at 40, 48 h are 27.5 points: 2,750.
 */
export function pointsAt(table: readonly TablePoint[], value: bigint): bigint {
  const index = table.findIndex((point) => point.value >= value);
  const above = table[index] ?? table.at(-1);
  if (above === undefined) throw new RangeError('a table without points');
  const below = table[index - 1];
  if (below === undefined || above.value <= value) return above.pointsBps;
  const span = above.value - below.value;
  // Up: against whoever is scored.
  return above.pointsBps >= below.pointsBps
    ? below.pointsBps + mulDivUp(above.pointsBps - below.pointsBps, value - below.value, span)
    : above.pointsBps + mulDivUp(below.pointsBps - above.pointsBps, above.value - value, span);
}
