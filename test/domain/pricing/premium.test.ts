import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { HAZARD_TABLES_DEFAULT, hazardAt } from '../../../src/domain/pricing/hazard.ts';
import {
  annualRate,
  type PremiumInputs,
  premiumFor,
  sumBreakdowns,
} from '../../../src/domain/pricing/premium.ts';
import { RATE_PARAMETERS_DEFAULT, technicalRate } from '../../../src/domain/pricing/technicalRate.ts';
import {
  extensionSlice,
  purchaseSlice,
  UTILISATION_CURVE_DEFAULT,
} from '../../../src/domain/pricing/utilisation.ts';
import { minimum } from '../../../src/domain/shared/rounding.ts';
import { WAD } from '../../../src/domain/shared/units.ts';
import vectors from '../../vectors/pricing/premium.json' with { type: 'json' };
import { wad } from './decimals.ts';

const DAY = 86_400;
const curve = UTILISATION_CURVE_DEFAULT;
const rateOf = (hazardWad: bigint, severityWad = WAD, lockedPerCoverWad = WAD) => ({
  ...RATE_PARAMETERS_DEFAULT,
  hazardWad,
  severityWad,
  lockedPerCoverWad,
  marginalPerCoverWad: 0n,
});

const total = (breakdown: object) => Object.values(breakdown).reduce((sum: bigint, part) => sum + part, 0n);

describe('premiumFor', () => {
  test.each(vectors.own.rows)('$name', (row) => {
    const rate = rateOf(wad(row.hazard), wad(row.severity), wad(row.locked));
    expect(technicalRate(rate)).toBe(wad(row.rate));
    const slice = { from: BigInt(row.from), to: BigInt(row.to), limit: BigInt(row.limit) };
    const { commissionBps } = row;
    const { premium, breakdown } = premiumFor({
      slice,
      curve,
      rate,
      coveredSeconds: row.days * DAY,
      commissionBps,
    });
    expect(premium).toBe(BigInt(row.premium));
    expect(total(breakdown)).toBe(premium);
  });

  test.each(vectors.peers.rows)('agrees with a peer: $name', (row) => {
    const { premium } = premiumFor({
      slice: purchaseSlice(0n, BigInt(row.cover), BigInt(row.cover) * 10n),
      curve,
      rate: {
        marginWad: 0n,
        costOfCapitalWad: wad(row.costOfCapital),
        poolShareWad: WAD,
        minRateWad: 0n,
        hazardWad: wad(row.hazard),
        severityWad: WAD,
        lockedPerCoverWad: wad(row.locked),
        marginalPerCoverWad: 0n,
      },
      coveredSeconds: row.seconds,
      commissionBps: 0,
    });
    expect(premium).toBe(BigInt(row.premium));
  });

  test('rounds up by one unit, and charges at least one', () => {
    const tiny = {
      slice: purchaseSlice(0n, 1n, 10n),
      curve,
      rate: rateOf(wad('0.015')),
      coveredSeconds: 7 * DAY,
      commissionBps: 0,
    };
    const { premium, breakdown } = premiumFor(tiny);
    expect(premium).toBe(1n);
    // Every other part is less than a unit: what they round away is the margin's.
    const nothing = { expectedLoss: 0n, capitalCost: 0n, expenses: 0n, utilisation: 0n, commission: 0n };
    expect(breakdown).toEqual({ ...nothing, margin: 1n });
  });

  test('names what each part of the premium pays for', () => {
    const { breakdown } = premiumFor({
      slice: purchaseSlice(850_000n, 0n, 1_000_000n),
      curve,
      rate: rateOf(wad('0.02')),
      coveredSeconds: 365 * DAY,
      commissionBps: 0,
    });
    expect(total(breakdown)).toBe(0n);
    const year = premiumFor({
      slice: purchaseSlice(700_000n, 300_000n, 1_000_000n),
      curve,
      rate: rateOf(wad('0.02')),
      coveredSeconds: 365 * DAY,
      commissionBps: 2_000,
    });
    // Rate (0.022 + 0.02) / 0.8 = 5.25 %: 15,750 at multiplier 1, doubled by an average multiplier of 2.
    expect(year.breakdown).toEqual({
      expectedLoss: 6_000n,
      margin: 600n,
      capitalCost: 6_000n,
      expenses: 3_150n,
      utilisation: 15_750n,
      commission: 7_875n,
    });
    expect(year.premium).toBe(39_375n);
  });

  test('refuses a commission above 20 %', () => {
    const inputs = { slice: purchaseSlice(0n, 1n, 10n), curve, rate: rateOf(WAD), coveredSeconds: DAY };
    expect(() => premiumFor({ ...inputs, commissionBps: 2_001 })).toThrow(RangeError);
    expect(() => premiumFor({ ...inputs, commissionBps: -1 })).toThrow(RangeError);
  });
});

