/** What is said of each governed parameter, and short ways to say it. */
import { mulDivDown } from '../shared/rounding.ts';
import { BPS, WAD, type Wad } from '../shared/units.ts';

/**
 * What a value counts: RATE scaled by 10^18, BPS hundredths of a percent, SECONDS, COUNT, or UNITS, whole
 * units of the settlement asset.
 */
export type ParameterUnit = 'RATE' | 'BPS' | 'SECONDS' | 'COUNT' | 'UNITS';

export interface ParameterRule {
  /** The section of docs/mechanics.md that it belongs to; 0 for governance itself. */
  readonly section: number;
  readonly unit: ParameterUnit;
  readonly byDefault: bigint;
  readonly least: bigint;
  readonly most: bigint;
  /** A change of so much is always within one step, so that small values are not stuck. */
  readonly leastStep: bigint;
  /** True where more of it only protects: it rises to any value at once, and falls step by step. */
  readonly risesFreely: boolean;
  /** True where it says who bears a loss: it does not change while one is open (docs/decisions/0046). */
  readonly waitsForLosses: boolean;
  readonly governs: string;
}

type Range = readonly [byDefault: bigint, least: bigint, most: bigint, leastStep: bigint];

/** A hundredth, as a rate. */
export const PERCENT = 10n ** 16n;
/** What parts may always move by, in hundredths of a percent. */
export const BPS_STEP = 25n;

/** A parameter that moves step by step, both ways. */
export function rule(section: number, unit: ParameterUnit, range: Range, governs: string): ParameterRule {
  const [byDefault, least, most, leastStep] = range;
  return {
    section,
    unit,
    byDefault,
    least,
    most,
    leastStep,
    risesFreely: false,
    waitsForLosses: false,
    governs,
  };
}

/** A part of a layer that a loss may take. */
export function cap(byDefault: Wad, least: bigint, most: bigint, governs: string): ParameterRule {
  return { ...part(6, byDefault, least, most, governs), waitsForLosses: true };
}

/** A part of something, in hundredths of a percent. */
export function part(
  section: number,
  byDefault: Wad,
  least: bigint,
  most: bigint,
  governs: string,
): ParameterRule {
  // Down, and exact: every part is a whole number of hundredths of a percent.
  return rule(section, 'BPS', [mulDivDown(byDefault, BPS, WAD), least, most, BPS_STEP], governs);
}
