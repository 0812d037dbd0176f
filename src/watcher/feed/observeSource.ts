/** Reads one source as far as it goes, and stores what it said before it remembers to have read it. */
import { isDeepStrictEqual } from 'node:util';
import { type PollResult, SourceError } from '../../../oracles/adapter.ts';
import { asRaw, reported } from '../../domain/evidence/record.ts';
import type { RawObservation } from '../../domain/feed/observation.ts';
import { observationKey } from '../../domain/feed/observation.ts';
import type { FeedLevels } from '../../domain/feed/reading.ts';
import { reorganised } from '../../domain/feed/reorganised.ts';
import { POLL_PAGES_MAX } from '../../domain/shared/limits.ts';
import { sourceTerms } from '../../market/feed/sourceTerms.ts';
import type { FeedDocument, FeedSource } from '../../store/documents/cover.ts';
import { appendVerdicts } from '../../store/evidence/closings.ts';
import type { SourceDocument } from '../../store/evidence/documents.ts';
import { appendObservations, observationRecord } from '../../store/evidence/observations.ts';
import { saveSource } from '../../store/evidence/sources.ts';
import type { Step } from '../context.ts';
import type { FeedReport } from '../report.ts';
import { canonicalOf, followRuling } from './followRuling.ts';
import { assertAnswer, type Heard, judgeInOrder } from './judge.ts';

/** What is read, and where the numbers of the step are kept. */
interface SourceStep {
  step: Step;
  feed: FeedDocument;
  registration: FeedSource;
  report: FeedReport;
  levels: FeedLevels;
}

/**
 * Reads what is new and returns where the source stands now. A source
 * that cannot be read is recorded, not thrown, and told of when that begins and ends.
 */
export async function observeSource(of: SourceStep, before: SourceDocument): Promise<SourceDocument> {
  const after = await readPages(of, before);
  const { sourceId, failure } = after;
  // Stored with the source: whoever takes the next step, here or elsewhere, does not tell it again.
  if ((before.failure === null) !== (failure === null)) of.report.alerts.push({ sourceId, failure });
  return after;
}

async function readPages(of: SourceStep, before: SourceDocument): Promise<SourceDocument> {
  let source = before;
  let saved = before;
  try {
    source = await followRuling(of.step, of.feed, of.registration, before);
  } catch (error) {
    if (!(error instanceof SourceError)) throw error;
    return recordFailure(of, before, error);
  }
  for (let page = 0; page < POLL_PAGES_MAX; page += 1) {
    const result = await poll(of, source);
    if (result instanceof SourceError) return recordFailure(of, source, result);
    source = await storePage(of, source, result, saved);
    saved = source;
    if (!result.more) break;
  }
  return source;
}

async function poll(
  { step, feed, registration }: SourceStep,
  source: SourceDocument,
): Promise<PollResult | SourceError> {
  try {
    const request = { cursor: source.cursor, until: step.at, canonical: canonicalOf(feed) };
    const result = await step.memory.sources.poll(source._id, registration, request);
    assertAnswer(result);
    return result;
  } catch (error) {
    if (error instanceof SourceError) return error;
    if (source.failure === null) step.report.errors.push({ about: source._id, error });
    return new SourceError('BAD_ANSWER', 'The adapter has a fault of its own.', error);
  }
}

async function recordFailure(
  { step, report }: SourceStep,
  source: SourceDocument,
  { code, message, split }: SourceError,
): Promise<SourceDocument> {
  if (code === 'ABORTED') return source;
  const failure = { code, message, since: source.failure?.since ?? step.at, at: step.at, split };
  report.failing.push({ sourceId: source.sourceId, ...failure });
  const failed = { ...source, failure };
  await saveSource(step.database, failed);
  return failed;
}

async function storePage(
  of: SourceStep,
  source: SourceDocument,
  { observations, watch, cursor, readThrough }: PollResult,
  saved: SourceDocument,
): Promise<SourceDocument> {
  const { step, feed, registration, report, levels } = of;
  const context = { now: step.at, watermark: feed.watermark, use: 'DECISION', levels } as const;
  const terms = sourceTerms(feed, registration);
  const { judged, heard } = judgeInOrder(observations, terms, context, heardOf(source));
  const seen = step.memory.unfinal.get(source._id) ?? [];
  const known = new Set(seen.map(observationKey));
  const ahead = watch.filter((raw) => !known.has(observationKey(raw)));
  const records = [...judged, ...judgeInOrder(ahead, terms, context, heard).judged].map(
    ({ raw, verdict, previous }) => observationRecord(feed._id, raw, verdict, { ...context, previous }),
  );
  const appended = await appendObservations(step.database, records);
  report.received += appended;
  report.rejected += judged.filter(({ verdict }) => !verdict.valid).length;
  if (readThrough?.block !== undefined) {
    const gone = reorganised(seen, observations, readThrough.block);
    const verdicts = gone.map(({ key, rejection }) => ({ key, at: readThrough.eventTime, ...rejection }));
    await appendVerdicts(step.database, feed._id, verdicts);
  }
  const next: SourceDocument = {
    ...source,
    cursor,
    readThrough: furthest(source.readThrough, readThrough),
    readAt: step.at,
    failure: null,
    heard: [...heard.values()].map(reported),
  };
  // Most sources are asked more often than they speak: what says nothing new writes nothing.
  const isNews = !isDeepStrictEqual({ ...next, readAt: saved.readAt }, saved);
  if (isNews) await saveSource(step.database, next);
  step.memory.unfinal.set(source._id, watch);
  return isNews ? next : saved;
}

/** What each operator said last, by the source's own order. */
export function heardOf(source: SourceDocument): Heard {
  return new Map(source.heard.map((report): [string, RawObservation] => [report.operator, asRaw(report)]));
}

/** How far was read never goes back: what was read past cannot come any more. */
function furthest(before: SourceDocument['readThrough'], now: PollResult['readThrough']) {
  if (before === null || now === null) return now ?? before;
  return now.eventTime < before.eventTime ? before : { ...now };
}
