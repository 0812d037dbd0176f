/** Judges what a source said, in the order in which it said it. */
import { type PollResult, SourceError } from '../../../oracles/adapter.ts';
import { judgeObservation } from '../../domain/feed/judge.ts';
import type { RawObservation, SourceTerms } from '../../domain/feed/observation.ts';
import type { ArrivalContext, Verdict } from '../../domain/feed/validate.ts';
import {
  FACT_LENGTH_MAX,
  FACT_NAME_LENGTH_MAX,
  FACTS_MAX,
  ROUND_DIGITS_MAX,
} from '../../domain/shared/limits.ts';

interface Judged {
  readonly raw: RawObservation;
  readonly verdict: Verdict;
  /** What it was judged against. */
  readonly previous: RawObservation | null;
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
    const verdict = judgeObservation(raw, terms, { ...context, previous });
    if (verdict.valid) last.set(raw.operator, raw);
    return { raw, verdict, previous };
  });
  return { judged, heard: last };
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
  if ([...observations, ...watch].some(({ facts }) => !fitsFacts(facts))) {
    throw new SourceError('BAD_ANSWER', 'An observation carries more figures than are kept.');
  }
  if (readThrough !== null && !Number.isSafeInteger(readThrough.eventTime)) {
    throw new SourceError('BAD_ANSWER', 'It does not say how far it was read.');
  }
}

function fitsFacts(facts: RawObservation['facts'] = {}): boolean {
  const entries = Object.entries(facts);
  const fits = ([name, text]: [string, string]) =>
    /^[a-z]\w*$/i.test(name) && name.length <= FACT_NAME_LENGTH_MAX && text.length <= FACT_LENGTH_MAX;
  return entries.length <= FACTS_MAX && entries.every(fits);
}
