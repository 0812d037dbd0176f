/** How much must stand behind a venue (docs/mechanics.md section 8). */
import { maximum, mulDivUp } from '../shared/rounding.ts';
import { type Amount, BPS, WAD, type Wad } from '../shared/units.ts';
import { GRADES, type VenueGrade } from './grade.ts';
import type { Holding, MarketPrice } from './holding.ts';

/** A stress is a move of at least 20 %. */
export const STRESS_MOVE_MIN: Wad = 2n * 10n ** 17n;
/** And of at least three daily standard deviations. */
export const STRESS_DEVIATIONS = 3n;
/** The requirement is at least 1 % of 30-day volume times daily volatility. */
export const VOLUME_SHARE_BPS = 100n;

/** The move that a market is stressed with: `max(20 %, 3 daily standard deviations)`. */
export function stressMove(dailyVolatility: Wad): Wad {
  return maximum(STRESS_MOVE_MIN, STRESS_DEVIATIONS * dailyVolatility);
}

/**
 * What an account would lack after a move of the market against it.
 * Example: 10 at mark 100 with equity 150, move 20 %: 200 - 150 = 50.
 */
export function stressedShortfall({ size, equity }: Holding, { mark, unit }: MarketPrice, move: Wad): Amount {
  // Up: the requirement never misses a unit.
  return maximum(0n, mulDivUp(size * mark, move * unit, WAD * WAD * WAD) - equity);
}

export interface VenueRisk {
  readonly grade: VenueGrade;
  /** Stressed shortfall of each account, summed over the venue's markets. */
  readonly shortfalls: readonly Amount[];
  readonly volumeOf30Days: Amount;
  readonly dailyVolatility: Wad;
}

/** The two largest, together: the accounts that would cost most at once. */
export function twoLargest(shortfalls: readonly Amount[]): Amount {
  let [first, second] = [0n, 0n];
  for (const amount of shortfalls) {
    if (amount > first) [first, second] = [amount, first];
    else second = maximum(second, amount);
  }
  return first + second;
}

/** What a venue's requirement is the greater of. */
export interface VenueRequirementParts {
  /** The grade's factor times what the two accounts would lack that would cost most. */
  readonly stressed: Amount;
  /** A part of what was traded, by how much the mark moves. */
  readonly traded: Amount;
}

/** Both parts. Up, both: against the venue. */
export function venueRequirementParts(risk: VenueRisk): VenueRequirementParts {
  return {
    stressed: mulDivUp(twoLargest(risk.shortfalls), GRADES[risk.grade].factorBps, BPS),
    traded: mulDivUp(risk.volumeOf30Days, risk.dailyVolatility * VOLUME_SHARE_BPS, WAD * BPS),
  };
}

/**
 * `max(grade factor * stressed shortfall of the two largest, 1 % * 30-day volume * daily volatility)`. It is
 * the desired one: what is stored falls slowly (src/domain/fund).
 * Example: grade C, shortfalls 50, 30 and 20, volume 10,000 at 10 %: max(120, 10) = 120.
 */
export function venueRequirement(risk: VenueRisk): Amount {
  const { stressed, traded } = venueRequirementParts(risk);
  return maximum(stressed, traded);
}
