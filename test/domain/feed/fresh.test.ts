import { expect, test } from 'vitest';
import { isFresh } from '../../../src/domain/feed/fresh.ts';

const feed = { status: 'ACTIVE', maxGapSeconds: 1_800, finalitySeconds: 900, lastReading: { at: 10_000 } };

test('a watermark is fresh for its own delay and the longest hold of one reading', () => {
  const read = { ...feed, watermark: 10_000 };
  expect(isFresh(read, 12_700)).toBe(true);
  expect(isFresh(read, 12_701)).toBe(false);
});

test('a watermark that runs ahead of the readings is not fresh', () => {
  expect(isFresh({ ...feed, watermark: 11_800 }, 11_800)).toBe(true);
  expect(isFresh({ ...feed, watermark: 11_801 }, 11_801)).toBe(false);
});

test('neither is a feed that is suspended, or that never said anything', () => {
  expect(isFresh({ ...feed, watermark: 10_000, status: 'SUSPENDED' }, 10_000)).toBe(false);
  expect(isFresh({ ...feed, watermark: null }, 10_000)).toBe(false);
  expect(isFresh({ ...feed, watermark: 10_000, lastReading: null }, 10_000)).toBe(false);
});
