import { describe, expect, test } from 'vitest';
import type { SourceDocument } from '../../src/store/evidence/documents.ts';
import { closableSlot } from '../../src/watcher/feed/closableSlot.ts';

/** A full minute. */
const NOW = 1_678_521_600;
const DELAY = 900;

type Standing = Pick<SourceDocument, 'readThrough' | 'failure'>;

const readTo = (eventTime: number | null): Standing => ({
  readThrough: eventTime === null ? null : { eventTime },
  failure: null,
});
const failing = (since: number, eventTime: number | null = null): Standing => ({
  ...readTo(eventTime),
  failure: { code: 'UNREACHABLE', message: 'The node does not answer.', since, at: NOW, split: null },
});
const closable = (sources: Standing[], startedAt = 0): number | null =>
  closableSlot(DELAY, sources, NOW, startedAt);

describe('the newest slot that may be closed', () => {
  test('is older than the finality delay, and never just as old', () => {
    expect(closable([readTo(NOW)])).toBe(NOW - DELAY - 60);
    expect(closableSlot(DELAY, [readTo(NOW + 1)], NOW + 1, 0)).toBe(NOW - DELAY);
  });

  test('is one that every source has been read past', () => {
    expect(closable([readTo(NOW), readTo(NOW - 3_600)])).toBe(NOW - 3_600);
    expect(closable([readTo(NOW), readTo(NOW - 3_601)])).toBe(NOW - 3_660);
    expect(closable([readTo(NOW), readTo(null)])).toBeNull();
  });

  test('waits for a source that fails only as long as the delay', () => {
    expect(closable([readTo(NOW), failing(NOW - DELAY + 1, NOW - 7_200)])).toBe(NOW - 7_200);
    expect(closable([readTo(NOW), failing(NOW - DELAY, NOW - 7_200)])).toBe(NOW - DELAY - 60);
    expect(closable([failing(NOW - DELAY)])).toBe(NOW - DELAY - 60);
  });

  test('counts a failure from the restart when it began before', () => {
    expect(closable([failing(NOW - 86_400, NOW - 7_200)], NOW - DELAY + 1)).toBe(NOW - 7_200);
    expect(closable([failing(NOW - 86_400, NOW - 7_200)], NOW - DELAY)).toBe(NOW - DELAY - 60);
  });
});
