/**
 * Evidence: what was observed and what was read out of it. Only appended, each record once under its natural
 * key; commands never look at it, they get closed slots as input with the hash that binds them to it.
 */
import type { NoReading } from '../../domain/feed/reading.ts';
import type { Rejection, RejectionReason } from '../../domain/feed/rejection.ts';
import type { UnixSeconds, Wad } from '../../domain/shared/units.ts';

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
  finalized: boolean;
  bounds?: { minimum: string; maximum: string };
  confidence?: string;
  sequencer?: { up: boolean; since: UnixSeconds };
  fault?: { reason: RejectionReason; actual: string };
}

/** One report as it was received, with what was said of it then. */
export interface ObservationDocument extends ReportedObservation {
  /** `feedId/key`, and `/unfinal` behind it for what was seen before its block was final. */
  _id: string;
  feedId: string;
  key: string;
  receivedAt: UnixSeconds;
  accepted: boolean;
  /** What it votes with, or null when it was rejected. */
  vote: { value: Wad; freshUntil: UnixSeconds } | null;
  /** Why it does not vote, or null when it does. */
  rejection: Rejection | null;
}

/** What was found out later about an observation: it names its record and never changes it. */
export interface VerdictDocument {
  /** `feedId/key/reason`. */
  _id: string;
  feedId: string;
  key: string;
  /** Event time at which it was found. */
  at: UnixSeconds;
  reason: RejectionReason;
  limit: string;
  actual: string;
}

/** One agreed value of a closed slot. */
export interface ReadingDocument {
  /** `feedId/at`. */
  _id: string;
  feedId: string;
  at: UnixSeconds;
  value: Wad;
  /** Keys of the observations that it is made of. */
  votes: string[];
  /** The closing that it belongs to. */
  closing: string;
}

/** A later verdict as a closing carries it. */
export type ClosingVerdict = Pick<VerdictDocument, 'key' | 'at' | 'reason' | 'limit' | 'actual'>;

/**
 * Everything that was read from the slots that one `advanceFeed` closes, written before it is sent. The hash
 * names the closing before it, so the closings of a feed are a chain that ends at the feed's own
 * `evidenceHash`. One that no later one names was prepared and never committed: it counts for nothing.
 */
export interface ClosingDocument {
  /** See `evidenceHashOf`. */
  _id: string;
  feedId: string;
  /** `evidenceHash` of the feed before. */
  previous: string;
  throughSlot: UnixSeconds;
  readings: { at: UnixSeconds; value: Wad; votes: string[] }[];
  /** Moments at which a reading was tried and none was agreed on. */
  missed: { at: UnixSeconds; reason: NoReading }[];
  verdicts: ClosingVerdict[];
}

/** Where reading one source stands: written after what was read has been stored. */
export interface SourceDocument {
  /** `feedId/sourceId`. */
  _id: string;
  feedId: string;
  sourceId: string;
  /** The adapter's own text, or null before the first poll. */
  cursor: string | null;
  /** Nothing at or before this can still come from it; null while nothing could be read. */
  readThrough: { eventTime: UnixSeconds; block?: number; blockHash?: string } | null;
  /** When it last answered. */
  readAt: UnixSeconds | null;
  /** Set while it cannot be read. */
  failure: SourceFailure | null;
  /** What each operator last said in order, by operator: what the next report is judged against. */
  heard: ReportedObservation[];
}

export interface SourceFailure {
  code: string;
  message: string;
  /** First and latest failure in a row. */
  since: UnixSeconds;
  at: UnixSeconds;
}
