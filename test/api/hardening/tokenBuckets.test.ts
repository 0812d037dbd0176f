import { describe, expect, test } from 'vitest';
import { createTokenBuckets, rateLimitHeaders } from '../../../src/api/hardening/tokenBuckets.ts';
import { BUCKETS_MAX } from '../../../src/domain/shared/limits.ts';

function buckets(burst = 10, perSecond = 2) {
  const clock = { now: 0 };
  return { clock, ...createTokenBuckets({ burst, perSecond }, () => clock.now) };
}

describe('a token bucket', () => {
  test('lets a burst through, then as much as comes back', () => {
    const { clock, spend } = buckets();
    expect(spend('a', 10)).toMatchObject({ allowed: true, remaining: 0, resetSeconds: 5 });
    expect(spend('a', 1)).toMatchObject({ allowed: false, retryAfterSeconds: 1 });
    clock.now = 1;
    expect(spend('a', 2)).toMatchObject({ allowed: true, remaining: 0 });
  });

  test('takes nothing for what it refuses, and says when it would fit', () => {
    const { spend } = buckets();
    spend('a', 7);
    expect(spend('a', 9)).toMatchObject({ allowed: false, remaining: 3, retryAfterSeconds: 3 });
    expect(spend('a', 3).allowed).toBe(true);
  });

  test('never holds more than its burst', () => {
    const { clock, spend } = buckets();
    spend('a', 1);
    clock.now = 1_000_000;
    expect(spend('a', 0).remaining).toBe(10);
  });

  test("is each caller's own", () => {
    const { spend } = buckets();
    spend('a', 10);
    expect(spend('b', 10).allowed).toBe(true);
  });

  test('of the caller that was quiet longest is forgotten first, so that memory stays bounded', () => {
    const { spend } = buckets();
    spend('first', 10);
    spend('second', 10);
    for (let index = 0; index < BUCKETS_MAX - 2; index += 1) spend(`caller ${index}`, 1);
    spend('first', 0);
    spend('one more', 1);
    expect(spend('first', 1).allowed).toBe(false);
    expect(spend('second', 10).allowed).toBe(true);
  });

  test('tells the limit in headers', () => {
    const { spend, limit } = buckets();
    expect(rateLimitHeaders('cost', { limit, spend }, spend('a', 4))).toEqual({
      'RateLimit-Policy': '"cost";q=10;w=5',
      RateLimit: '"cost";r=6;t=2',
    });
  });
});
