/**
 * From accepted observations to readings, in event time.
 *
 * The fold remembers the latest observation of each operator on each source and nothing else, so its state is
 * small, plain and resumable. The readings depend on what was observed by when, never on the order of
 * arrival or on how the observations were cut into calls.
 */
import { FEED_VOICES_MAX } from '../shared/limits.ts';
import type { UnixSeconds } from '../shared/units.ts';
import type { AcceptedObservation } from './observation.ts';
import { type FeedReading, formReading, freshVotes, type NoReading, type ReadingTerms } from './reading.ts';
import type { Rejection } from './rejection.ts';
import { roundRejection } from './validate.ts';

/** What an operator last said on a source, and whether it was already told to be an outlier. */
interface Voice extends AcceptedObservation {
  readonly outlier: boolean;
}

export interface FeedState {
  /** Everything observed up to and including this second has been folded; null before the first fold. */
  readonly through: UnixSeconds | null;
  /** Latest observation of each operator on each source, ordered by operator and source. */
  readonly voices: readonly Voice[];
  /** When a reading is tried again if nothing is observed before; null when there was no quorum to repeat. */
  readonly repeatAt: UnixSeconds | null;
}

/** A verdict on an observation that had been accepted: appended beside it, its record never changes. */
interface LaterVerdict extends Rejection {
  readonly key: string;
  readonly at: UnixSeconds;
}

interface FoldResult {
  readonly state: FeedState;
  /** Strictly ascending in time. */
  readonly readings: readonly FeedReading[];
  /** Moments at which a reading was tried and not formed. */
  readonly missed: readonly { readonly at: UnixSeconds; readonly reason: NoReading }[];
  readonly verdicts: readonly LaterVerdict[];
  /** Observations after `through`: to be given again to a later fold. */
  readonly early: readonly AcceptedObservation[];
}

/** What the fold remembers before anything was observed. */
export const EMPTY_FEED_STATE: FeedState = { through: null, voices: [], repeatAt: null };

/**
 * Folds `observations` and time up to and including `through`. A reading is formed at each moment at which
 * something was observed, once from all that was observed at it, and again every `repeatSeconds` while a
 * quorum is fresh. Throws when `through` lies before the state's own: closed time never changes.
 *
 * Example: three operators at 12:00:00, quorum 3, `through` 12:25:00 → readings at 12:00, 12:10 and 12:20.
 */
export function foldReadings(
  state: FeedState,
  observations: readonly AcceptedObservation[],
  through: UnixSeconds,
  terms: ReadingTerms,
): FoldResult {
  if (state.through !== null && through < state.through) {
    throw new RangeError(`time ${through} lies before ${state.through}, which is closed`);
  }
  const fold = openFold(state, terms);
  const closed = state.through ?? Number.NEGATIVE_INFINITY;
  for (const observation of observations) {
    if (observation.observedAt <= closed) fold.reject(observation, lateRejection(observation, closed));
  }
  const due = observations.filter(({ observedAt }) => observedAt > closed && observedAt <= through);
  for (const together of groupByTime(due)) {
    const at = (together[0] as AcceptedObservation).observedAt;
    fold.repeatUntil(at - 1);
    // All that was observed at one moment is heard before a reading is formed from it.
    let heard = false;
    for (const observation of together) heard = fold.hear(observation) || heard;
    if (heard) fold.attempt(at);
  }
  fold.repeatUntil(through);
  const early = observations.filter(({ observedAt }) => observedAt > through);
  return { ...fold.result(through), early };
}

function openFold(state: FeedState, terms: ReadingTerms) {
  const voices = new Map(state.voices.map((voice) => [voiceName(voice), voice]));
  const readings: FeedReading[] = [];
  const missed: { at: UnixSeconds; reason: NoReading }[] = [];
  const verdicts: LaterVerdict[] = [];
  let repeatAt = state.repeatAt;

  const reject = (
    observation: AcceptedObservation,
    rejection: Rejection,
    at = observation.observedAt,
  ): void => {
    verdicts.push({ key: observation.key, at, ...rejection });
  };
  const hear = (observation: AcceptedObservation): boolean => {
    const name = voiceName(observation);
    const previous = voices.get(name);
    const rejection = previous === undefined ? null : roundRejection(previous, observation);
    if (rejection !== null) {
      reject(observation, rejection);
      return false;
    }
    voices.set(name, { ...observation, outlier: false });
    if (voices.size > FEED_VOICES_MAX) throw new RangeError(`a feed has more than ${FEED_VOICES_MAX} voices`);
    return true;
  };
  const attempt = (at: UnixSeconds): void => {
    const tried = formReading(latestByOperator(voices), at, terms);
    if (tried.reading !== null) readings.push(tried.reading);
    if (tried.reason !== null) missed.push({ at, reason: tried.reason });
    for (const outlier of tried.outliers) {
      const voice = voices.get(voiceName(outlier));
      if (voice === undefined || voice.outlier) continue;
      voices.set(voiceName(outlier), { ...voice, outlier: true });
      const limit = `near ${tried.median}`;
      reject(outlier, { reason: 'OUTLIER', limit, actual: String(outlier.value) }, at);
    }
    repeatAt = terms.repeatSeconds > 0 ? at + terms.repeatSeconds : null;
  };
  const repeatUntil = (last: UnixSeconds): void => {
    while (repeatAt !== null && repeatAt <= last) {
      if (freshVotes(latestByOperator(voices), repeatAt).length < terms.quorum) repeatAt = null;
      else attempt(repeatAt);
    }
  };
  const result = (through: UnixSeconds): Omit<FoldResult, 'early'> => {
    const ordered = [...voices.values()].sort(byVoice);
    return { state: { through, voices: ordered, repeatAt }, readings, missed, verdicts };
  };
  return { hear, attempt, repeatUntil, reject, result };
}

/** One vote each: an operator's newest observation over all its sources, of two as new the first by name. */
function latestByOperator(voices: ReadonlyMap<string, Voice>): Voice[] {
  const votes = new Map<string, Voice>();
  for (const voice of voices.values()) {
    const vote = votes.get(voice.operator);
    const newer = vote === undefined || voice.observedAt > vote.observedAt;
    if (newer || (voice.observedAt === vote.observedAt && voice.source < vote.source)) {
      votes.set(voice.operator, voice);
    }
  }
  return [...votes.values()];
}

/** In event order, cut where the time changes. */
function groupByTime(observations: readonly AcceptedObservation[]): AcceptedObservation[][] {
  const groups: AcceptedObservation[][] = [];
  for (const observation of [...observations].sort(byEventOrder)) {
    const group = groups.at(-1);
    if (group?.[0]?.observedAt === observation.observedAt) group.push(observation);
    else groups.push([observation]);
  }
  return groups;
}

function lateRejection(observation: AcceptedObservation, closed: UnixSeconds): Rejection {
  return { reason: 'LATE', limit: `after ${closed}`, actual: String(observation.observedAt) };
}

function voiceName({ operator, source }: AcceptedObservation): string {
  return JSON.stringify([operator, source]);
}

function byVoice(a: AcceptedObservation, b: AcceptedObservation): number {
  return compare(a.operator, b.operator) || compare(a.source, b.source);
}

function byEventOrder(a: AcceptedObservation, b: AcceptedObservation): number {
  return (
    a.observedAt - b.observedAt ||
    byVoice(a, b) ||
    compare(BigInt(a.round), BigInt(b.round)) ||
    compare(a.key, b.key)
  );
}

function compare<T extends string | bigint>(a: T, b: T): number {
  return a < b ? -1 : a > b ? 1 : 0;
}
