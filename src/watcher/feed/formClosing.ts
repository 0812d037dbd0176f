/**
 * What the slots of a feed say: everything that one `advanceFeed`
 * closes, as evidence and as the command's input.
 */
import { type FeedState, foldReadings } from '../../domain/feed/fold.ts';
import type { AcceptedObservation } from '../../domain/feed/observation.ts';
import type { ReadingTerms } from '../../domain/feed/reading.ts';
import { CLOSING_ENTRIES_MAX, FEED_READINGS_MAX, FEED_SLOTS_MAX } from '../../domain/shared/limits.ts';
import type { UnixSeconds } from '../../domain/shared/units.ts';
import { slotAtOrBefore } from '../../domain/trigger/measures.ts';
import type { FeedDocument } from '../../store/documents/cover.ts';
import { evidenceHashOf } from '../../store/evidence/closings.ts';
import type { ClosingDocument } from '../../store/evidence/documents.ts';
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

export interface FormedClosing {
  readonly closing: ClosingDocument;
  readonly standing: FeedStanding & { readonly watermark: UnixSeconds };
  /** Observations of later slots. */
  readonly pending: Pending;
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
    if (fits(folded) || last === first) return toClosing(standing, pending, folded);
    // Half as many slots; a single one always fits.
    last = slotAtOrBefore(first + (last - first) / 2, FEED_SLOT_SECONDS);
  }
  return null;
}

function firstSlot(standing: FeedStanding, pending: Pending, throughSlot: UnixSeconds): UnixSeconds {
  if (standing.watermark !== null) return standing.watermark + FEED_SLOT_SECONDS;
  const oldest = pending.observations[0]?.observedAt ?? throughSlot;
  return slotAtOrBefore(Math.min(oldest, throughSlot), FEED_SLOT_SECONDS);
}

type Folded = ReturnType<typeof foldReadings>;

function fits({ readings, missed, verdicts }: Folded): boolean {
  const votes = readings.reduce((sum, reading) => sum + reading.votes.length, 0);
  const entries = votes + missed.length + verdicts.length;
  return readings.length <= FEED_READINGS_MAX && entries <= CLOSING_ENTRIES_MAX;
}

function toClosing(standing: FeedStanding, pending: Pending, folded: Folded): FormedClosing {
  const { _id: feedId, evidenceHash: previous } = standing;
  const state: FeedState = folded.state;
  const throughSlot = state.through as UnixSeconds;
  const readings = folded.readings.map(({ at, value, votes }) => ({ at, value, votes: [...votes] }));
  const last = readings.at(-1);
  const hash = evidenceHashOf(previous, throughSlot, readings);
  return {
    closing: {
      _id: hash,
      feedId,
      previous,
      throughSlot,
      readings,
      missed: [...folded.missed],
      verdicts: [...folded.verdicts],
    },
    standing: {
      _id: feedId,
      watermark: throughSlot,
      lastReading: last === undefined ? standing.lastReading : { at: last.at, value: last.value },
      foldState: state,
      evidenceHash: hash,
    },
    pending: { observations: folded.early, completeThrough: pending.completeThrough },
  };
}
