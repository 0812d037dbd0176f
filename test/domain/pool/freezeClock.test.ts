import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import {
  belowAt,
  breachAt,
  breachOverAt,
  cooldownEndsAt,
  exitsFrozen,
  type FreezeClock,
  freezeAt,
  frozenSeconds,
  RUNNING_CLOCK,
  thawAt,
} from '../../../src/domain/pool/freezeClock.ts';
import { DAY_SECONDS, HOUR_SECONDS } from '../../../src/domain/shared/units.ts';

const WEEK = 7 * DAY_SECONDS;
const asked = { requestedAt: 0, cooldownSeconds: 100, frozenSecondsAtRequest: 0 };

describe('the cooldown’s clock', () => {
  test('ends after the cooldown when nothing freezes', () => {
    expect(cooldownEndsAt(asked, RUNNING_CLOCK, 50)).toBe(100);
  });

  test('stands still while the pool is frozen', () => {
    const frozen = freezeAt(RUNNING_CLOCK, 40);
    expect(cooldownEndsAt(asked, frozen, 60)).toBeNull();
    expect(cooldownEndsAt(asked, thawAt(frozen, 70), 70)).toBe(130);
  });

  test('has ended when a freeze begins at exactly its end, and not a second earlier', () => {
    expect(cooldownEndsAt(asked, freezeAt(RUNNING_CLOCK, 100), 120)).toBe(100);
    expect(cooldownEndsAt(asked, freezeAt(RUNNING_CLOCK, 99), 120)).toBeNull();
  });

  test('leaves out freezes from before the request', () => {
    const later = { requestedAt: 1_000, cooldownSeconds: 100, frozenSecondsAtRequest: 30 };
    expect(cooldownEndsAt(later, { ...RUNNING_CLOCK, frozenSecondsBefore: 30 }, 1_000)).toBe(1_100);
  });

  test('counts overlapping reasons once: a second freeze changes nothing', () => {
    const twice = freezeAt(freezeAt(RUNNING_CLOCK, 40), 55);
    expect(frozenSeconds(twice, 60)).toBe(20);
    expect(thawAt(twice, 60)).toMatchObject({ frozenSecondsBefore: 20, frozenSince: null });
  });

  test('runs exactly the cooldown, however often it is stopped', () => {
    const pauses = fc.array(fc.tuple(fc.integer({ min: 0, max: 50 }), fc.integer({ min: 0, max: 50 })), {
      maxLength: 20,
    });
    fc.assert(
      fc.property(pauses, fc.integer({ min: 1, max: 600 }), (pairs, cooldownSeconds) => {
        let clock = RUNNING_CLOCK;
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
        expect(cooldownEndsAt(cooldown, clock, now)).toBe(end ?? now + cooldownSeconds - ran);
      }),
    );
  });
});

describe('a watch without a breach', () => {
  const watched = freezeAt(RUNNING_CLOCK, 1_000);

  test('freezes exits for seven days, to the second', () => {
    expect(exitsFrozen(watched, 1_000 + WEEK - 1)).toBe(true);
    expect(exitsFrozen(watched, 1_000 + WEEK)).toBe(false);
  });

  test('lets the cooldown run on from then, though it goes on itself', () => {
    const cooldown = { requestedAt: 400, cooldownSeconds: WEEK, frozenSecondsAtRequest: 0 };
    expect(cooldownEndsAt(cooldown, watched, 1_000 + WEEK - 1)).toBeNull();
    // 600 s before it and the rest after it.
    expect(cooldownEndsAt(cooldown, watched, 1_000 + WEEK)).toBe(400 + 2 * WEEK);
    expect(thawAt(watched, 1_000 + 9 * WEEK)).toMatchObject({ frozenSecondsBefore: WEEK, frozenSince: null });
    const asked = {
      requestedAt: 1_000 + 2 * WEEK,
      frozenSecondsAtRequest: frozenSeconds(watched, 1_000 + 2 * WEEK),
    };
    expect(cooldownEndsAt({ ...cooldown, ...asked }, watched, 1_000 + 2 * WEEK)).toBe(1_000 + 3 * WEEK);
  });

  test('counts anew from the end of a breach, which freezes exits that were open again', () => {
    const breached = breachAt(watched, 1_000 + WEEK + 500);
    expect(breached).toMatchObject({ frozenSecondsBefore: WEEK, frozenSince: 1_000 + WEEK + 500 });
    expect(exitsFrozen(breached, 1_000 + 50 * WEEK)).toBe(true);
    const over = breachOverAt(breached, 10_000 + WEEK);
    expect(exitsFrozen(over, 10_000 + 2 * WEEK - 1)).toBe(true);
    expect(exitsFrozen(over, 10_000 + 2 * WEEK)).toBe(false);
  });

  test('goes on with the one before it unless a week of calm lies between them', () => {
    const thawed = thawAt(watched, 1_000 + WEEK - HOUR_SECONDS);
    const soon = 1_000 + 2 * WEEK - HOUR_SECONDS - 1;
    expect(freezeAt(thawed, soon).reopensAt).toBe(soon + HOUR_SECONDS);
    expect(freezeAt(thawed, soon + 1).reopensAt).toBe(soon + 1 + WEEK);
  });
});

