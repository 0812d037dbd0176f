/** One report as it is kept: what was said, what was known when it came, and what was said of it then. */
import { judgeObservation } from '../feed/judge.ts';
import {
  type AcceptedObservation,
  observationKey,
  type RawObservation,
  type SourceTerms,
} from '../feed/observation.ts';
import type { FeedLevels } from '../feed/reading.ts';
import type { Rejection, RejectionReason } from '../feed/rejection.ts';
import type { ArrivalContext, Verdict } from '../feed/validate.ts';
import { canonical } from '../shared/canonical.ts';
import type { UnixSeconds, Wad } from '../shared/units.ts';

/**
 * A report as its source gave it. Its numbers stay digits:
 * a source may say more of them than any number here holds.
 */
export interface ReportedObservation {
  source: string;
  operator: string;
  round: string;
  value: string;
  decimals: number;
  observedAt: UnixSeconds;
  publishedAt?: UnixSeconds;
  blockNumber?: number;
  blockHash?: string;
  signature?: string;
  digest?: string;
  finalized: boolean;
  bounds?: { minimum: string; maximum: string };
  confidence?: string;
  sequencer?: { up: boolean; since: UnixSeconds };
  facts?: Readonly<Record<string, string>>;
  fault?: { reason: RejectionReason; actual: string; limit?: string };
}

/** The earlier report of the same operator on the same source that a report was judged against. */
export type EarlierReport = Pick<
  ReportedObservation,
  'round' | 'observedAt' | 'blockNumber' | 'blockHash' | 'signature' | 'digest'
>;

/** Everything that its judgement followed from stands in the record: it can be judged again alone. */
export interface ObservationRecord extends ReportedObservation {
  /** See `observationKey`. */
  key: string;
  receivedAt: UnixSeconds;
  /** The feed's newest closed slot then, or null before the first. */
  watermark: UnixSeconds | null;
  earlier: EarlierReport | null;
  /** Levels of the feed then, where the source says how sure it is. */
  levels?: FeedLevels;
  accepted: boolean;
  /** What it votes with, or null when it was rejected. */
  vote: { value: Wad; freshUntil: UnixSeconds } | null;
  /** Why it does not vote, or null when it does. */
  rejection: Rejection | null;
}

/** The record of a report that was judged for a decision. */
export function recordOf(
  raw: RawObservation,
  verdict: Verdict,
  { now, watermark, previous, levels }: Omit<ArrivalContext, 'use'>,
): ObservationRecord {
  return {
    key: observationKey(raw),
    ...reported(raw),
    receivedAt: now,
    watermark,
    earlier: previous?.finalized ? earlierOf(previous) : null,
    ...(raw.confidence !== undefined && levels !== undefined && { levels }),
    accepted: verdict.valid,
    vote: verdict.valid ? { value: verdict.accepted.value, freshUntil: verdict.accepted.freshUntil } : null,
    rejection: verdict.valid
      ? null
      : { reason: verdict.reason, limit: verdict.limit, actual: verdict.actual },
  };
}

/** The same record with its verdict reached again from what it says. Throws where no rule could judge it. */
export function judgedAgain(record: ObservationRecord, terms: SourceTerms): ObservationRecord {
  const raw = asRaw(reportOf(record));
  const { receivedAt: now, watermark, earlier, levels } = record;
  const { source, operator, value, decimals } = raw;
  // Of an earlier report only its place counts, never its value.
  const previous =
    earlier === null ? null : { source, operator, value, decimals, ...earlier, finalized: true };
  const known = { now, watermark, previous, levels };
  return recordOf(raw, judgeObservation(raw, terms, { ...known, use: 'DECISION' }), known);
}

/** Every member of a record, so that a new one cannot be forgotten: what is hashed is exactly these. */
const MEMBERS: Readonly<Record<keyof Required<ObservationRecord>, 'REPORT' | 'JUDGEMENT'>> = {
  source: 'REPORT',
  operator: 'REPORT',
  round: 'REPORT',
  value: 'REPORT',
  decimals: 'REPORT',
  observedAt: 'REPORT',
  publishedAt: 'REPORT',
  blockNumber: 'REPORT',
  blockHash: 'REPORT',
  signature: 'REPORT',
  digest: 'REPORT',
  finalized: 'REPORT',
  bounds: 'REPORT',
  confidence: 'REPORT',
  sequencer: 'REPORT',
  facts: 'REPORT',
  fault: 'REPORT',
  key: 'JUDGEMENT',
  receivedAt: 'JUDGEMENT',
  watermark: 'JUDGEMENT',
  earlier: 'JUDGEMENT',
  levels: 'JUDGEMENT',
  accepted: 'JUDGEMENT',
  vote: 'JUDGEMENT',
  rejection: 'JUDGEMENT',
};

/** The record alone, out of whatever it is stored in. */
export function bareRecord(stored: ObservationRecord): ObservationRecord {
  return pick(stored, (name) => name in MEMBERS) as unknown as ObservationRecord;
}

function pick(from: object, isWanted: (name: string) => boolean): Record<string, unknown> {
  return Object.fromEntries(
    Object.entries(from).filter(([name, value]) => isWanted(name) && value !== undefined),
  );
}

/**
 * What tells a record from all others of its feed: a block may be seen before it is final, and again after.
 */
export const recordName = ({ key, finalized }: Pick<ObservationRecord, 'key' | 'finalized'>): string =>
  finalized ? key : `${key}/unfinal`;

/** The text that names a record: its hash is bound into the closing of its slot. */
export const recordText = (record: ObservationRecord): string => canonical(record);

/** What the record votes with. Throws for one that was rejected. */
export function voteOf(record: ObservationRecord): AcceptedObservation {
  const { key, source, operator, round, observedAt, vote } = record;
  if (vote === null) throw new Error(`the observation ${key} has no vote`);
  return { key, source, operator, round, value: vote.value, observedAt, freshUntil: vote.freshUntil };
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

/** The report alone, without what was said of it. */
function reportOf(record: ObservationRecord): ReportedObservation {
  const isReport = (name: string) => (MEMBERS as Record<string, string>)[name] === 'REPORT';
  return pick(record, isReport) as unknown as ReportedObservation;
}

function earlierOf(previous: RawObservation): EarlierReport {
  const { round, observedAt, blockNumber, blockHash, signature, digest } = previous;
  return {
    ...{ round, observedAt },
    ...(blockNumber !== undefined && { blockNumber }),
    ...(blockHash !== undefined && { blockHash }),
    ...(signature !== undefined && { signature }),
    ...(digest !== undefined && { digest }),
  };
}
