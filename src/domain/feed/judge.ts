/** The judgement of one report as it is made when the report arrives, and again when it is checked later. */
import { DECIMALS_MAX, OBSERVED_VALUE_MAX } from '../shared/limits.ts';
import { minimum, mulDivUp } from '../shared/rounding.ts';
import { WAD } from '../shared/units.ts';
import type { RawObservation, SourceTerms } from './observation.ts';
import { type ArrivalContext, type Verdict, validateObservation } from './validate.ts';

/**
 * Judges a report. Nothing above the largest value is believed: CLAMPED, as at a bound of the source's own.
 * Example: a report of 2 × 10^9 with 8 decimals → CLAMPED, limit `below 100000000000000000`.
 */
export function judgeObservation(raw: RawObservation, terms: SourceTerms, context: ArrivalContext): Verdict {
  return validateObservation(believable(raw), terms, context);
}

function believable(raw: RawObservation): RawObservation {
  const { bounds, decimals } = raw;
  if (decimals > DECIMALS_MAX) return raw;
  // Up: the limit itself is refused, so this errs by less than one unit towards the source.
  const largest = mulDivUp(OBSERVED_VALUE_MAX, 10n ** BigInt(decimals), WAD);
  const maximum = bounds === undefined ? largest : minimum(bounds.maximum, largest);
  return { ...raw, bounds: { minimum: bounds?.minimum ?? 0n, maximum } };
}
