/**
 * One step of one feed: read its sources, close what can be closed,
 * and look ahead with everything that is known.
 */
import { foldReadings } from '../../domain/feed/fold.ts';
import type { AcceptedObservation } from '../../domain/feed/observation.ts';
import type { FeedLevels, ReadingTerms } from '../../domain/feed/reading.ts';
import type { UnixSeconds } from '../../domain/shared/units.ts';
import type { Reading } from '../../domain/trigger/rule.ts';
import { sourceTerms } from '../../market/feed/sourceTerms.ts';
import type { FeedDocument, FeedSource } from '../../store/documents/cover.ts';
import type { SourceDocument } from '../../store/evidence/documents.ts';
import { sealSources } from '../../store/evidence/received.ts';
import { newSource, sourceDocumentId } from '../../store/evidence/sources.ts';
import type { Step } from '../context.ts';
import { closableSlot } from './closableSlot.ts';
import { type Closed, type ClosingTerms, closeSlots } from './closeSlots.ts';
import { judgeInOrder } from './judge.ts';
import { heardOf, observeSource } from './observeSource.ts';
import { suspendSplit } from './suspendSplit.ts';

/** What a step knows of a feed afterwards. */
export interface FeedView {
  feed: FeedDocument;
  watermark: UnixSeconds | null;
  /**
   * The newest reading that was known of closed slots before the
   * step, and all that the step found after it.
   */
  recent: readonly Reading[];
  /** Readings after the watermark: good for the watch, never for a decision. */
  unclosed: readonly Reading[];
}

/** Null when a chain that the feed reads has split: then nothing is closed, and it is suspended. */
export async function stepFeed(
  step: Step,
  feed: FeedDocument,
  sources: ReadonlyMap<string, SourceDocument>,
  terms: ClosingTerms,
): Promise<FeedView | null> {
  const report = {
    feedId: feed._id,
    received: 0,
    rejected: 0,
    watermark: feed.watermark,
    readings: 0,
    failing: [],
    alerts: [],
  };
  step.report.feeds.push(report);
  const { levels } = terms.reading;
  const polled = feed.sources.filter(({ family }) => !step.memory.sources.isPushed(family));
  const standing = await Promise.all(
    polled.map((registration) => {
      const { sourceId } = registration;
      const before = sources.get(sourceDocumentId(feed._id, sourceId)) ?? newSource(feed._id, sourceId);
      return observeSource({ step, feed, registration, report, levels }, before);
    }),
  );
  if (await suspendSplit(step, feed, standing)) return null;
  const startedAt = Math.max(step.memory.startedAt, feed.fork?.endedAt ?? 0);
  const throughSlot = closableSlot(feed.finalitySeconds, standing, step.at, startedAt);
  await sealPushed(step, feed, polled, throughSlot);
  const closed = await closeSlots(step, feed, throughSlot, terms);
  report.watermark = closed.standing.watermark;
  report.readings = closed.readings.length;
  const unclosed = lookAhead(
    closed,
    unfinalVotes(step, feed, polled, standing, levels),
    step.at,
    terms.reading,
  );
  const before = feed.lastReading === null ? [] : [feed.lastReading];
  return {
    feed,
    watermark: report.watermark,
    recent: [...before, ...closed.readings, ...unclosed],
    unclosed,
  };
}

/** Slots are closed on all that was sent for them: from here on nothing more is taken. */
async function sealPushed(
  step: Step,
  { _id, watermark, sources }: FeedDocument,
  polled: readonly FeedSource[],
  throughSlot: UnixSeconds | null,
): Promise<void> {
  if (throughSlot === null || (watermark !== null && throughSlot <= watermark)) return;
  const pushed = sources.filter((source) => !polled.includes(source)).map(({ sourceId }) => sourceId);
  await sealSources(step.database, _id, pushed, throughSlot);
}

/** What was seen beyond the final blocks and would vote if it were final. */
function unfinalVotes(
  step: Step,
  feed: FeedDocument,
  polled: readonly FeedSource[],
  sources: readonly SourceDocument[],
  levels: FeedLevels,
): AcceptedObservation[] {
  return polled.flatMap((registration, index) => {
    const source = sources[index];
    const seen = step.memory.unfinal.get(source?._id ?? '') ?? [];
    if (source === undefined || seen.length === 0) return [];
    const context = { now: step.at, watermark: null, use: 'WATCH', levels } as const;
    const { judged } = judgeInOrder(seen, sourceTerms(feed, registration), context, heardOf(source));
    return judged.flatMap(({ verdict }) => (verdict.valid ? [verdict.accepted] : []));
  });
}

/** Readings after the watermark, formed from everything that is known now. */
function lookAhead(
  { standing, pending }: Closed,
  unfinal: readonly AcceptedObservation[],
  now: UnixSeconds,
  terms: ReadingTerms,
): readonly Reading[] {
  const { foldState } = standing;
  const known = [...pending.observations, ...unfinal];
  return foldReadings(foldState, known, Math.max(now, foldState.through ?? now), terms).readings;
}
