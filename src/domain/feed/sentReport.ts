/** A report that is sent to the service, and where it is sent to. */
import type { UnixSeconds } from '../shared/units.ts';

/** One report as it was sent to the service: only the shape of its texts has been looked at. */
export interface SentReport {
  readonly operator: string;
  /** A whole number as digits. */
  readonly round: string;
  /** A whole number as digits, perhaps with a minus sign. */
  readonly value: string;
  readonly decimals: number;
  readonly observedAt: UnixSeconds;
  /** `0x` and hexadecimal digits, of whatever length. */
  readonly signature: string;
}

/** Which source of which feed a report was sent to. */
export interface PushTarget {
  readonly feedId: string;
  readonly sourceId: string;
}
