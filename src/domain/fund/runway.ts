/** How long a fund lasts if things go on as they went (docs/mechanics.md section 7). */
import { mulDivDown } from '../shared/rounding.ts';
import { type Amount, DAY_SECONDS } from '../shared/units.ts';

/** The outflow is the mean of 90 days, or of as many as there are. */
export const RUNWAY_WINDOW_SECONDS = 90 * DAY_SECONDS;

export interface FundFlow {
  readonly inflow: Amount;
  readonly outflow: Amount;
  /** Over how long: the window, or the age of a younger fund. */
  readonly overSeconds: number;
}

/**
 * Whole days until the fund is empty at its mean net outflow; null where nothing flows out on balance, or
 * nothing has been seen yet.
 * Example: 1,000 left, 900 out and 0 in over 90 days: 100.
 */
export function runwayDays(balance: Amount, { inflow, outflow, overSeconds }: FundFlow): bigint | null {
  if (outflow <= inflow || overSeconds <= 0) return null;
  // Down: a day that is not whole is none.
  return mulDivDown(balance, BigInt(overSeconds), (outflow - inflow) * BigInt(DAY_SECONDS));
}
