import { describe, expect, test } from 'vitest';
import type { RawObservation } from '../../../src/domain/feed/observation.ts';
import { REJECTION_REMEDIES } from '../../../src/domain/feed/rejection.ts';
import { type ArrivalContext, validateObservation } from '../../../src/domain/feed/validate.ts';
import { NOON, raw, SOURCE, wad } from './observations.ts';

const ARRIVAL: ArrivalContext = { now: NOON + 10, watermark: NOON - 60, use: 'DECISION', previous: null };

function judge(changes: Partial<RawObservation>, context: Partial<ArrivalContext> = {}) {
  const verdict = validateObservation(raw(changes), SOURCE, { ...ARRIVAL, ...context });
  return verdict.valid ? 'VALID' : verdict.reason;
}

test('accepts an honest observation on the common scale, fresh for heartbeat and margin', () => {
  expect(validateObservation(raw(), SOURCE, ARRIVAL)).toEqual({
    valid: true,
    accepted: {
      key: 'aggregator/ada/12/0x07',
      source: 'aggregator',
      operator: 'ada',
      round: '12',
      value: wad('0.9999'),
      observedAt: NOON,
      freshUntil: NOON + 7_200,
    },
  });
});

test('says the bound and what it had', () => {
  expect(validateObservation(raw({ decimals: 6 }), SOURCE, ARRIVAL)).toEqual({
    valid: false,
    reason: 'DECIMALS_CHANGED',
    limit: '8',
    actual: '6',
  });
});

describe('who says it', () => {
  test.each<[string, Partial<RawObservation>, string]>([
    ['an operator that is not registered for the source', { operator: 'eve' }, 'UNKNOWN_SIGNER'],
    [
      'a key that the adapter cannot place',
      { fault: { reason: 'UNKNOWN_SIGNER', actual: '0xeve' } },
      'UNKNOWN_SIGNER',
    ],
    [
      'a signature that does not fit',
      { fault: { reason: 'BAD_SIGNATURE', actual: '0xeve' } },
      'BAD_SIGNATURE',
    ],
  ])('rejects %s', (_name, changes, reason) => {
    expect(judge(changes)).toBe(reason);
  });
});

describe('what is said', () => {
  test.each<[string, Partial<RawObservation>, string]>([
    ['other decimals', { decimals: 18 }, 'DECIMALS_CHANGED'],
    ['zero', { value: 0n }, 'NON_POSITIVE'],
    ['a negative value', { value: -1n }, 'NON_POSITIVE'],
    ['the lowest value the source can say', { value: 1n }, 'CLAMPED'],
    ['one unit above it', { value: 2n }, 'VALID'],
    ['the highest value the source can say', { value: 10n ** 12n }, 'CLAMPED'],
    ['one unit below it', { value: 10n ** 12n - 1n }, 'VALID'],
    ['a confidence of exactly 0.5 %', { value: 10_000n, confidence: 50n }, 'VALID'],
    ['a confidence one unit wider', { value: 10_000n, confidence: 51n }, 'CONFIDENCE_WIDE'],
  ])('judges %s', (_name, changes, reason) => {
    expect(judge(changes)).toBe(reason);
  });
});

describe('when it is said', () => {
  const down = { up: false, since: NOON - 9_000 };
  test.each<[string, Partial<RawObservation>, string]>([
    ['an event 60 s ahead of the clock', { observedAt: NOON + 70 }, 'VALID'],
    ['an event 61 s ahead', { observedAt: NOON + 71 }, 'FUTURE'],
    ['a publication 61 s ahead', { publishedAt: NOON + 71 }, 'FUTURE'],
    [
      'what was served heartbeat and margin after it was made',
      { observedAt: NOON - 7_200, publishedAt: NOON },
      'LATE',
    ],
    ['what was served a second later', { observedAt: NOON - 7_201, publishedAt: NOON }, 'STALE'],
    ['a block made while the sequencer was down', { sequencer: down }, 'SEQUENCER_DOWN'],
    ['a block 3,600 s after it came up', { sequencer: { up: true, since: NOON - 3_600 } }, 'GRACE'],
    ['a block 3,601 s after it came up', { sequencer: { up: true, since: NOON - 3_601 } }, 'VALID'],
    ['an event in the newest closed slot', { observedAt: NOON - 60 }, 'LATE'],
    ['an event a second after it', { observedAt: NOON - 59 }, 'VALID'],
  ])('judges %s', (_name, changes, reason) => {
    expect(judge(changes)).toBe(reason);
  });

  test('takes an old observation while no slot is closed', () => {
    expect(judge({ observedAt: NOON - 500_000 }, { watermark: null })).toBe('VALID');
  });
});

describe('where it stands in the chain', () => {
  test('lets only final blocks decide and still watches the others', () => {
    expect(judge({ finalized: false })).toBe('UNFINAL');
    expect(judge({ finalized: false }, { use: 'WATCH' })).toBe('VALID');
  });

  test('never believes a block that the adapter knows to be replaced', () => {
    const fault = { reason: 'REORGED', actual: '0x08' } as const;
    expect(judge({ fault })).toBe('REORGED');
    expect(judge({ fault }, { use: 'WATCH' })).toBe('REORGED');
  });

  test('rejects a second block at a height that was already final', () => {
    expect(judge({ round: '13', blockHash: '0x99' }, { previous: raw() })).toBe('REORGED');
  });

  test('rejects a repeat, a lower round and another answer for the same round', () => {
    const previous = raw();
    const later = { observedAt: NOON + 1, blockNumber: 8, blockHash: '0x08' };
    expect(judge({}, { previous })).toBe('DUPLICATE');
    expect(judge({ ...later, round: '11' }, { previous })).toBe('ROUND_REGRESSION');
    expect(judge({ ...later, round: '12' }, { previous })).toBe('ROUND_REGRESSION');
    expect(judge({ ...later, round: '13' }, { previous })).toBe('VALID');
  });

  test('takes a jump of rounds as a new phase makes it', () => {
    const later = { observedAt: NOON + 1, blockNumber: 8, blockHash: '0x08' };
    expect(judge({ ...later, round: String((2n << 64n) | 1n) }, { previous: raw() })).toBe('VALID');
  });

  test('takes the final copy of what was watched before', () => {
    expect(judge({}, { previous: raw({ finalized: false }) })).toBe('VALID');
    expect(judge({ blockHash: '0x99' }, { previous: raw({ finalized: false }) })).toBe('VALID');
  });

  test('calls a repeat a repeat however late it comes', () => {
    expect(judge({}, { previous: raw(), watermark: NOON + 5 })).toBe('DUPLICATE');
  });

  test('watches what is late for a decision', () => {
    expect(judge({}, { use: 'WATCH', watermark: NOON + 5 })).toBe('VALID');
  });
});

test('tells every sender what to do', () => {
  for (const remedy of Object.values(REJECTION_REMEDIES)) expect(remedy).toMatch(/^[A-Z].*\.$/);
});
