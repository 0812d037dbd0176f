/** Observations, accepted and rejected alike, as they were received. */
import type { AcceptedObservation, RawObservation } from '../../domain/feed/observation.ts';
import { observationKey } from '../../domain/feed/observation.ts';
import type { Verdict } from '../../domain/feed/validate.ts';
import type { UnixSeconds } from '../../domain/shared/units.ts';
import { decodeDocument } from '../codec.ts';
import type { Database } from '../database.ts';
import { appendOnce } from './append.ts';
import type { ObservationDocument, ReportedObservation } from './documents.ts';

/**
 * Appends what was received; what is known already stays as it was first received. Returns how many were new.
 */
export function appendObservations(
  database: Database,
  observations: readonly ObservationDocument[],
): Promise<number> {
  return appendOnce(database, 'observations', observations);
}

/** The record of a report and of what was said of it. */
export function observationRecord(
  feedId: string,
  raw: RawObservation,
  verdict: Verdict,
  receivedAt: UnixSeconds,
): ObservationDocument {
  const key = observationKey(raw);
  return {
    // A block may be seen before it is final; its final copy is another record, because that one votes.
    _id: raw.finalized ? `${feedId}/${key}` : `${feedId}/${key}/unfinal`,
    feedId,
    key,
    ...reported(raw),
    receivedAt,
    accepted: verdict.valid,
    vote: verdict.valid ? { value: verdict.accepted.value, freshUntil: verdict.accepted.freshUntil } : null,
    rejection: verdict.valid
      ? null
      : { reason: verdict.reason, limit: verdict.limit, actual: verdict.actual },
  };
}

/** A report with its numbers as digits. */
export function reported(raw: RawObservation): ReportedObservation {
  const { value, bounds, confidence, ...rest } = raw;
  return {
    ...rest,
    value: String(value),
    ...(bounds && { bounds: { minimum: String(bounds.minimum), maximum: String(bounds.maximum) } }),
    ...(confidence !== undefined && { confidence: String(confidence) }),
  };
}

/** The report as the rules look at it. */
export function asRaw(report: ReportedObservation): RawObservation {
  const { value, bounds, confidence, fault, ...rest } = report;
  return {
    ...rest,
    value: BigInt(value),
    ...(bounds && { bounds: { minimum: BigInt(bounds.minimum), maximum: BigInt(bounds.maximum) } }),
    ...(confidence !== undefined && { confidence: BigInt(confidence) }),
    ...(fault && { fault: fault as NonNullable<RawObservation['fault']> }),
  };
}

interface VoteRange {
  feedId: string;
  /** Null for all from the beginning. */
  after: UnixSeconds | null;
  through: UnixSeconds;
  limit: number;
}

/** The accepted observations of a feed in a span of event time, oldest first. */
export async function loadVotes(
  database: Database,
  { feedId, after, through, limit }: VoteRange,
): Promise<AcceptedObservation[]> {
  const observedAt = after === null ? { $lte: through } : { $gt: after, $lte: through };
  const found = await database
    .collection('observations')
    .find({ feedId, accepted: true, observedAt })
    .sort({ observedAt: 1 })
    .project({ key: 1, source: 1, operator: 1, round: 1, observedAt: 1, vote: 1 })
    .limit(limit)
    .toArray();
  return found.map((document) => {
    const {
      key,
      source,
      operator,
      round,
      observedAt: at,
      vote,
    } = decodeDocument<ObservationDocument>(document);
    if (vote === null) throw new Error(`the accepted observation ${feedId}/${key} has no vote`);
    return { key, source, operator, round, value: vote.value, observedAt: at, freshUntil: vote.freshUntil };
  });
}
