import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { maximum, minimum } from '../../../src/domain/shared/rounding.ts';
import { WAD } from '../../../src/domain/shared/units.ts';
import { contributionDue } from '../../../src/domain/venue/contribution.ts';
import type { VenueGrade } from '../../../src/domain/venue/grade.ts';
import {
  stressedShortfall,
  stressMove,
  twoLargest,
  venueRequirement,
} from '../../../src/domain/venue/requirement.ts';
import {
  largestHoldingsCoverage,
  marginTopUp,
  openInterestRoom,
  shortfallsPerDay,
} from '../../../src/domain/venue/signals.ts';
import vectors from '../../vectors/venue/terms.json' with { type: 'json' };
import { wad } from '../pricing/decimals.ts';
import { holdings, markets } from './holdings.ts';

const shortfalls = fc.array(fc.bigInt(0n, 10n ** 20n), { maxLength: 12 });

describe('venueRequirement', () => {
  test.each(vectors.requirements)('of grade $grade over $shortfalls is $requirement', (row) => {
    const risk = {
      ...{ grade: row.grade as VenueGrade, shortfalls: row.shortfalls.map(BigInt) },
      ...{ volumeOf30Days: BigInt(row.volume), dailyVolatility: wad(row.volatility) },
    };
    expect(venueRequirement(risk)).toBe(BigInt(row.requirement));
  });

  test('takes the two largest, whatever their order', () => {
    fc.assert(
      fc.property(shortfalls, (list) => {
        const sorted = [...list].sort((a, b) => (a < b ? 1 : a > b ? -1 : 0));
        expect(twoLargest(list)).toBe((sorted[0] ?? 0n) + (sorted[1] ?? 0n));
      }),
    );
  });

  test('never falls with a worse grade, another holding or more volume', () => {
    fc.assert(
      fc.property(shortfalls, fc.bigInt(0n, 10n ** 20n), fc.bigInt(0n, WAD), (list, more, volatility) => {
        const plain = { shortfalls: list, volumeOf30Days: more, dailyVolatility: volatility };
        const [best, ...worse] = (['A', 'B', 'C', 'D'] as const).map((grade) =>
          venueRequirement({ ...plain, grade }),
        );
        let last = best ?? 0n;
        for (const next of worse) {
          expect(next).toBeGreaterThanOrEqual(last);
          last = next;
        }
        const fuller = venueRequirement({ ...plain, grade: 'A', shortfalls: [...list, more] });
        expect(fuller).toBeGreaterThanOrEqual(best ?? 0n);
        const busier = venueRequirement({ ...plain, grade: 'A', volumeOf30Days: more * 2n });
        expect(busier).toBeGreaterThanOrEqual(best ?? 0n);
      }),
    );
  });
});

describe('a stress', () => {
  test('is a move of 20 %, or of three daily deviations where that is more', () => {
    expect(stressMove(wad('0.05'))).toBe(wad('0.2'));
    expect(stressMove(wad('0.1'))).toBe(wad('0.3'));
  });

  test('makes an account lack what its equity does not bear', () => {
    const holding = { account: 'a', side: 'LONG' as const, size: wad('10'), entryPrice: wad('90') };
    const market = { mark: wad('100'), unit: 1n };
    expect(stressedShortfall({ ...holding, equity: 150n }, market, wad('0.2'))).toBe(50n);
    expect(stressedShortfall({ ...holding, equity: 200n }, market, wad('0.2'))).toBe(0n);
    expect(stressedShortfall({ ...holding, equity: -10n }, market, wad('0.2'))).toBe(210n);
  });

  test('never makes less lack by moving further', () => {
    const moves = fc.bigInt(0n, 2n * WAD);
    fc.assert(
      fc.property(holdings, markets, moves, moves, (list, market, one, other) => {
        for (const holding of list) {
          const near = stressedShortfall(holding, market, minimum(one, other));
          expect(stressedShortfall(holding, market, maximum(one, other))).toBeGreaterThanOrEqual(near);
        }
      }),
    );
  });
});

describe('contributionDue', () => {
  test.each(vectors.contributions)('of $volume after $drawn of $paid is $due', (row) => {
    const fund = { balance: BigInt(row.balance), requirement: BigInt(row.requirement) };
    const [volume, drawn, paid] = [BigInt(row.volume), BigInt(row.drawn), BigInt(row.paid)];
    expect(contributionDue({ volume, drawn, paid, fund })).toBe(BigInt(row.due));
  });

  test('rises with draws to three times, and splitting the volume never makes it less', () => {
    const amounts = fc.bigInt(0n, 10n ** 12n);
    const fund = { balance: 0n, requirement: 10n ** 30n };
    fc.assert(
      fc.property(amounts, amounts, amounts, amounts, (volume, more, drawn, paid) => {
        const due = (of: bigint) => contributionDue({ volume: of, drawn, paid, fund });
        const plain = contributionDue({ volume, drawn: 0n, paid, fund });
        expect(due(volume)).toBeGreaterThanOrEqual(plain);
        expect(due(volume)).toBeLessThanOrEqual(plain * 3n);
        expect(due(volume) + due(more)).toBeGreaterThanOrEqual(due(volume + more));
      }),
    );
  });
});

describe('signals of a market', () => {
  test('say how often liquidations fall short, and nothing over no time', () => {
    expect(shortfallsPerDay(3, 172_800)).toBe(wad('1.5'));
    expect(shortfallsPerDay(0, 1)).toBe(0n);
    expect(shortfallsPerDay(3, 0)).toBeNull();
  });

  test('say how often its two largest holdings are covered, and nothing where they lack nothing', () => {
    expect(largestHoldingsCoverage(300n, 200n)).toBe(wad('1.5'));
    expect(largestHoldingsCoverage(300n, 0n)).toBeNull();
  });

  test('ask an account for what is missing to 1.25 times its maintenance margin', () => {
    expect(marginTopUp(100n, 100n)).toBe(25n);
    expect(marginTopUp(125n, 100n)).toBe(0n);
    expect(marginTopUp(-5n, 101n)).toBe(132n);
  });

  test('leave room up to five times the depth and no more than its own limit', () => {
    expect(openInterestRoom(300n, 100n, 1_000n)).toBe(200n);
    expect(openInterestRoom(300n, 100n, 400n)).toBe(100n);
    expect(openInterestRoom(600n, 100n, 1_000n)).toBe(0n);
  });
});
