/** Judges what a source said, in the order in which it said it. */
import { type PollResult, SourceError } from '../../../oracles/adapter.ts';
import type { RawObservation, SourceTerms } from '../../domain/feed/observation.ts';
import { type ArrivalContext, type Verdict, validateObservation } from '../../domain/feed/validate.ts';
import { DECIMALS_MAX, OBSERVED_VALUE_MAX, ROUND_DIGITS_MAX } from '../../domain/shared/limits.ts';
import { minimum, mulDivUp } from '../../domain/shared/rounding.ts';
import { WAD } from '../../domain/shared/units.ts';

interface Judged {
  readonly raw: RawObservation;
  readonly verdict: Verdict;
}

/** By operator: what was last accepted. */
export type Heard = ReadonlyMap<string, RawObservation>;

/**
 * Judges observations of one source one after the other; `heard` is
 * what they follow on, and is not changed.
 */
export function judgeInOrder(
  observations: readonly RawObservation[],
  terms: SourceTerms,
  context: Omit<ArrivalContext, 'previous'>,
  heard: Heard,
): { judged: Judged[]; heard: Heard } {
  const last = new Map(heard);
  const judged = observations.map((raw) => {
    const previous = last.get(raw.operator) ?? null;
    const verdict = validateObservation(believable(raw), terms, { ...context, previous });
    if (verdict.valid) last.set(raw.operator, raw);
    return { raw, verdict };
  });
  return { judged, heard: last };
}

/** Nothing above the largest value is believed: CLAMPED, as at a bound of the source's own. */
function believable(raw: RawObservation): RawObservation {
  const { bounds, decimals } = raw;
  if (decimals > DECIMALS_MAX) return raw;
  // Up: the limit itself is refused, so this errs by less than one unit towards the source.
  const largest = mulDivUp(OBSERVED_VALUE_MAX, 10n ** BigInt(decimals), WAD);
  const maximum = bounds === undefined ? largest : minimum(bounds.maximum, largest);
  return { ...raw, bounds: { minimum: bounds?.minimum ?? 0n, maximum } };
}

const ROUND = new RegExp(`^\\d{1,${ROUND_DIGITS_MAX}}$`);

/**
 * Throws SourceError BAD_ANSWER for an answer that no rule could
 * judge; the whole of it is then asked for again.
 */
export function assertAnswer({ observations, watch, readThrough }: PollResult): void {
  for (const { round, decimals, observedAt, publishedAt = 0 } of [...observations, ...watch]) {
    const fits =
      ROUND.test(round) &&
      Number.isSafeInteger(decimals) &&
      decimals >= 0 &&
      Number.isSafeInteger(observedAt) &&
      Number.isSafeInteger(publishedAt);
    if (!fits) throw new SourceError('BAD_ANSWER', `Round ${round.slice(0, 40)} is no observation.`);
  }
  if (observations.some(({ finalized }) => !finalized) || watch.some(({ finalized }) => finalized)) {
    throw new SourceError('BAD_ANSWER', 'An observation is final in one list and not in the other.');
  }
  if (readThrough !== null && !Number.isSafeInteger(readThrough.eventTime)) {
    throw new SourceError('BAD_ANSWER', 'It does not say how far it was read.');
  }
}
