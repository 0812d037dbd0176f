/** A pool's earning as a store would keep it: the functions under test and nothing else. */
import {
  accrue,
  addSegment,
  type EarningChange,
  type EarningState,
  newEarning,
  removeSegment,
} from '../../../src/domain/policy/earning.ts';
import { changeBucket, type EarningBucket } from '../../../src/domain/policy/earningBucket.ts';
import { type EarningSegment, segmentPremium } from '../../../src/domain/policy/segment.ts';

export interface EarningBook {
  state: EarningState;
  buckets: Map<number, EarningBucket>;
  /** Balance of premium that is not earned, and all that has left it. */
  unearned: bigint;
  earned: bigint;
}

export function openBook(at: number): EarningBook {
  return { state: newEarning(at), buckets: new Map(), unearned: 0n, earned: 0n };
}

export function passTo(book: EarningBook, to: number): void {
  const { state, earned, passed } = accrue(book.state, to, book.buckets);
  for (const hour of passed) book.buckets.delete(hour);
  book.state = state;
  book.unearned -= earned;
  book.earned += earned;
}

/** Makes a change of the earning; what it releases leaves unearned. */
export function make(book: EarningBook, change: EarningChange): void {
  book.state = change.state;
  book.unearned -= change.released;
  for (const bucketChange of change.changes) {
    const bucket = changeBucket(book.buckets.get(bucketChange.hour), bucketChange);
    if (bucket === null) book.buckets.delete(bucketChange.hour);
    else book.buckets.set(bucketChange.hour, bucket);
  }
}

export function buy(book: EarningBook, segment: EarningSegment): void {
  book.unearned += segmentPremium(segment);
  const change = addSegment(book.state, segment);
  make(book, change);
  book.earned += change.released;
}

/** Takes a segment out and returns what left unearned with it. */
export function takeOut(book: EarningBook, segment: EarningSegment): bigint {
  const change = removeSegment(book.state, segment);
  make(book, change);
  return change.released;
}
