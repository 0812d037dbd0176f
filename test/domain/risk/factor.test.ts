import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { pointsAt, type TablePoint, tableFault } from '../../../src/domain/risk/factor.ts';
import { factorRule, RISK_KINDS } from '../../../src/domain/risk/factors.ts';
import { FIRST_MODELS } from '../../../src/domain/risk/firstModels.ts';

const point = (value: bigint, pointsBps: bigint): TablePoint => ({ value, pointsBps });
const TABLES = RISK_KINDS.flatMap((kind) =>
  FIRST_MODELS[kind].factors.map(({ factor, table }) => ({
    name: `${kind} ${factor}`,
    table,
    rises: factorRule(kind, factor).direction === 'RISING',
  })),
);

describe('pointsAt', () => {
  const table = [point(1n, 0n), point(24n, 1_500n), point(72n, 4_000n)];

  test('is linear between points, flat beyond them, and rounded up', () => {
    expect(pointsAt(table, 48n)).toBe(2_750n);
    expect(pointsAt(table, 0n)).toBe(0n);
    expect(pointsAt(table, 1_000n)).toBe(4_000n);
    // 1,500 / 23 = 65.2
    expect(pointsAt(table, 2n)).toBe(66n);
    // Falling: from 100 to 0 over 3, at 1: 66.67.
    expect(pointsAt([point(0n, 100n), point(3n, 0n)], 1n)).toBe(67n);
  });

  test('refuses a table without points', () => {
    expect(() => pointsAt([], 1n)).toThrow(RangeError);
  });

  test.each(TABLES)(
    '$name never turns against its direction and stays within 0 and 100',
    ({ table, rises }) => {
      const top = (table.at(-1)?.value ?? 0n) + 10n;
      fc.assert(
        fc.property(fc.bigInt(0n, top), fc.bigInt(0n, top), (one, other) => {
          const [low, high] = one < other ? [one, other] : [other, one];
          const [first, then] = [pointsAt(table, low), pointsAt(table, high)];
          expect(rises ? first <= then : first >= then).toBe(true);
          expect(first >= 0n && first <= 10_000n).toBe(true);
        }),
      );
    },
  );

  test.each(TABLES)(
    '$name has no jumps: a step moves it by no more than its steepest line, and a rounding',
    ({ table }) => {
      const slope = (at: bigint): bigint => {
        const index = table.findIndex(({ value }) => value >= at);
        const [before, after] = [table[index - 1], table[index]];
        if (before === undefined || after === undefined) return 0n;
        const rise = after.pointsBps - before.pointsBps;
        return (rise < 0n ? -rise : rise) / (after.value - before.value);
      };
      const top = table.at(-1)?.value ?? 1n;
      fc.assert(
        fc.property(fc.bigInt(1n, top), (at) => {
          const move = pointsAt(table, at) - pointsAt(table, at - 1n);
          expect((move < 0n ? -move : move) <= slope(at) + 1n).toBe(true);
        }),
      );
      // And at the points of the table it is what the table says.
      for (const { value, pointsBps } of table) expect(pointsAt(table, value)).toBe(pointsBps);
    },
  );
});

describe('tableFault', () => {
  const good = [point(0n, 0n), point(5n, 10_000n)];

  test('takes a table that rises to 100 where more is riskier, and the other way round', () => {
    expect(tableFault(good, 'RISING')).toBeNull();
    expect(tableFault([point(0n, 10_000n), point(5n, 0n)], 'FALLING')).toBeNull();
    expect(tableFault([point(0n, 10_000n), point(5n, 10_000n)], 'FALLING')).toBeNull();
  });

  test.each([
    ['no second point', [point(0n, 10_000n)], 'at least two points'],
    ['values that do not rise', [point(5n, 0n), point(5n, 10_000n)], 'at least two points'],
    ['a value below 0', [point(-1n, 0n), point(5n, 10_000n)], 'at least two points'],
    ['more than 100 points', [point(0n, 0n), point(5n, 10_001n)], 'not within'],
    ['less than none', [point(0n, -1n), point(5n, 10_000n)], 'not within'],
    ['a turn', [point(0n, 5n), point(1n, 4n), point(5n, 10_000n)], 'falls where more is riskier'],
    ['a risky end that silence would beat', [point(0n, 0n), point(5n, 9_999n)], 'does not reach 10,000'],
  ])('refuses %s', (_name, table, fault) => {
    expect(tableFault(table, 'RISING')).toContain(fault);
  });

  test('a turn is told by the direction', () => {
    expect(tableFault(good, 'FALLING')).toContain('rises where less is riskier');
  });
});
