import { describe, expect, test } from 'vitest';
import { termBounds, termFor, WAITING_SECONDS_DEFAULT } from '../../../src/domain/policy/term.ts';

const DAY = 86_400;
const NOW = 1_700_000_000;
const waitingSeconds = 3 * DAY;
const request = { now: NOW, startAt: NOW, termSeconds: 37 * DAY, waitingSeconds };

describe('termFor', () => {
  test('covers from the end of waiting to the end of the term', () => {
    expect(termFor(request)).toEqual({
      coverFrom: NOW + 3 * DAY,
      coverUntil: NOW + 37 * DAY,
      coveredSeconds: 34 * DAY,
    });
  });

  test('lets waiting begin with the term, also when it starts later', () => {
    expect(termFor({ ...request, startAt: NOW + 5 * DAY })).toMatchObject({ coverFrom: NOW + 8 * DAY });
  });

  test('takes a covered period of exactly 7 days and a term of exactly 365', () => {
    expect(termFor({ ...request, termSeconds: 10 * DAY })).toMatchObject({ coveredSeconds: 7 * DAY });
    expect(termFor({ ...request, termSeconds: 10 * DAY - 1 })).toBe('TERM');
    expect(termFor({ ...request, termSeconds: 365 * DAY })).toMatchObject({ coveredSeconds: 362 * DAY });
    expect(termFor({ ...request, termSeconds: 365 * DAY + 1 })).toBe('TERM');
    expect(termFor({ ...request, termSecondsMax: 30 * DAY })).toBe('TERM');
  });

  test('takes a start from now to exactly 30 days ahead', () => {
    expect(termFor({ ...request, startAt: NOW - 1 })).toBe('START');
    expect(termFor({ ...request, startAt: NOW + 30 * DAY })).toMatchObject({ coveredSeconds: 34 * DAY });
    expect(termFor({ ...request, startAt: NOW + 30 * DAY + 1 })).toBe('START');
  });

  test('takes whole seconds only', () => {
    expect(termFor({ ...request, termSeconds: 37 * DAY + 0.5 })).toBe('TERM');
    expect(termFor({ ...request, termSeconds: Number.NaN })).toBe('TERM');
    expect(termFor({ ...request, startAt: NOW + 0.5 })).toBe('START');
  });
});

describe('terms on offer', () => {
  test('include the waiting', () => {
    expect(termBounds(3 * DAY)).toEqual({ minimumSeconds: 10 * DAY, maximumSeconds: 365 * DAY });
    expect(termBounds(600, 90 * DAY)).toEqual({ minimumSeconds: 7 * DAY + 600, maximumSeconds: 90 * DAY });
  });

  test('wait 72 hours for a depeg and 7 days for the other perils', () => {
    expect(WAITING_SECONDS_DEFAULT).toEqual({
      DEPEG: 3 * DAY,
      CONTRACT_FAILURE: 7 * DAY,
      ASSET_LOSS: 7 * DAY,
    });
  });
});
