/** The hazard in the worst of 200 years: what a product adds to the capital that a book needs. */
import { maximum, mulDivDown, mulDivUp } from '../shared/rounding.ts';
import { WAD, type Wad } from '../shared/units.ts';
import { type HazardPoint, type HazardTables, hazardAt } from './hazard.ts';
import { normalProbability, normalValue, squareRoot } from './normal.ts';

/** N^-1(99.5 %): capital lasts in this part of all years. */
export const CAPITAL_VALUE: Wad = 2_575_829_303_549n * 10n ** 6n;
/** Between groups; Basel's upper end for large companies (docs/actuary.md, assumption 2). */
export const CORRELATION_DEFAULT: Wad = 24n * 10n ** 16n;
/** Tail hazards are rounded up to millionths: whoever computes with floating point comes to the same. */
const MILLIONTH: Wad = 10n ** 12n;

/**
 * `N((N^-1(hazard) + sqrt(r) * N^-1(99.5 %)) / sqrt(1 - r))`, up to millionths: the hazard given the one
 * factor that moves all groups in its worst of 200 years. In a large book it is what one more unit adds to
 * the capital at that level, whatever else is in the book. Sources: Vasicek 1987; Gordy, "A risk-factor model
 * foundation for ratings-based bank capital rules", 2003. Never below the hazard. Correlation at least 0 and
 * below 1. Example: 3.87 % at r 0.24 gives 28.16 %.
 */
export function tailHazard(hazardWad: Wad, correlationWad: Wad): Wad {
  if (hazardWad <= 0n) return 0n;
  if (hazardWad >= WAD) return WAD;
  const pull = squareRoot(correlationWad) * CAPITAL_VALUE;
  // Up: against the buyer, as the result.
  const top = normalValue(hazardWad) * WAD + pull;
  const own = squareRoot(WAD - correlationWad);
  const x = top < 0n ? -mulDivDown(-top, 1n, own) : mulDivUp(top, 1n, own);
  // Up: against the buyer.
  return maximum(hazardWad, mulDivUp(normalProbability(x), 1n, MILLIONTH) * MILLIONTH);
}

/** A table of hazards with the tail hazard at each of its points. It never falls where the table does not. */
export const tailTable = (table: readonly HazardPoint[], correlationWad: Wad): HazardPoint[] =>
  table.map(({ score, hazardWad }) => ({ score, hazardWad: tailHazard(hazardWad, correlationWad) }));

/** The tail table of each peril. */
export function tailTablesOf(tables: HazardTables, correlationWad: Wad): HazardTables {
  const DEPEG = tailTable(tables.DEPEG, correlationWad);
  const CONTRACT_FAILURE = tailTable(tables.CONTRACT_FAILURE, correlationWad);
  const isShared = tables.ASSET_LOSS === tables.CONTRACT_FAILURE;
  const ASSET_LOSS = isShared ? CONTRACT_FAILURE : tailTable(tables.ASSET_LOSS, correlationWad);
  return { DEPEG, CONTRACT_FAILURE, ASSET_LOSS, BASKET: tailTable(tables.BASKET, correlationWad) };
}

/**
 * What a unit of cover adds to the capital that a book needs: tail hazard at the score, times severity, in
 * WAD. Example: a tail hazard of 28.16 % of which 49.25 % is paid: 0.139.
 */
export const marginalPerCover = (table: readonly HazardPoint[], score: number, severityWad: Wad): Wad =>
  // Up: against the buyer.
  mulDivUp(hazardAt(table, score), severityWad, WAD);
