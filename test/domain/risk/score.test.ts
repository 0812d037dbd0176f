import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { SCORE_MAX } from '../../../src/domain/pricing/hazard.ts';
import {
  factorNames,
  factorRule,
  RISK_KIND_OF,
  RISK_KINDS,
  type RiskKind,
} from '../../../src/domain/risk/factors.ts';
import { FIRST_MODELS } from '../../../src/domain/risk/firstModels.ts';
import {
  nextScore,
  type RiskInput,
  SCORE_UNIT,
  type ScoreExplanation,
  scoreOf,
  steppedFrom,
} from '../../../src/domain/risk/score.ts';
import { inputsForScore } from '../../support/inputsForScore.ts';
import { bookOf, scoreByTheBook } from './book.ts';

const AT = 1_700_000_000;
const DAY = 86_400;

const input = (factor: string, value: bigint, ageDays = 0): RiskInput => ({
  ...{ factor, value, source: 'a page', asOf: AT - ageDays * DAY },
  feedId: null,
});

/** Any part of a kind's factors, each with a value within reach of its table, up to 90 days old. */
const inputsOf = (kind: RiskKind): fc.Arbitrary<RiskInput[]> =>
  fc
    .tuple(
      ...FIRST_MODELS[kind].factors.map(({ factor, table }) =>
        fc.option(
          fc
            .tuple(fc.bigInt(0n, ((table.at(-1)?.value ?? 1n) * 6n) / 5n), fc.integer({ min: 0, max: 90 }))
            .map(([value, age]) => input(factor, value, age)),
          { nil: null },
        ),
      ),
    )
    .map((list) => list.filter((entry) => entry !== null));

const sumOf = ({ factors, rounding, held }: ScoreExplanation) =>
  factors.reduce((sum, { contribution }) => sum + contribution, rounding + held);

describe.each(RISK_KINDS)('a score of %s', (kind) => {
  const model = FIRST_MODELS[kind];

  test('can be any: for each there is something that can be said', () => {
    for (let value = 0; value <= SCORE_MAX; value += 1)
      expect(scoreOf(model, inputsForScore(value, AT, kind) as RiskInput[], AT).value).toBe(value);
  });

  test('is what the page says: the same factors, units, weights and tables', () => {
    const page = bookOf(kind).map(({ factor, weightPercent, unit, direction, table }) => ({
      ...{ factor, unit, direction: direction.toUpperCase(), weightBps: BigInt(weightPercent * 100) },
      table: table.map(([value, points]) => ({ value: BigInt(value), pointsBps: BigInt(points * 100) })),
    }));
    const code = model.factors.map(({ factor, weightBps, table }) => {
      const { unit, direction } = factorRule(kind, factor);
      return { factor, unit, direction, weightBps, table };
    });
    expect(page).toEqual(code);
    expect(code.map(({ factor }) => factor)).toEqual(factorNames(kind));
  });

  test('is what a small program makes of the page, rounded up', () => {
    fc.assert(
      fc.property(inputsOf(kind), (inputs) => {
        const said = Object.fromEntries(
          inputs.map(({ factor, value, asOf }) => [
            factor,
            { value: Number(value), ageDays: (AT - asOf) / DAY },
          ]),
        );
        const exact = scoreByTheBook(kind, said);
        const { value } = scoreOf(model, inputs, AT);
        // Each factor is rounded up by less than a hundredth of a point, and the sum to whole points.
        expect(value).toBeGreaterThanOrEqual(exact - 1e-9);
        expect(value).toBeLessThan(exact + 1 + 0.01);
      }),
    );
  });

  test('is explained to the last millionth, and weights sum to 1', () => {
    fc.assert(
      fc.property(inputsOf(kind), (inputs) => {
        const explained = scoreOf(model, inputs, AT);
        expect(sumOf(explained)).toBe(BigInt(explained.value) * SCORE_UNIT);
        expect(explained.rounding >= 0n && explained.rounding < SCORE_UNIT).toBe(true);
        expect(explained.value).toBeGreaterThanOrEqual(0);
        expect(explained.value).toBeLessThanOrEqual(100);
        for (const { pointsBps, weightBps, contribution } of explained.factors)
          expect(contribution).toBe(pointsBps * weightBps);
      }),
    );
    expect(model.factors.reduce((sum, { weightBps }) => sum + weightBps, 0n)).toBe(10_000n);
  });

  test('never falls when an input is left out, or grows older', () => {
    fc.assert(
      fc.property(inputsOf(kind), fc.nat(), fc.integer({ min: 1, max: 100 }), (inputs, pick, days) => {
        const { value } = scoreOf(model, inputs, AT);
        const chosen = inputs.length === 0 ? 0 : pick % inputs.length;
        const without = inputs.filter((_, index) => index !== chosen);
        const older = inputs.map((entry, index) =>
          index === chosen ? { ...entry, asOf: entry.asOf - days * DAY } : entry,
        );
        expect(scoreOf(model, without, AT).value).toBeGreaterThanOrEqual(value);
        expect(scoreOf(model, older, AT).value).toBeGreaterThanOrEqual(value);
        expect(scoreOf(model, inputs, AT + days * DAY).value).toBeGreaterThanOrEqual(value);
        expect(scoreOf(model, without, AT).value).toBeGreaterThanOrEqual(scoreOf(model, older, AT).value);
      }),
    );
  });

  test('never falls when a factor becomes riskier', () => {
    fc.assert(
      fc.property(inputsOf(kind), fc.nat(), fc.bigInt(0n, 10n ** 11n), (inputs, pick, by) => {
        fc.pre(inputs.length > 0);
        const chosen = pick % inputs.length;
        const riskier = inputs.map((entry, index) => {
          if (index !== chosen) return entry;
          const isRising = factorRule(kind, entry.factor).direction === 'RISING';
          const less = entry.value > by ? entry.value - by : 0n;
          return { ...entry, value: isRising ? entry.value + by : less };
        });
        const before = scoreOf(model, inputs, AT).value;
        expect(scoreOf(model, riskier, AT).value).toBeGreaterThanOrEqual(before);
      }),
    );
  });

  test('is 100 where nothing is known, and 0 where everything is as safe as can be', () => {
    expect(scoreOf(model, [], AT).value).toBe(100);
    const safest = model.factors.map(({ factor, table }) => {
      const isRising = factorRule(kind, factor).direction === 'RISING';
      return input(factor, (isRising ? table[0]?.value : table.at(-1)?.value) ?? 0n);
    });
    expect(scoreOf(model, safest, AT)).toMatchObject({ value: 0, rounding: 0n });
  });
});

