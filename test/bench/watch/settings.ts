/** What the process that watches is started with, and what it says. */

export interface WatchSpec {
  uri: string;
  /** Where the documents of all sources are: `URL/feed/source`. */
  pricesUrl: string;
  feeds: number;
  sources: number;
  /** Minutes that are watched before and while it is measured. */
  warmUpMinutes: number;
  minutes: number;
}

/** Sent before every step: the prices are of that time from then on. */
export interface StepMessage {
  at: number;
}

/** Its one line, at the end. */
export interface Watched {
  /** Processor seconds of this process for each minute that was watched. */
  secondsPerMinute: number;
  /** The longest step, in seconds of the wall. */
  longestStep: number;
  /** Of the whole process at its largest. */
  megabytes: number;
  received: number;
  rejected: number;
  readings: number;
}
