import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { saleOffer } from '../../../src/domain/auction/saleOffer.ts';
import { openRound, RESERVE_TERMS_DEFAULT } from '../../../src/domain/auction/terms.ts';
import { TWO_SIDED_SECONDS_DEFAULT as T } from '../../../src/domain/auction/twoSided.ts';
import { WAD } from '../../../src/domain/shared/units.ts';

const COIN = 10n ** 18n;
const USD = 10n ** 6n;
const units = { lotUnit: COIN, needUnit: USD, dust: 100n * USD };
const terms = RESERVE_TERMS_DEFAULT;
const falling = { kind: 'FALLING', ...openRound(terms, 2_000n * WAD, 0) } as const;
const twoSided = { kind: 'TWO_SIDED', startedAt: 0, lot: 10n * COIN, ask: 20_000n * USD } as const;
const standing = { lot: 10n * COIN, need: 20_000n * USD };
type Round = typeof falling | typeof twoSided;
const offerAt = (round: Round, at: number, of = standing) => saleOffer(terms, round, of, units, at);

describe('a round with a fresh price', () => {
  test('falls from 1.2 times it, and gives no more than is needed', () => {
    expect(offerAt(falling, 0).phase).toEqual({ kind: 'OPEN', price: 2_400n * WAD });
    // An hour of six: 2,000.
    expect(offerAt(falling, 3_600).take(3n * COIN)).toEqual({
      ...{ taken: 3n * COIN, paid: 6_000n * USD, left: null },
    });
    expect(offerAt(falling, 0).take(100n * COIN)).toMatchObject({ paid: 20_000n * USD });
    expect(offerAt(falling, 7_201)).toMatchObject({ phase: { kind: 'RESET_DUE' } });
    expect(offerAt(falling, 7_201).take(COIN)).toBeNull();
  });

  test('sells nothing where nothing is missing', () => {
    expect(offerAt(falling, 60, { ...standing, need: 0n }).take(COIN)).toBeNull();
    expect(offerAt(twoSided, 60, { ...standing, need: 0n }).take(COIN)).toBeNull();
  });
});

describe('a round without one', () => {
  test('gives more and more for all that is asked, then all of it for less and less', () => {
    const whole = (at: number) => offerAt(twoSided, at).take(10n * COIN);
    expect(whole(T / 2)).toMatchObject({ taken: 5n * COIN, paid: 20_000n * USD });
    expect(offerAt(twoSided, T / 2).phase).toEqual({ kind: 'OPEN', price: 4_000n * WAD });
    expect(whole(T)).toMatchObject({ taken: 10n * COIN, paid: 20_000n * USD });
    expect(whole((T * 3) / 2)).toMatchObject({ taken: 10n * COIN, paid: 10_000n * USD });
    expect(offerAt(twoSided, 0).phase).toEqual({ kind: 'PAUSED', until: 1 });
    expect(offerAt(twoSided, 2 * T).phase).toEqual({ kind: 'RESET_DUE' });
  });

  test('a part of it leaves the other part as it was', () => {
    const first = offerAt(twoSided, T / 2).take((5n * COIN) / 4n);
    expect(first).toMatchObject({ taken: (5n * COIN) / 4n, paid: 5_000n * USD });
    // A quarter was filled: three quarters of lot and ask stay on offer, what was not given of it does not.
    expect(first?.left).toEqual({ lot: (15n * COIN) / 2n, ask: 15_000n * USD });
  });

  test('asks for no more than is still missing', () => {
    const half = offerAt(twoSided, T, { ...standing, need: 10_000n * USD }).take(10n * COIN);
    expect(half).toMatchObject({ taken: 5n * COIN, paid: 10_000n * USD });
  });
});

test('no taker ever gets more than was wanted or is left, or pays more than is missing', () => {
  const amount = fc.bigInt({ min: 1n, max: 10n ** 24n });
  fc.assert(
    fc.property(
      fc.record({ lot: amount, need: amount, offered: amount, ask: amount }),
      amount,
      fc.integer({ min: 0, max: 2 * T + 10 }),
      fc.boolean(),
      ({ lot, need, offered, ask }, wanted, at, isFresh) => {
        const round = isFresh ? falling : { ...twoSided, lot: offered, ask };
        const take = saleOffer(terms, round, { lot, need }, units, at).take(wanted);
        if (take === null) return;
        expect(take.taken).toBeGreaterThan(0n);
        expect(take.taken <= wanted && take.taken <= lot).toBe(true);
        expect(take.paid > 0n && take.paid <= need).toBe(true);
      },
    ),
  );
});