describe('scoreOf', () => {
  test('the worked example of the page: two answers, eight missing, 71.8 rounded up', () => {
    const inputs = [input('backing', 10_000n), input('redemption', 24n)];
    const explained = scoreOf(FIRST_MODELS.STABLECOIN, inputs, AT);
    expect(explained.value).toBe(72);
    expect(explained.rounding).toBe(200_000n);
    const [backing, redemption, depth] = explained.factors;
    expect(backing).toMatchObject({ status: 'CURRENT', pointsBps: 1_000n, contribution: 2_000_000n });
    expect(redemption).toMatchObject({ status: 'CURRENT', pointsBps: 1_500n, contribution: 1_800_000n });
    expect(depth).toMatchObject({ status: 'MISSING', input: null, pointsBps: 10_000n });
  });

  test('thirty days are current, a second more is stale, and what was worse stays so', () => {
    const { factors } = scoreOf(FIRST_MODELS.STABLECOIN, [input('backing', 10_200n, 30)], AT);
    expect(factors[0]).toMatchObject({ status: 'CURRENT', pointsBps: 0n });
    const later = scoreOf(FIRST_MODELS.STABLECOIN, [input('backing', 10_200n, 30)], AT + 1);
    expect(later.factors[0]).toMatchObject({ status: 'STALE', pointsBps: 7_500n });
    const worse = scoreOf(FIRST_MODELS.STABLECOIN, [input('backing', 8_000n, 31)], AT);
    expect(worse.factors[0]).toMatchObject({ status: 'STALE', pointsBps: 8_500n });
  });

  test('an input that the model does not know is a bug', () => {
    expect(() => scoreOf(FIRST_MODELS.CONTRACT, [input('backing', 1n)], AT)).toThrow(RangeError);
  });

  test('a basket has no model of its own', () => {
    expect(RISK_KIND_OF).toEqual({
      ...{ DEPEG: 'STABLECOIN', CONTRACT_FAILURE: 'CONTRACT', ASSET_LOSS: 'CONTRACT' },
      BASKET: null,
    });
  });
});

describe('a day later', () => {
  const score = fc.integer({ min: 0, max: 100 });

  test('moves by 5 points at most, towards its target and never past it', () => {
    fc.assert(
      fc.property(score, score, (value, target) => {
        const next = nextScore(value, target);
        expect(Math.abs(next - value)).toBeLessThanOrEqual(5);
        expect(Math.abs(target - next)).toBeLessThanOrEqual(Math.abs(target - value));
        expect(Math.min(value, target) <= next && next <= Math.max(value, target)).toBe(true);
      }),
    );
  });

  test('stays for less than 2 points, and comes that near in 20 days from anywhere', () => {
    fc.assert(
      fc.property(score, score, (value, target) => {
        if (Math.abs(target - value) < 2) expect(nextScore(value, target)).toBe(value);
        else expect(nextScore(value, target)).not.toBe(value);
        let now = value;
        for (let day = 0; day < 20; day += 1) now = nextScore(now, target);
        expect(Math.abs(target - now)).toBeLessThan(2);
      }),
    );
    expect([nextScore(40, 52), nextScore(40, 41), nextScore(40, 38), nextScore(40, 0)]).toEqual([
      45, 40, 38, 35,
    ]);
  });

  test('is explained as exactly, with what holds it back as a line of its own', () => {
    fc.assert(
      fc.property(inputsOf('STABLECOIN'), score, (inputs, before) => {
        const target = scoreOf(FIRST_MODELS.STABLECOIN, inputs, AT);
        const explained = steppedFrom(before, target);
        expect(explained.value).toBe(nextScore(before, target.value));
        expect(explained.target).toBe(target.value);
        expect(sumOf(explained)).toBe(BigInt(explained.value) * SCORE_UNIT);
      }),
    );
  });
});