const order = fc.record({
  before: fc.bigInt(0n, 10n ** 13n),
  cover: fc.bigInt(1n, 10n ** 12n),
  limit: fc.bigInt(1n, 10n ** 13n),
  score: fc.integer({ min: 0, max: 100 }),
  severity: fc.bigInt(0n, WAD),
  locked: fc.bigInt(0n, WAD),
  seconds: fc.integer({ min: 7 * DAY, max: 365 * DAY }),
  commissionBps: fc.integer({ min: 0, max: 2_000 }),
});
type Order = typeof order extends fc.Arbitrary<infer T> ? T : never;

const inputsOf = (from: Order): PremiumInputs => ({
  slice: purchaseSlice(from.before, from.cover, from.limit),
  curve,
  rate: rateOf(hazardAt(HAZARD_TABLES_DEFAULT.DEPEG, from.score), from.severity, from.locked),
  coveredSeconds: from.seconds,
  commissionBps: from.commissionBps,
});
const price = (from: Order) => premiumFor(inputsOf(from)).premium;

describe('every premium', () => {
  test('has a breakdown that sums to it, no part below zero', () => {
    fc.assert(
      fc.property(order, (from) => {
        const { premium, breakdown } = premiumFor(inputsOf(from));
        expect(total(breakdown)).toBe(premium);
        for (const part of Object.values(breakdown)) expect(part).toBeGreaterThanOrEqual(0n);
        if (from.commissionBps === 0) expect(breakdown.commission).toBe(0n);
        const flat = premiumFor(inputsOf({ ...from, before: 0n, limit: from.cover * 2n }));
        expect(flat.breakdown.utilisation).toBe(0n);
      }),
    );
  });

  test('is at least the minimum rate', () => {
    fc.assert(
      fc.property(order, (from) => {
        const floor = from.cover * RATE_PARAMETERS_DEFAULT.minRateWad * BigInt(from.seconds);
        expect(price(from) * WAD * 31_536_000n).toBeGreaterThanOrEqual(floor);
      }),
    );
  });

  test('never falls with cover, time, score, utilisation or commission', () => {
    const more = fc.record({
      cover: fc.bigInt(0n, 10n ** 12n),
      before: fc.bigInt(0n, 10n ** 12n),
      seconds: fc.integer({ min: 0, max: 100 * DAY }),
    });
    fc.assert(
      fc.property(order, more, (from, { cover, before, seconds }) => {
        const base = price(from);
        expect(price({ ...from, cover: from.cover + cover })).toBeGreaterThanOrEqual(base);
        expect(price({ ...from, before: from.before + before })).toBeGreaterThanOrEqual(base);
        expect(price({ ...from, seconds: from.seconds + seconds })).toBeGreaterThanOrEqual(base);
        expect(price({ ...from, score: Math.min(100, from.score + 5) })).toBeGreaterThanOrEqual(base);
        expect(price({ ...from, commissionBps: 2_000 })).toBeGreaterThanOrEqual(base);
      }),
    );
  });
});

describe('splitting an order', () => {
  test('into parts that follow one another never pays', () => {
    fc.assert(
      fc.property(order, fc.array(fc.bigInt(1n, 10n ** 11n), { maxLength: 8 }), (from, cuts) => {
        let before = from.before;
        let left = from.cover;
        let paid = 0n;
        for (const cut of [...cuts, left]) {
          const cover = minimum(cut, left);
          if (cover === 0n) continue;
          paid += price({ ...from, before, cover });
          before += cover;
          left -= cover;
        }
        // The parts cost at least the whole; the rest is rounded up against who splits.
        expect(paid).toBeGreaterThanOrEqual(price({ ...from, cover: before - from.before }));
        expect(paid).toBeLessThanOrEqual(
          price({ ...from, cover: before - from.before }) + BigInt(cuts.length + 1),
        );
      }),
    );
  });

  test('over time never pays: a short term and its extension cost what the long one costs', () => {
    fc.assert(
      fc.property(order, fc.integer({ min: 1, max: 100 * DAY }), (from, extension) => {
        const short = premiumFor(inputsOf(from)).premium;
        const productCover = from.before + from.cover;
        const slice = extensionSlice(productCover, from.cover, from.limit);
        const added = premiumFor({ ...inputsOf(from), slice, coveredSeconds: extension }).premium;
        const whole = price({ ...from, seconds: from.seconds + extension });
        expect(short + added).toBeGreaterThanOrEqual(whole);
        expect(short + added).toBeLessThanOrEqual(whole + 1n);
      }),
    );
  });
});

describe('what is shown beside a premium', () => {
  test('is the sum of the breakdowns of its parts', () => {
    const parts = [1n, 10n].map((factor) => ({
      expectedLoss: factor,
      margin: 2n * factor,
      capitalCost: 3n * factor,
      expenses: 4n * factor,
      utilisation: 5n * factor,
      commission: 6n * factor,
    }));
    expect(sumBreakdowns(parts)).toEqual({
      expectedLoss: 11n,
      margin: 22n,
      capitalCost: 33n,
      expenses: 44n,
      utilisation: 55n,
      commission: 66n,
    });
  });

  test('is a rate of the cover for a year, rounded up', () => {
    expect(annualRate(3_750n, 1_000_000n, 30 * DAY)).toBe(wad('0.045625'));
    expect(annualRate(1n, 3n, 365 * DAY)).toBe(WAD / 3n + 1n);
  });
});
