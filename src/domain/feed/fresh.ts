/** Whether a feed has been read lately enough to step in on (docs/mechanics.md section 1). */
import type { UnixSeconds } from '../shared/units.ts';

/** How far a feed has been read, and what may lie between two looks at it. */
export interface FeedReach {
  /** SUSPENDED is never fresh, whatever it was read to. */
  readonly status: string;
  /** The newest closed slot, or null before the first. */
  readonly watermark: UnixSeconds | null;
  readonly lastReading: { readonly at: UnixSeconds } | null;
  readonly maxGapSeconds: number;
  readonly finalitySeconds: number;
}

/**
 * How far a watermark may lie behind before nobody steps in on it: its own finality delay and one reading's
 * longest hold. A dark watcher must not let anyone in on top of a loss that it has not seen.
 */
const watermarkLagMax = ({ finalitySeconds, maxGapSeconds }: FeedReach): number =>
  finalitySeconds + maxGapSeconds;

/**
 * True when the feed has been read lately enough to step in on.
 * Example: readings hold for 30 min, slots close 15 min late: a watermark of 12:00 is fresh until 12:45.
 */
export function isFresh(feed: FeedReach, at: UnixSeconds): boolean {
  const { status, watermark, lastReading, maxGapSeconds } = feed;
  if (status === 'SUSPENDED' || watermark === null || lastReading === null) return false;
  return watermark - lastReading.at <= maxGapSeconds && at - watermark <= watermarkLagMax(feed);
}
