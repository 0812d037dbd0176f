/**
 * What the slots of a feed say: everything that one `advanceFeed`
 * closes, as evidence and as the command's input.
 */
import { type Checkpoint, contentsText, stateText } from '../../domain/evidence/closing.ts';
import { type FeedState, foldReadings } from '../../domain/feed/fold.ts';
import type { AcceptedObservation } from '../../domain/feed/observation.ts';
import type { ReadingTerms } from '../../domain/feed/reading.ts';
import { CLOSING_ENTRIES_MAX, FEED_READINGS_MAX, FEED_SLOTS_MAX } from '../../domain/shared/limits.ts';
import type { UnixSeconds } from '../../domain/shared/units.ts';
import { slotAtOrBefore } from '../../domain/trigger/measures.ts';
import type { FeedDocument } from '../../store/documents/cover.ts';
import { evidenceHashOf } from '../../store/evidence/closings.ts';
import type { ClosingDocument } from '../../store/evidence/documents.ts';
import { sha256 } from '../../store/sha256.ts';
import { FEED_SLOT_SECONDS } from './closableSlot.ts';

/** Where a feed stands: the part of it that closing moves on. */
export type FeedStanding = Pick<
  FeedDocument,
  '_id' | 'watermark' | 'lastReading' | 'foldState' | 'evidenceHash'
>;

/** Accepted observations that are not folded yet, oldest first: all of them up to `completeThrough`. */
export interface Pending {
  readonly observations: readonly AcceptedObservation[];
  readonly completeThrough: UnixSeconds;
}

/** Slots that can be closed, and what they say. */
export interface FormedClosing {
  readonly throughSlot: UnixSeconds;
  readonly folded: Folded;
  /** Observations of these slots, and of later ones. */
  readonly observations: readonly AcceptedObservation[];
  readonly pending: Pending;
}

/** What a closing binds beside its readings. */
export interface ClosingBinding {
  readonly terms: ReadingTerms;
  /** Hash of the feed's registration. */
  readonly registration: string;
  /** There once a day. */
  readonly checkpoint: Checkpoint | null;
  /** Hashes of the records that it covers, accepted or not. */
  readonly observations: readonly string[];
}

/**
 * Closes as many slots as one command may, and at most through `throughSlot`; null when that closes none. The
 * first closing of a feed takes in whatever was observed before.
 */
export function formClosing(
  standing: FeedStanding,
  pending: Pending,
  throughSlot: UnixSeconds,
  terms: ReadingTerms,
): FormedClosing | null {
  const first = firstSlot(standing, pending, throughSlot);
  const furthest = first + (FEED_SLOTS_MAX - 1) * FEED_SLOT_SECONDS;
  let last = slotAtOrBefore(Math.min(throughSlot, furthest, pending.completeThrough), FEED_SLOT_SECONDS);
  while (last >= first) {
    const folded = foldReadings(standing.foldState, pending.observations, last, terms);
    if (fits(pending, folded) || last === first) return formed(pending, folded, last);
    // Half as many slots; a single one always fits.
    last = slotAtOrBefore(first + (last - first) / 2, FEED_SLOT_SECONDS);
  }
  return null;
}

/** The closing as evidence, and where the feed stands once it is committed. */
export function sealClosing(
  standing: FeedStanding,
  { throughSlot, folded }: FormedClosing,
  { observations, ...bound }: ClosingBinding,
): { closing: ClosingDocument; standing: FeedStanding & { readonly watermark: UnixSeconds } } {
  const { _id: feedId, evidenceHash: previous, watermark: after } = standing;
  const readings = folded.readings.map(({ at, value, votes }) => ({ at, value, votes: [...votes] }));
  const said = { readings, missed: [...folded.missed], verdicts: [...folded.verdicts] };
  const own = { ...said, ...bound, foldState: sha256(stateText(folded.state)) };
  const contents = sha256(contentsText(own, observations));
  const _id = evidenceHashOf(previous, throughSlot, readings, contents);
  const last = readings.at(-1);
  const names = { _id, feedId, previous, after, throughSlot, contents };
  return {
    closing: { ...names, ...own, observations: [...observations].sort() },
    standing: {
      _id: feedId,
      watermark: throughSlot,
      lastReading: last === undefined ? standing.lastReading : { at: last.at, value: last.value },
      foldState: folded.state satisfies FeedState,
      evidenceHash: _id,
    },
  };
}

function firstSlot(standing: FeedStanding, pending: Pending, throughSlot: UnixSeconds): UnixSeconds {
  if (standing.watermark !== null) return standing.watermark + FEED_SLOT_SECONDS;
  const oldest = pending.observations[0]?.observedAt ?? throughSlot;
  return slotAtOrBefore(Math.min(oldest, throughSlot), FEED_SLOT_SECONDS);
}

type Folded = ReturnType<typeof foldReadings>;

function fits({ observations }: Pending, { readings, missed, verdicts, early }: Folded): boolean {
  const votes = readings.reduce((sum, reading) => sum + reading.votes.length, 0);
  const covered = observations.length - early.length;
  const entries = votes + missed.length + verdicts.length;
  return readings.length <= FEED_READINGS_MAX && Math.max(entries, covered) <= CLOSING_ENTRIES_MAX;
}

function formed(pending: Pending, folded: Folded, throughSlot: UnixSeconds): FormedClosing {
  const observations = pending.observations.filter(({ observedAt }) => observedAt <= throughSlot);
  const rest = { observations: folded.early, completeThrough: pending.completeThrough };
  return { throughSlot, folded, observations, pending: rest };
}
