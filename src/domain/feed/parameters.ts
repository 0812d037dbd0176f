/** Numbers of the feed rules: docs/mechanics.md section 5 and docs/parameters.md, section 5 rows. */
import { HOUR_SECONDS, MINUTE_SECONDS, type UnixSeconds } from '../shared/units.ts';

/** An event time may be this far ahead of the clock. */
export const FUTURE_SECONDS_MAX = MINUTE_SECONDS;
/** After a sequencer restart nothing is believed for this long. */
export const GRACE_SECONDS = HOUR_SECONDS;
/** Widest confidence interval of a calm market, half of it, in bps of the value. */
export const CONFIDENCE_BPS_MAX = 50n;
/**
 * In stress a value is believed to lie within so many half-widths: two hold 95 % of a normal distribution.
 */
export const CONFIDENCE_WIDTHS = 2n;
/** A reading is formed again this long after the last time one was tried. */
export const REPEAT_SECONDS = 10 * MINUTE_SECONDS;
/** Outliers are beyond 5 × 1.4826 median absolute deviations (1.4826 are a standard deviation) ... */
export const OUTLIER_DEVIATIONS_THOUSANDTHS = 7_413n;
/** ... or beyond 1 % of the median, whichever is wider: in a calm market the deviation goes to zero. */
export const OUTLIER_MEDIAN_THOUSANDTHS = 10n;
/** Kept values further apart than 5 % of their median disagree. */
export const SPREAD_BPS_MAX = 500n;

/** Margin on top of a heartbeat: half of it, at least 5 minutes, at most 1 hour. Example: 3,600 → 1,800. */
export function defaultMarginSeconds(heartbeatSeconds: UnixSeconds): UnixSeconds {
  const half = Math.ceil(heartbeatSeconds / 2);
  return Math.min(Math.max(half, 5 * MINUTE_SECONDS), HOUR_SECONDS);
}
