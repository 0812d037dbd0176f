import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import {
  cooldownEndsAt,
  type FreezeClock,
  freezeAt,
  frozenSeconds,
  thawAt,
} from '../../../src/domain/pool/freezeClock.ts';

const running: FreezeClock = { frozenSecondsBefore: 0, frozenSince: null };
const asked = { requestedAt: 0, cooldownSeconds: 100, frozenSecondsAtRequest: 0 };

describe('the cooldown’s clock', () => {
  test('ends after the cooldown when nothing freezes', () => {
    expect(cooldownEndsAt(asked, running)).toBe(100);
  });

  test('stands still while the pool is frozen', () => {
    const frozen = freezeAt(running, 40);
    expect(cooldownEndsAt(asked, frozen)).toBeNull();
    expect(cooldownEndsAt(asked, thawAt(frozen, 70))).toBe(130);
  });

  test('has ended when a freeze begins at exactly its end, and not a second earlier', () => {
    expect(cooldownEndsAt(asked, freezeAt(running, 100))).toBe(100);
    expect(cooldownEndsAt(asked, freezeAt(running, 99))).toBeNull();
  });

  test('leaves out freezes from before the request', () => {
    const later = { requestedAt: 1_000, cooldownSeconds: 100, frozenSecondsAtRequest: 30 };
    expect(cooldownEndsAt(later, { frozenSecondsBefore: 30, frozenSince: null })).toBe(1_100);
  });

  test('counts overlapping reasons once: a second freeze changes nothing', () => {
    const twice = freezeAt(freezeAt(running, 40), 55);
    expect(frozenSeconds(twice, 60)).toBe(20);
    expect(thawAt(twice, 60)).toEqual({ frozenSecondsBefore: 20, frozenSince: null });
  });

  test('runs exactly the cooldown, however often it is stopped', () => {
    const pauses = fc.array(fc.tuple(fc.integer({ min: 0, max: 50 }), fc.integer({ min: 0, max: 50 })), {
      maxLength: 20,
    });
    fc.assert(
      fc.property(pauses, fc.integer({ min: 1, max: 600 }), (pairs, cooldownSeconds) => {
        let clock = running;
        let now = 0;
        let ran = 0;
        let end: number | null = null;
        const cooldown = { requestedAt: 0, cooldownSeconds, frozenSecondsAtRequest: 0 };
        for (const [run, stop] of pairs) {
          if (end === null && ran + run >= cooldownSeconds) end = now + cooldownSeconds - ran;
          now += run;
          ran += run;
          clock = freezeAt(clock, now);
          if (end !== null) break;
          now += stop;
          clock = thawAt(clock, now);
        }
        expect(cooldownEndsAt(cooldown, clock)).toBe(end ?? now + cooldownSeconds - ran);
      }),
    );
  });
});
