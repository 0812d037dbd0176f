/** The capital that chance asks for: the normal distribution in whole numbers, and the worst of 200 years. */
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import * as floats from '../../../src/actuary/normal.ts';
import { normalProbability, normalValue, squareRoot } from '../../../src/domain/pricing/normal.ts';
import {
  CAPITAL_VALUE,
  CORRELATION_DEFAULT,
  marginalPerCover,
  tailHazard,
  tailTable,
} from '../../../src/domain/pricing/tailHazard.ts';
import {
  capitalPerCover,
  RATE_PARAMETERS_DEFAULT,
  technicalRate,
} from '../../../src/domain/pricing/technicalRate.ts';
import { WAD } from '../../../src/domain/shared/units.ts';
import { tail } from '../../support/independentTail.ts';
import { wad } from './decimals.ts';

const plain = (value: bigint) => Number(value) / 1e18;
const hazard = fc.bigInt(1n, WAD - 1n);
const correlation = fc.bigInt(0n, (6n * WAD) / 10n);

describe('the normal distribution', () => {
  test('is that of the simulation, to twelve digits', () => {
    fc.assert(
      fc.property(fc.bigInt(-6n * WAD, 6n * WAD), (x) => {
        expect(plain(normalProbability(x))).toBeCloseTo(floats.normalProbability(plain(x)), 12);
      }),
    );
    for (const [x, probability] of [
      ['0', '0.5'],
      ['1', '0.841344746068542'],
      ['1.96', '0.975002104851779'],
    ] as const)
      expect(normalProbability(wad(x)) / 1_000n).toBe(wad(probability) / 1_000n);
  });

  test('has an inverse, and ends', () => {
    fc.assert(
      fc.property(fc.bigInt(WAD / 10n ** 6n, WAD - WAD / 10n ** 6n), (probability) => {
        const there = normalProbability(normalValue(probability));
        expect(Math.abs(plain(there - probability))).toBeLessThan(1e-11);
      }),
    );
    const apart = normalValue(wad('0.995')) - CAPITAL_VALUE;
    expect(Math.abs(plain(apart))).toBeLessThan(1e-12);
    expect([normalProbability(-8n * WAD), normalProbability(8n * WAD)]).toEqual([0n, WAD]);
  });

  test('roots are the largest whose square is not above', () => {
    fc.assert(
      fc.property(fc.bigInt(0n, 10n ** 20n), (value) => {
        const root = squareRoot(value);
        expect(root * root <= value * WAD && (root + 1n) ** 2n > value * WAD).toBe(true);
      }),
    );
  });
});

describe('the hazard of the worst of 200 years', () => {
  test('is what an integral of its own comes to, up to a millionth', () => {
    expect(tailHazard(wad('0.0387'), CORRELATION_DEFAULT)).toBe(wad('0.281558'));
    fc.assert(
      fc.property(hazard, correlation, (hazardWad, correlationWad) => {
        const apart = plain(tailHazard(hazardWad, correlationWad) - tail(hazardWad, correlationWad));
        expect(Math.abs(apart)).toBeLessThan(1.5e-6);
      }),
      { numRuns: 40 },
    );
  });

  test('rises with the hazard, is never below it nor above 1, and is the hazard where nothing falls together', () => {
    fc.assert(
      fc.property(hazard, hazard, correlation, (one, other, correlationWad) => {
        const [low, high] = one < other ? [one, other] : [other, one];
        const [ofLow, ofHigh] = [tailHazard(low, correlationWad), tailHazard(high, correlationWad)];
        expect(ofLow <= ofHigh && ofLow >= low && ofHigh <= WAD).toBe(true);
        expect(plain(tailHazard(one, 0n) - one)).toBeLessThan(1e-5);
      }),
      { numRuns: 40 },
    );
    expect([tailHazard(0n, CORRELATION_DEFAULT), tailHazard(WAD, CORRELATION_DEFAULT)]).toEqual([0n, WAD]);
  });

  test('is worked out at the points of a table, and between them like the hazard', () => {
    const table = tailTable(
      [
        { score: 0, hazardWad: 0n },
        { score: 100, hazardWad: wad('0.0387') },
      ],
      CORRELATION_DEFAULT,
    );
    expect(table[1]).toEqual({ score: 100, hazardWad: wad('0.281558') });
    expect(marginalPerCover(table, 50, wad('0.5'))).toBe(wad('0.0703895'));
  });
});

describe('the capital in a price', () => {
  const rate = (locked: string, marginal: string) => ({
    ...{ ...RATE_PARAMETERS_DEFAULT, hazardWad: wad('0.05'), severityWad: WAD },
    ...{ lockedPerCoverWad: wad(locked), marginalPerCoverWad: wad(marginal) },
  });

  test('is what is locked or what is added, whichever is more', () => {
    expect(capitalPerCover(rate('0.5', '0.3'))).toBe(wad('0.5'));
    expect(capitalPerCover(rate('0.25', '0.3'))).toBe(wad('0.3'));
    // (0.05 * 1.1 + 0.02 * 0.3) / 0.8
    expect(technicalRate(rate('0.25', '0.3'))).toBe(wad('0.07625'));
  });
});
