/**
 * Evidence: what was observed and what was read out of it. Only appended, each record once under its natural
 * key; commands never look at it, they get closed slots as input with the hash that binds them to it.
 */
import type { ClosingContents } from '../../domain/evidence/closing.ts';
import type { ObservationRecord, ReportedObservation } from '../../domain/evidence/record.ts';
import type { RejectionReason } from '../../domain/feed/rejection.ts';
import type { UnixSeconds, Wad } from '../../domain/shared/units.ts';

/** One report as it was received, with what was said of it then. */
export interface ObservationDocument extends ObservationRecord {
  /** `feedId/key`, and `/unfinal` behind it for what was seen before its block was final. */
  _id: string;
  feedId: string;
  /** SHA-256 of the record: bound into the closing of its slot. */
  hash: string;
  /** The account that sent it, where reports are sent to the service; no part of the record. */
  sender?: string;
}

/**
 * A sent report that no slot ever looks at: by nobody who is registered, or of a time that is closed or has
 * not come. No evidence; kept for a while for whoever sent it, under the id that it would have.
 */
export interface UnheardDocument extends ObservationDocument {
  sender: string;
  /** True when nobody who is registered signed it: of these only so many are kept. */
  stray: boolean;
  /** When the server may drop it, by the wall clock. */
  purgeAt: Date;
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
  /** Of a final block that was declared not to count: the hash that does. Then the record votes no more. */
  canonicalHash?: string;
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

/**
 * Everything that was read from the slots that one `advanceFeed` closes, written before it is sent. The hash
 * names the closing before it, so the closings of a feed are a chain that ends at the feed's own
 * `evidenceHash`. One that no later one names was prepared and never committed: it counts for nothing.
 */
export interface ClosingDocument extends ClosingContents {
  /** See `evidenceHashOf`. */
  _id: string;
  feedId: string;
  /** `evidenceHash` of the feed before. */
  previous: string;
  /** The newest slot that was closed before, or null for the first closing. */
  after: UnixSeconds | null;
  throughSlot: UnixSeconds;
  /** Hashes of the records that it covers, in rising order. */
  observations: string[];
  /** SHA-256 of `contentsText`: what the command binds into the chain. */
  contents: string;
}

/** Something that closings name by its hash: a state of the fold, a state of a rule, a registration. */
export interface SnapshotDocument {
  /** SHA-256 of the text. */
  _id: string;
  /** Its canonical text. */
  text: string;
}

/** A part of an evidence bundle's text. */
export interface BundlePieceDocument {
  /** `sha256/index`, with the SHA-256 of the whole text. */
  _id: string;
  sha256: string;
  index: number;
  text: string;
}

/** Where reading one source stands: written after what was read has been stored. */
export interface SourceDocument {
  /** `feedId/sourceId`. */
  _id: string;
  feedId: string;
  sourceId: string;
  /** The adapter's own text, or null before the first poll. */
  cursor: string | null;
  /**
   * Nothing at or before this can still come from it; null while nothing could be read. Of a source whose
   * reports are sent to the service: the slot up to which no more are taken.
   */
  readThrough: { eventTime: UnixSeconds; block?: number; blockHash?: string } | null;
  /** When it last answered something new. */
  readAt: UnixSeconds | null;
  /** Set while it cannot be read. */
  failure: SourceFailure | null;
  /** The declared block that what was read has been checked against, or null. */
  canonicalHash: string | null;
  /** What each operator last said in order, by operator: what the next report is judged against. */
  heard: ReportedObservation[];
  /**
   * Reports that were sent to it. Whoever stores some counts them here, so that nobody seals a slot
   * meanwhile.
   */
  received?: number;
}

export interface SourceFailure {
  code: string;
  message: string;
  /** First and latest failure in a row. */
  since: UnixSeconds;
  at: UnixSeconds;
  /** What it saw, of CHAIN_SPLIT. */
  split: { chainId: number; block: number; hashes: readonly string[] } | null;
}
