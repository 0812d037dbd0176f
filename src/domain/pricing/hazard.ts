/**
 * From a risk score to the probability in a year that the
 * product's own condition fires (docs/mechanics.md section 2).
 */
import type { Peril } from '../product/peril.ts';
import { maximum, minimum, mulDivDown, mulDivUp } from '../shared/rounding.ts';
import { WAD, type Wad } from '../shared/units.ts';

/** One point of a hazard table: linear between points. */
export interface HazardPoint {
  /** Whole score from 0 to 100; higher is riskier. */
  readonly score: number;
  /** Probability in a year, in WAD. */
  readonly hazardWad: Wad;
}

/** The riskiest score. */
export const SCORE_MAX = 100;

/** A rate given in hundredths of a percent a year: 53 is 0.53 %. */
const hundredths = (value: bigint): Wad => value * 10n ** 14n;

/** A governed table: of coins that are to keep a peg, or of all else. */
export type HazardTableName = 'DEPEG' | 'CONTRACT';

/** The scores at which a table has its points. */
export const HAZARD_SCORES = [0, 20, 40, 60, 80, 100] as const;

/** A table from its values at `HAZARD_SCORES`. */
export const hazardTable = (values: readonly Wad[]): HazardPoint[] =>
  HAZARD_SCORES.map((score, index) => ({ score, hazardWad: values[index] ?? 0n }));

/**
 * What holds where governors have set nothing: as calibrated (docs/risk-model.md, "Calibration"), rounded up
 * to hundredths of a percent a year. A test holds these to what `npm run actuary -- calibrate` finds.
 */
export const HAZARD_TABLES_DEFAULT: Readonly<Record<HazardTableName, readonly HazardPoint[]>> = {
  DEPEG: hazardTable([53n, 130n, 387n, 1_005n, 2_370n, 5_118n].map(hundredths)),
  CONTRACT: hazardTable([35n, 93n, 230n, 566n, 1_308n, 2_985n].map(hundredths)),
};

/** By which table a product is priced. */
export type HazardTables = Readonly<Record<Peril, readonly HazardPoint[]>>;

/**
 * The table of each peril. A basket has at every score the higher of both, whatever its members insure, so
 * that it is never sold as safer than they are by a table alone.
 */
export const hazardTablesOf = ({ DEPEG, CONTRACT }: typeof HAZARD_TABLES_DEFAULT): HazardTables => ({
  DEPEG,
  CONTRACT_FAILURE: CONTRACT,
  ASSET_LOSS: CONTRACT,
  BASKET: HAZARD_SCORES.map((score) => {
    const [depeg, contract] = [hazardAt(DEPEG, score), hazardAt(CONTRACT, score)];
    return { score, hazardWad: maximum(depeg, contract) };
  }),
});

/** How far the true hazard may be from that of a table, in percent of it. */
export interface HazardInterval {
  readonly lowPercent: bigint;
  readonly highPercent: bigint;
}

/**
 * Ends of the 90 % interval of each table over its mean, rounded outward to whole percent: as calibrated
 * (docs/risk-model.md, "The interval beside each price"). Not governed: they say how little was seen.
 */
export const HAZARD_INTERVALS: Readonly<Record<HazardTableName, HazardInterval>> = {
  DEPEG: { lowPercent: 48n, highPercent: 166n },
  CONTRACT: { lowPercent: 11n, highPercent: 261n },
};

/** Whose interval a peril has: a basket the wider one. */
const INTERVAL_OF: Readonly<Record<Peril, HazardTableName>> = {
  DEPEG: 'DEPEG',
  CONTRACT_FAILURE: 'CONTRACT',
  ASSET_LOSS: 'CONTRACT',
  BASKET: 'CONTRACT',
};

/** True for a table that starts at 0, ends at 100 and never falls: a riskier score is never cheaper. */
export function isHazardTable(table: readonly HazardPoint[]): boolean {
  if (table[0]?.score !== 0 || table.at(-1)?.score !== SCORE_MAX) return false;
  return table.every(({ score, hazardWad }, index) => {
    const before = table[index - 1];
    if (!Number.isInteger(score) || hazardWad < 0n || hazardWad > WAD) return false;
    return before === undefined || (before.score < score && before.hazardWad <= hazardWad);
  });
}

/**
 * Probability in a year for a score, in WAD.
 * Throws a RangeError for a score that is not whole or not in 0..100.
 * Example: with 1.5 % at 40 and 4 % at 60, 50 lies halfway between them: 2.75 %.
 */
export function hazardAt(table: readonly HazardPoint[], score: number): Wad {
  if (!Number.isInteger(score) || score < 0 || score > SCORE_MAX) throw new RangeError(`score ${score}`);
  const index = table.findIndex((point) => point.score >= score);
  const above = table[index];
  if (above === undefined) throw new RangeError('the hazard table does not reach the score');
  const below = table[index - 1];
  if (below === undefined || above.score === score) return above.hazardWad;
  const rise = above.hazardWad - below.hazardWad;
  // Up: against the buyer.
  return below.hazardWad + mulDivUp(rise, BigInt(score - below.score), BigInt(above.score - below.score));
}

/**
 * The interval that is published beside a hazard, within 0 and 1.
 * Example: a depeg hazard of 3 % is given as 1.44 % to 4.98 %.
 */
export function hazardInterval(peril: Peril, hazardWad: Wad): { lowWad: Wad; highWad: Wad } {
  const { lowPercent, highPercent } = HAZARD_INTERVALS[INTERVAL_OF[peril]];
  // Down and up: outward. Said for information, nobody pays by it.
  const highWad = minimum(WAD, mulDivUp(hazardWad, highPercent, 100n));
  return { lowWad: mulDivDown(hazardWad, lowPercent, 100n), highWad };
}
