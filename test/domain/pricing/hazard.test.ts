import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import {
  HAZARD_TABLES_DEFAULT,
  hazardAt,
  hazardInterval,
  hazardTable,
  hazardTablesOf,
  isHazardTable,
} from '../../../src/domain/pricing/hazard.ts';
import { PERILS, type Peril } from '../../../src/domain/product/peril.ts';
import { maximum } from '../../../src/domain/shared/rounding.ts';
import { WAD } from '../../../src/domain/shared/units.ts';
import vectors from '../../vectors/pricing/hazard.json' with { type: 'json' };
import { wad } from './decimals.ts';

describe('hazardAt', () => {
  test.each(vectors.rows)('$peril at score $score is $percent % a year', ({ peril, score, percent }) => {
    expect(hazardAt(hazardTablesOf(HAZARD_TABLES_DEFAULT)[peril as Peril], score) * 100n).toBe(wad(percent));
  });

  test('rounds up between points', () => {
    const table = [
      { score: 0, hazardWad: 0n },
      { score: 100, hazardWad: 1n },
    ];
    expect(hazardAt(table, 0)).toBe(0n);
    expect(hazardAt(table, 1)).toBe(1n);
  });

  test('never falls as the score rises', () => {
    for (const table of Object.values(HAZARD_TABLES_DEFAULT)) {
      expect(isHazardTable(table)).toBe(true);
      for (let score = 1; score <= 100; score += 1) {
        expect(hazardAt(table, score)).toBeGreaterThanOrEqual(hazardAt(table, score - 1));
      }
    }
  });

  test('refuses a score that is not whole or not in 0 to 100', () => {
    for (const score of [-1, 101, 0.5, Number.NaN]) {
      expect(() => hazardAt(HAZARD_TABLES_DEFAULT.DEPEG, score)).toThrow(RangeError);
    }
  });
});

const wads = fc.uniqueArray(fc.bigInt(0n, WAD), { minLength: 6, maxLength: 6 });
const tables = wads.map((values) => hazardTable(values.sort((a, b) => (a < b ? -1 : 1))));

describe('every curve', () => {
  test('is monotone, within its ends, and has no jump: a point costs at most the steepest piece', () => {
    fc.assert(
      fc.property(tables, (table) => {
        expect(isHazardTable(table)).toBe(true);
        const rises = table
          .slice(1)
          .map(({ hazardWad }, index) => hazardWad - (table[index]?.hazardWad ?? 0n));
        const steepest = rises.reduce(maximum, 0n) / 20n + 1n;
        for (let score = 1; score <= 100; score += 1) {
          const [before, after] = [hazardAt(table, score - 1), hazardAt(table, score)];
          expect(after >= before && after - before <= steepest + 1n).toBe(true);
        }
        expect(hazardAt(table, 0)).toBe(table[0]?.hazardWad);
        expect(hazardAt(table, 100)).toBe(table.at(-1)?.hazardWad);
      }),
    );
  });

  test('of a basket is that of neither peril below the other', () => {
    fc.assert(
      fc.property(tables, tables, fc.integer({ min: 0, max: 100 }), (DEPEG, CONTRACT, score) => {
        const hazards = hazardTablesOf({ DEPEG, CONTRACT });
        expect(isHazardTable(hazards.BASKET)).toBe(true);
        const basket = hazardAt(hazards.BASKET, score);
        for (const table of [DEPEG, CONTRACT]) expect(basket).toBeGreaterThanOrEqual(hazardAt(table, score));
      }),
    );
  });
});

describe('isHazardTable', () => {
  const from = { score: 0, hazardWad: 5n };

  test('wants the ends 0 and 100, rising scores and hazards that never fall', () => {
    expect(isHazardTable([from, { score: 100, hazardWad: 5n }])).toBe(true);
    expect(isHazardTable([from, { score: 100, hazardWad: 4n }])).toBe(false);
    expect(isHazardTable([from, { score: 99, hazardWad: 5n }])).toBe(false);
    expect(isHazardTable([from, { score: 0, hazardWad: 5n }, { score: 100, hazardWad: 5n }])).toBe(false);
    expect(isHazardTable([from, { score: 100, hazardWad: WAD + 1n }])).toBe(false);
    expect(isHazardTable([])).toBe(false);
    const widest = [
      { score: 0, hazardWad: 0n },
      { score: 100, hazardWad: WAD },
    ];
    expect(isHazardTable(widest)).toBe(true);
  });
});

describe('what is published beside a hazard', () => {
  test('is what calibration leaves open, rounded outward, and never above certainty', () => {
    expect(hazardInterval('DEPEG', wad('0.03'))).toEqual({ lowWad: wad('0.0144'), highWad: wad('0.0498') });
    for (const peril of ['CONTRACT_FAILURE', 'ASSET_LOSS', 'BASKET'] as const)
      expect(hazardInterval(peril, wad('0.03'))).toEqual({ lowWad: wad('0.0033'), highWad: wad('0.0783') });
    expect(hazardInterval('DEPEG', wad('0.7')).highWad).toBe(WAD);
    expect(hazardInterval('DEPEG', 1n)).toEqual({ lowWad: 0n, highWad: 2n });
    fc.assert(
      fc.property(fc.constantFrom(...PERILS), fc.bigInt(0n, WAD), (peril, hazard) => {
        const { lowWad, highWad } = hazardInterval(peril, hazard);
        expect(lowWad <= hazard && hazard <= highWad).toBe(true);
      }),
    );
  });
});
