/**
 * What cover costs, as one fraction with one division,
 * and what the amount is made of (docs/mechanics.md section 2).
 */
import { minimum, mulDivDown, mulDivUp } from '../shared/rounding.ts';
import { type Amount, BPS, WAD, type Wad, YEAR_SECONDS } from '../shared/units.ts';
import { capitalPerCover, type RateInputs, technicalRate } from './technicalRate.ts';
import { type CoverSlice, type UtilisationCurve, weightedCover } from './utilisation.ts';

/** A distributor's commission is at most this part of the premium. */
export const COMMISSION_BPS_MAX = 2_000;

export interface PremiumInputs {
  /** Where on the curve the cover lies: `purchaseSlice` or `extensionSlice`. */
  readonly slice: CoverSlice;
  readonly curve: UtilisationCurve;
  readonly rate: RateInputs;
  /** Covered period only: waiting costs nothing. */
  readonly coveredSeconds: number;
  readonly commissionBps: number;
}

/** Parts that sum to the premium exactly, in units. */
export interface PremiumBreakdown {
  readonly expectedLoss: Amount;
  /** The pool's loading, with what the minimum rate adds and all rounding. */
  readonly margin: Amount;
  readonly capitalCost: Amount;
  /** What goes to fund, vault and platform at multiplier 1. */
  readonly expenses: Amount;
  readonly utilisation: Amount;
  readonly commission: Amount;
}

/**
 * The pool earns the premium less its commission; the commission is earned apart, as a segment of its own.
 */
export interface Premium {
  readonly premium: Amount;
  readonly breakdown: PremiumBreakdown;
}

/**
 * `premium = ceil(cover * rate * avg m * covered seconds / (year * (1 - commission)))`.
 * Throws a RangeError for a commission out of 0..20 %.
 *
 * Example: cover 1,000,000 at 4.5625 % for 30 days below the kink, no commission:
 * ceil(1,000,000 * 0.045625 * 2,592,000 / 31,536,000) = 3,750.
 */
export function premiumFor(inputs: PremiumInputs): Premium {
  const { coveredSeconds, commissionBps } = inputs;
  if (commissionBps < 0 || commissionBps > COMMISSION_BPS_MAX) throw new RangeError(`${commissionBps} bps`);
  const rateWad = technicalRate(inputs.rate);
  const cover = weightedCover(inputs.slice, inputs.curve);
  const yearly = cover.numerator * rateWad * BigInt(coveredSeconds);
  const scale = cover.denominator * WAD * BigInt(YEAR_SECONDS);
  // Up: the one division of a premium, against the buyer.
  const premium = mulDivUp(yearly, BPS, scale * (BPS - BigInt(commissionBps)));
  // Up: the commission is what the premium is above its price without one.
  const net = mulDivUp(yearly, 1n, scale);
  return { premium, breakdown: breakdownOf(inputs, rateWad, premium, net) };
}

function breakdownOf(inputs: PremiumInputs, rateWad: Wad, premium: Amount, net: Amount): PremiumBreakdown {
  const { rate, slice, coveredSeconds } = inputs;
  const coverSeconds = (slice.to - slice.from) * BigInt(coveredSeconds);
  const year = BigInt(YEAR_SECONDS);
  // Up: what the cover would cost at multiplier 1; the rest of the net premium is the utilisation's.
  const base = minimum(net, mulDivUp(coverSeconds, rateWad, year * WAD));
  // Down, three times: what is rounded away falls to the margin, so that the parts sum exactly.
  const expectedLoss = mulDivDown(coverSeconds, rate.hazardWad * rate.severityWad, year * WAD * WAD);
  const capitalCost = mulDivDown(
    coverSeconds,
    rate.costOfCapitalWad * capitalPerCover(rate),
    year * WAD * WAD,
  );
  const expenses = mulDivDown(base, WAD - rate.poolShareWad, WAD);
  return {
    expectedLoss,
    margin: base - expectedLoss - capitalCost - expenses,
    capitalCost,
    expenses,
    utilisation: net - base,
    commission: premium - net,
  };
}

/** Breakdowns of several parts added up: over pools, or over the items of a quote. */
export function sumBreakdowns(parts: readonly PremiumBreakdown[]): PremiumBreakdown {
  const sum = (name: keyof PremiumBreakdown) => parts.reduce((total, part) => total + part[name], 0n);
  return {
    expectedLoss: sum('expectedLoss'),
    margin: sum('margin'),
    capitalCost: sum('capitalCost'),
    expenses: sum('expenses'),
    utilisation: sum('utilisation'),
    commission: sum('commission'),
  };
}

/**
 * A premium as a rate of the cover for a year, in WAD. Example: 3,750 for 1,000,000 over 30 days: 4.5625 %.
 */
export function annualRate(premium: Amount, cover: Amount, coveredSeconds: number): Wad {
  // Up: a limit on the rate never lets a higher one through.
  return mulDivUp(premium, WAD * BigInt(YEAR_SECONDS), cover * BigInt(coveredSeconds));
}