describe('a reading below the watch level', () => {
  const watched = freezeAt(RUNNING_CLOCK, 0);
  const MONTH = 30 * DAY_SECONDS;

  test('lets the seven days begin anew', () => {
    expect(belowAt(watched, 0, 0).reopensAt).toBe(WEEK);
    expect(belowAt(watched, 5 * DAY_SECONDS, 5 * DAY_SECONDS).reopensAt).toBe(12 * DAY_SECONDS);
  });

  test('holds exits for 30 days in all, however often there is one', () => {
    let clock = watched;
    for (let at = 0; at < 2 * MONTH; at += HOUR_SECONDS) clock = belowAt(clock, at, at);
    expect(clock).toMatchObject({ reopensAt: MONTH, belowSecondsLeft: 0, frozenSince: 0 });
    // Watched again soon after: nothing is left of either.
    const soon = MONTH + 60;
    expect(exitsFrozen(belowAt(freezeAt(thawAt(clock, MONTH), soon), soon, soon), soon)).toBe(false);
    const rested = freezeAt(thawAt(clock, MONTH), MONTH + WEEK);
    expect(belowAt(rested, MONTH + WEEK + 60, MONTH + WEEK + 60).reopensAt).toBe(MONTH + 2 * WEEK + 60);
  });

  test('freezes exits again that were open, and counts nothing for the time between', () => {
    const again = belowAt(watched, WEEK + 500, WEEK + 500);
    expect(again).toMatchObject({
      frozenSecondsBefore: WEEK,
      frozenSince: WEEK + 500,
      reopensAt: 2 * WEEK + 500,
    });
    expect(again.belowSecondsLeft).toBe(16 * DAY_SECONDS);
  });

  test('changes nothing where nothing is frozen, or something is set aside', () => {
    expect(belowAt(RUNNING_CLOCK, 5, 5)).toBe(RUNNING_CLOCK);
    const breached = breachAt(watched, 100);
    expect(belowAt(breached, 200, 200)).toBe(breached);
    const over = breachOverAt(belowAt(watched, 5 * DAY_SECONDS, 5 * DAY_SECONDS), 6 * DAY_SECONDS);
    expect(over.belowSecondsLeft).toBe(23 * DAY_SECONDS);
  });
});

/** Whatever is done with the watch: for how long it is calm, then watched, over and over. */
const games = fc.array(
  fc.tuple(
    fc.oneof(fc.integer({ min: 1, max: 3 * HOUR_SECONDS }), fc.integer({ min: 1, max: 2 * WEEK })),
    fc.oneof(fc.integer({ min: 1, max: WEEK }), fc.integer({ min: WEEK - 3, max: 3 * WEEK })),
  ),
  { minLength: 1, maxLength: 40 },
);

/**
 * Plays the rounds and asks for an exit as soon as it may be asked for: how long after it was wanted that
 * was, and how long it took. Every `belowEvery` seconds of a watch a reading is below the level; null for
 * none.
 */
function played(
  rounds: readonly (readonly [number, number])[],
  asksAfter: number,
  belowEvery: number | null,
) {
  let clock: FreezeClock = RUNNING_CLOCK;
  let now = 0;
  let requestedAt: number | null = null;
  let frozenSecondsAtRequest = 0;
  let end: number | null = null;
  /** Asks for the exit as soon as it may be asked for, and looks whether it has ended. */
  const act = (until: number) => {
    const open = exitsFrozen(clock, now) ? (clock.reopensAt ?? until) : now;
    const at = Math.max(open, asksAfter);
    if (requestedAt === null && at < until) {
      requestedAt = at;
      frozenSecondsAtRequest = frozenSeconds(clock, at);
    }
    if (requestedAt !== null && end === null) {
      const cooldown = { requestedAt, cooldownSeconds: WEEK, frozenSecondsAtRequest };
      const found = cooldownEndsAt(cooldown, clock, until);
      if (found !== null && found <= until) end = found;
    }
    now = until;
  };
  for (const [calm, watch] of rounds) {
    act(now + calm);
    clock = freezeAt(clock, now);
    const ends = now + watch;
    while (belowEvery !== null && now + belowEvery < ends) {
      act(now + belowEvery);
      clock = belowAt(clock, now, now);
    }
    act(ends);
    clock = thawAt(clock, now);
  }
  act(now + 9 * WEEK);
  const asked = requestedAt ?? Number.POSITIVE_INFINITY;
  return { askedLate: asked - asksAfter, took: (end ?? Number.POSITIVE_INFINITY) - asked };
}

test('no operator, integrator or buyer can hold a pool frozen: no play of watches makes an exit take longer than 14 days', () => {
  fc.assert(
    fc.property(games, fc.nat({ max: 5 * WEEK }), (rounds, asksAfter) => {
      const { askedLate, took } = played(rounds, asksAfter, null);
      expect(askedLate).toBeLessThanOrEqual(WEEK);
      expect(took).toBeLessThanOrEqual(2 * WEEK);
    }),
    { numRuns: 300 },
  );
});

test('not even a price that stays below the watch level makes an exit take longer than 37 days', () => {
  const every = fc.integer({ min: HOUR_SECONDS, max: 2 * WEEK });
  fc.assert(
    fc.property(games, fc.nat({ max: 5 * WEEK }), every, (rounds, asksAfter, belowEvery) => {
      const { askedLate, took } = played(rounds, asksAfter, belowEvery);
      expect(askedLate).toBeLessThanOrEqual(30 * DAY_SECONDS);
      expect(took).toBeLessThanOrEqual(37 * DAY_SECONDS);
    }),
    { numRuns: 300 },
  );
});
