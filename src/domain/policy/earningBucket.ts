/**
 * Buckets of one hour: where the rates of a pool's policies begin and stop (docs/mechanics.md section 3).
 *
 * A segment's rate begins at the first full hour of its cover and stops at the last. The part of its first
 * hour is earned as a lump when the rate begins, that of its last hour with the remainder when that hour is
 * over. Both come late rather than early, so a pool never earns ahead of a policy.
 */
import { mulDivDown } from '../shared/rounding.ts';
import { type Amount, HOUR_SECONDS, type UnixSeconds } from '../shared/units.ts';
import { EARNING_SCALE, type EarningSegment } from './segment.ts';

/** What happens at one hour, as it is stored: no figure has more digits than the amounts it is made of. */
export interface EarningBucket {
  /** A multiple of 3,600. */
  readonly hour: UnixSeconds;
  /** Change of the rate, scaled by EARNING_SCALE; below 0 where more stops than begins. */
  readonly rateDelta: bigint;
  /** Units that are earned at this hour, and the scaled fraction of a unit beside them. */
  readonly lump: Amount;
  readonly lumpFraction: bigint;
}

/** A change of one bucket: `lumpScaled` is the whole lump scaled, below 0 when it is taken away. */
export interface BucketChange {
  readonly hour: UnixSeconds;
  readonly rateDelta: bigint;
  readonly lumpScaled: bigint;
}

/** The full hour at or before a time. */
export const hourAtOrBefore = (at: UnixSeconds): UnixSeconds => at - (at % HOUR_SECONDS);
/** The full hour at or after a time. */
export const hourAtOrAfter = (at: UnixSeconds): UnixSeconds => hourAtOrBefore(at + HOUR_SECONDS - 1);

/** Hours at which a segment's rate begins and stops, and at which its last part is earned. */
export interface SegmentHours {
  readonly begins: UnixSeconds;
  readonly stops: UnixSeconds;
  readonly ends: UnixSeconds;
}

/** When a segment's rate runs, by the hour. */
export function hoursOf({ coverFrom, coverUntil }: EarningSegment): SegmentHours {
  return {
    begins: hourAtOrAfter(coverFrom),
    stops: hourAtOrBefore(coverUntil),
    ends: hourAtOrAfter(coverUntil),
  };
}

/** The hours whose buckets a segment may change: they have to be loaded before it is added or removed. */
export function segmentHours(segment: EarningSegment): UnixSeconds[] {
  const { begins, stops, ends } = hoursOf(segment);
  return [...new Set([begins, stops, ends])];
}

/** What a segment puts into the buckets after a time. */
export function segmentChanges(segment: EarningSegment, after: UnixSeconds): BucketChange[] {
  const { begins, stops, ends } = hoursOf(segment);
  const { coverFrom, coverUntil, ratePerSecond, remainder } = segment;
  const first = ratePerSecond * BigInt(begins - coverFrom);
  const last = ratePerSecond * BigInt(coverUntil - stops) + remainder;
  const changes: BucketChange[] = [
    { hour: begins, rateDelta: ratePerSecond, lumpScaled: first },
    { hour: stops, rateDelta: -ratePerSecond, lumpScaled: 0n },
    { hour: ends, rateDelta: 0n, lumpScaled: last },
  ];
  return changes.filter((change) => change.hour > after);
}

/** The changes that undo others. */
export function reversed(changes: readonly BucketChange[]): BucketChange[] {
  return changes.map(({ hour, rateDelta, lumpScaled }) => ({
    hour,
    rateDelta: -rateDelta,
    lumpScaled: -lumpScaled,
  }));
}

/** The whole lump of a bucket, scaled. */
export function lumpScaled(bucket: EarningBucket): bigint {
  return bucket.lump * EARNING_SCALE + bucket.lumpFraction;
}

/** A bucket with a change made to it, or null when nothing is left in it and it need not be kept. */
export function changeBucket(bucket: EarningBucket | undefined, change: BucketChange): EarningBucket | null {
  const rateDelta = (bucket?.rateDelta ?? 0n) + change.rateDelta;
  const scaled = (bucket === undefined ? 0n : lumpScaled(bucket)) + change.lumpScaled;
  if (rateDelta === 0n && scaled === 0n) return null;
  // Down: the rest stands beside it as the fraction, nothing is lost.
  const lump = mulDivDown(scaled, 1n, EARNING_SCALE);
  return { hour: change.hour, rateDelta, lump, lumpFraction: scaled - lump * EARNING_SCALE };
}
