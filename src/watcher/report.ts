/** What one step of the watcher did, for logs, metrics and tests. */
import type { UnixSeconds } from '../domain/shared/units.ts';
import type { Failure } from '../market/command.ts';
import type { SourceFailure } from '../store/evidence/documents.ts';

export interface FeedReport {
  feedId: string;
  /** Observations that were new in this step, and how many of them were rejected. */
  received: number;
  rejected: number;
  /** Newest closed slot after the step, and the readings of the slots that it closed. */
  watermark: UnixSeconds | null;
  readings: number;
  /** Sources that cannot be read at the moment. */
  failing: ({ sourceId: string } & SourceFailure)[];
  /** What is worth telling of its sources: each failure once, when it begins, and its end once. */
  alerts: SourceAlert[];
}

/** A source that cannot be read from this step on, or (no failure) can be read again. */
interface SourceAlert {
  sourceId: string;
  failure: SourceFailure | null;
}

export interface TickReport {
  at: UnixSeconds;
  /** False when another process holds the head: then nothing was done. */
  holder: boolean;
  feeds: FeedReport[];
  /** Incidents whose payment has not ended, as the step left them. */
  incidentsUnpaid: number;
  /** Commands that were done, by name. */
  done: Record<string, number>;
  /** Commands that did not apply, with the code of the refusal. They are tried again when they apply. */
  refused: { command: string; code: string }[];
  /** Commands that were not decided. The next step sends them again. */
  failed: { command: string; failure: Failure }[];
  /** Faults, each with what it stopped: the rest of the step went on. */
  errors: { about: string; error: unknown }[];
}

export function emptyReport(at: UnixSeconds, holder: boolean): TickReport {
  return { at, holder, feeds: [], incidentsUnpaid: 0, done: {}, refused: [], failed: [], errors: [] };
}
