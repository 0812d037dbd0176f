import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import {
  extensionSlice,
  type Fraction,
  multiplierAt,
  purchaseSlice,
  UTILISATION_CURVE_DEFAULT,
  utilisation,
  weightedCover,
} from '../../../src/domain/pricing/utilisation.ts';
import { WAD } from '../../../src/domain/shared/units.ts';
import vectors from '../../vectors/pricing/utilisation.json' with { type: 'json' };
import { wad } from './decimals.ts';

const curve = UTILISATION_CURVE_DEFAULT;

/** True when two exact numbers are equal. */
const equal = (a: Fraction, b: Fraction) => a.numerator * b.denominator === b.numerator * a.denominator;
const sum = (a: Fraction, b: Fraction): Fraction => ({
  numerator: a.numerator * b.denominator + b.numerator * a.denominator,
  denominator: a.denominator * b.denominator,
});

describe('weightedCover', () => {
  test.each(vectors.own.rows)('from $from to $to of $limit', ({ from, to, limit, weighted }) => {
    const slice = { from: BigInt(from), to: BigInt(to), limit: BigInt(limit) };
    const [numerator = '', denominator = ''] = weighted;
    const expected = { numerator: BigInt(numerator), denominator: BigInt(denominator) };
    const answer = weightedCover(slice, curve);
    expect(answer.denominator).toBeGreaterThan(0n);
    expect(equal(answer, expected)).toBe(true);
  });

  test.each(vectors.jumpRate.averages)('averages like a jump-rate model from $from to $to', (row) => {
    const { kink, maxMultiplier, rate } = vectors.jumpRate;
    const steep = { kinkWad: wad(kink), maxMultiplierWad: wad(maxMultiplier) };
    const slice = { from: BigInt(row.from), to: BigInt(row.to), limit: 1_000n };
    const { numerator, denominator } = weightedCover(slice, steep);
    expect(numerator * wad(rate)).toBe(denominator * wad(row.average) * (slice.to - slice.from));
  });

  test('adds up exactly: the parts of an order cost what the whole costs', () => {
    const amount = fc.bigInt(0n, 10n ** 30n);
    fc.assert(
      fc.property(amount, amount, amount, amount, (from, first, second, limit) => {
        const whole = weightedCover({ from, to: from + first + second, limit }, curve);
        const parts = sum(
          weightedCover({ from, to: from + first, limit }, curve),
          weightedCover({ from: from + first, to: from + first + second, limit }, curve),
        );
        expect(equal(whole, parts)).toBe(true);
      }),
    );
  });

  test('lies between the multipliers at its ends', () => {
    const amount = fc.bigInt(1n, 10n ** 20n);
    fc.assert(
      fc.property(amount, amount, amount, (from, added, limit) => {
        const { numerator, denominator } = weightedCover({ from, to: from + added, limit }, curve);
        const low = multiplierAt(from, limit, curve) - 1n;
        const high = multiplierAt(from + added, limit, curve);
        expect(numerator * WAD >= low * added * denominator).toBe(true);
        expect(numerator * WAD <= high * added * denominator).toBe(true);
      }),
    );
  });
});

describe('slices', () => {
  test('put a purchase on top of the cover that is there', () => {
    expect(purchaseSlice(500n, 100n, 1_000n)).toEqual({ from: 500n, to: 600n, limit: 1_000n });
  });

  test('let an extension pay its own last slice, its cover counted once', () => {
    expect(extensionSlice(900n, 100n, 1_000n)).toEqual({ from: 800n, to: 900n, limit: 1_000n });
  });
});

describe('multiplierAt', () => {
  test('is 1 to the kink, 3 at full use, and rounds up between', () => {
    expect(multiplierAt(700n, 1_000n, curve)).toBe(WAD);
    expect(multiplierAt(850n, 1_000n, curve)).toBe(2n * WAD);
    expect(multiplierAt(1_000n, 1_000n, curve)).toBe(3n * WAD);
    expect(multiplierAt(701n, 1_000n, curve)).toBe(wad('1.006666666666666667'));
  });

  test.each(vectors.jumpRate.spots)('is what a jump-rate model says at $cover', ({ cover, rate }) => {
    const steep = { kinkWad: wad('0.8'), maxMultiplierWad: wad('2.5') };
    expect(multiplierAt(BigInt(cover), 1_000n, steep) * wad('0.2')).toBe(wad(rate) * WAD);
  });
});

describe('utilisation', () => {
  test('is 1 where the limit is not above the cover', () => {
    expect(utilisation(5n, 10n)).toBe(WAD / 2n);
    expect(utilisation(1n, 3n)).toBe(WAD / 3n + 1n);
    expect(utilisation(10n, 10n)).toBe(WAD);
    expect(utilisation(11n, 10n)).toBe(WAD);
    expect(utilisation(0n, 0n)).toBe(WAD);
  });
});
