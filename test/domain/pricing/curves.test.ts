/** Every curve of a price, under any parameters: it never turns, stays within its bounds, and does not jump. */
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { allocateCover, type PoolOffer } from '../../../src/domain/pricing/allocate.ts';
import { hazardAt, isHazardTable } from '../../../src/domain/pricing/hazard.ts';
import { premiumFor } from '../../../src/domain/pricing/premium.ts';
import { lockedPerCover, type RateInputs, technicalRate } from '../../../src/domain/pricing/technicalRate.ts';
import {
  multiplierAt,
  purchaseSlice,
  type UtilisationCurve,
  weightedCover,
} from '../../../src/domain/pricing/utilisation.ts';
import { maximum } from '../../../src/domain/shared/rounding.ts';
import { WAD, YEAR_SECONDS } from '../../../src/domain/shared/units.ts';

const ceil = (numerator: bigint, denominator: bigint) => (numerator + denominator - 1n) / denominator;
const part = fc.bigInt(0n, WAD);

const table = fc
  .tuple(
    fc.uniqueArray(fc.integer({ min: 1, max: 99 }), { maxLength: 8 }),
    fc.array(part, { minLength: 10, maxLength: 10 }),
  )
  .map(([scores, hazards]) => {
    const sorted = hazards.sort((a, b) => (a < b ? -1 : 1));
    return [0, ...scores.sort((a, b) => a - b), 100].map((score, index) => ({
      ...{ score, hazardWad: sorted[index] ?? WAD },
    }));
  });

describe('the hazard by score', () => {
  test('never falls, meets its points, and goes no further in a step than the line it is on, and a rounding', () => {
    fc.assert(
      fc.property(table, (points) => {
        expect(isHazardTable(points)).toBe(true);
        for (const { score, hazardWad } of points) expect(hazardAt(points, score)).toBe(hazardWad);
        points.slice(1).forEach((to, index) => {
          const from = points[index] ?? to;
          const [rise, run] = [to.hazardWad - from.hazardWad, BigInt(to.score - from.score)];
          for (let score = from.score; score < to.score; score += 1) {
            const step = hazardAt(points, score + 1) - hazardAt(points, score);
            expect(step >= 0n && step <= ceil(rise, run)).toBe(true);
          }
        });
      }),
    );
  });
});

const rate = fc.record({
  ...{ marginWad: part, costOfCapitalWad: part, minRateWad: fc.bigInt(0n, WAD / 10n) },
  poolShareWad: fc.bigInt(WAD / 10n, WAD),
  ...{ hazardWad: part, severityWad: part, lockedPerCoverWad: part, marginalPerCoverWad: part },
});

describe('the technical rate', () => {
  const rising = [
    ...(['hazardWad', 'severityWad', 'lockedPerCoverWad', 'marginalPerCoverWad'] as const),
    ...(['marginWad', 'costOfCapitalWad'] as const),
  ] as const;

  test('never falls with risk, capital, margin or minimum, never rises with the share of the pool, and has a least', () => {
    fc.assert(
      fc.property(rate, fc.constantFrom(...rising, 'minRateWad' as const), part, (inputs, name, added) => {
        const before = technicalRate(inputs);
        expect(before).toBeGreaterThanOrEqual(inputs.minRateWad);
        expect(technicalRate({ ...inputs, [name]: inputs[name] + added })).toBeGreaterThanOrEqual(before);
        const larger = { ...inputs, poolShareWad: inputs.poolShareWad + added };
        expect(technicalRate(larger)).toBeLessThanOrEqual(before);
        const most = (inputs.hazardWad * (WAD + inputs.marginWad)) / WAD + inputs.costOfCapitalWad;
        const bound = ceil(most * WAD, inputs.poolShareWad) + 2n;
        expect(before <= (bound > inputs.minRateWad ? bound : inputs.minRateWad)).toBe(true);
      }),
    );
  });

  test('does not jump: a unit of an input moves it by its slope at most, and a rounding', () => {
    fc.assert(
      fc.property(rate, fc.constantFrom(...rising), (inputs, name) => {
        const step = technicalRate({ ...inputs, [name]: inputs[name] + 1n }) - technicalRate(inputs);
        // No slope is steeper than twice one over the pool's share: parts and margins are at most 1.
        expect(step <= ceil(2n * WAD, inputs.poolShareWad) + 1n).toBe(true);
      }),
    );
  });
});

describe('the capital that a unit of cover holds', () => {
  const weights = fc.array(part, { minLength: 1, maxLength: 6 });
  const lockedOf = (leverage: bigint, values: readonly bigint[]) =>
    lockedPerCover(leverage, new Map(values.map((value, index) => [`g${index}`, value])), 'g0');

  test('lies between one over the leverage and 1, never falls with a weight, and moves with it by no more', () => {
    fc.assert(
      fc.property(fc.bigInt(WAD, 4n * WAD), weights, fc.nat(), part, (leverage, values, pick, added) => {
        const before = lockedOf(leverage, values);
        expect(before * leverage >= WAD * WAD && before <= WAD).toBe(true);
        const heavier = values.map((value, index) =>
          index === pick % values.length ? value + added : value,
        );
        const after = lockedOf(leverage, heavier);
        expect(after >= before && after - before <= added).toBe(true);
        expect(lockedOf(leverage + added, values)).toBeLessThanOrEqual(before);
      }),
    );
  });
});

const curve: fc.Arbitrary<UtilisationCurve> = fc.record({
  kinkWad: fc.bigInt(0n, (WAD * 95n) / 100n),
  maxMultiplierWad: fc.bigInt(WAD, 10n * WAD),
});
const amount = fc.bigInt(1n, 10n ** 15n);

describe('the multiplier', () => {
  test('is 1 to the kink, the most at full use, never falls, and does not jump', () => {
    fc.assert(
      fc.property(curve, amount, amount, (terms, limit, cover) => {
        const at = (sold: bigint) => multiplierAt(sold, limit, terms);
        const now = at(cover);
        expect(now >= WAD && now <= terms.maxMultiplierWad).toBe(true);
        if (cover * WAD <= terms.kinkWad * limit) expect(now).toBe(WAD);
        if (cover >= limit) expect(now).toBe(terms.maxMultiplierWad);
        const step = at(cover + 1n) - now;
        const slope = ceil((terms.maxMultiplierWad - WAD) * WAD, limit * (WAD - terms.kinkWad));
        expect(step >= 0n && step <= slope).toBe(true);
        // A larger limit is never dearer.
        expect(multiplierAt(cover, limit + cover, terms)).toBeLessThanOrEqual(now);
      }),
    );
  });

  test('is what each unit adds to the integral, between its price at its start and at its end', () => {
    fc.assert(
      fc.property(curve, amount, amount, amount, (terms, from, taken, limit) => {
        const upTo = (to: bigint) => weightedCover({ from, to, limit }, terms);
        const [before, after] = [upTo(from + taken), upTo(from + taken + 1n)];
        // With a limit both have the same denominator.
        expect(after.denominator).toBe(before.denominator);
        const unit = (after.numerator - before.numerator) * WAD;
        const [start, end] = [from + taken, from + taken + 1n].map((at) => multiplierAt(at, limit, terms));
        expect(unit >= ((start ?? 0n) - 1n) * after.denominator).toBe(true);
        expect(unit <= (end ?? 0n) * after.denominator).toBe(true);
      }),
    );
  });
});

describe('the premium', () => {
  const order = fc.record({
    ...{ before: fc.bigInt(0n, 10n ** 15n), cover: amount, limit: amount, curve, rate },
    seconds: fc.integer({ min: 1, max: YEAR_SECONDS }),
    commissionBps: fc.integer({ min: 0, max: 2_000 }),
  });
  type Order = typeof order extends fc.Arbitrary<infer One> ? One : never;
  const premiumOf = (from: Order) =>
    premiumFor({
      ...{ slice: purchaseSlice(from.before, from.cover, from.limit), curve: from.curve, rate: from.rate },
      ...{ coveredSeconds: from.seconds, commissionBps: from.commissionBps },
    }).premium;
  /** What so many units cost at a multiplier, rounded up. */
  const flat = ({ rate: of, seconds, commissionBps }: Order, units: bigint, multiplierWad: bigint) =>
    ceil(
      units * technicalRate(of) * multiplierWad * BigInt(seconds) * 10_000n,
      WAD * WAD * BigInt(YEAR_SECONDS) * BigInt(10_000 - commissionBps),
    );

  test('lies between its price at multiplier 1 and at the most', () => {
    fc.assert(
      fc.property(order, (from) => {
        const premium = premiumOf(from);
        expect(premium >= flat(from, from.cover, WAD)).toBe(true);
        expect(premium <= flat(from, from.cover, from.curve.maxMultiplierWad)).toBe(true);
      }),
    );
  });

  test('does not jump: one unit of cover or second more costs what it is worth, and a rounding', () => {
    fc.assert(
      fc.property(order, (from) => {
        const premium = premiumOf(from);
        const { maxMultiplierWad } = from.curve;
        const unit = premiumOf({ ...from, cover: from.cover + 1n }) - premium;
        expect(unit >= 0n && unit <= flat(from, 1n, maxMultiplierWad)).toBe(true);
        const second = premiumOf({ ...from, seconds: from.seconds + 1 }) - premium;
        expect(second >= 0n && second <= flat({ ...from, seconds: 1 }, from.cover, maxMultiplierWad)).toBe(
          true,
        );
      }),
    );
  });

  test('does not jump with the hazard either', () => {
    fc.assert(
      fc.property(order, (from) => {
        const more: RateInputs = { ...from.rate, hazardWad: from.rate.hazardWad + 1n };
        const step = premiumOf({ ...from, rate: more }) - premiumOf(from);
        const units = technicalRate(more) - technicalRate(from.rate);
        const most = ceil(
          from.cover * units * from.curve.maxMultiplierWad * BigInt(from.seconds) * 10_000n,
          WAD * WAD * BigInt(YEAR_SECONDS) * BigInt(10_000 - from.commissionBps),
        );
        expect(step >= 0n && step <= most + 1n).toBe(true);
      }),
    );
  });
});

describe('an order over several pools', () => {
  const offer = fc
    .record({ rateWad: fc.bigInt(WAD / 200n, WAD / 2n), limit: amount, used: fc.bigInt(0n, 99n) })
    .map(({ rateWad, limit, used }) => {
      const cover = (limit * used) / 100n;
      return { rateWad, limit, cover, room: limit - cover };
    });
  const pools = fc
    .array(offer, { minLength: 1, maxLength: 5 })
    .map((offers): PoolOffer[] => offers.map((one, index) => ({ ...one, poolId: `p${index}` })));

  /** Cost of a year in WAD squared units, rounded down, and the offers after it. */
  function bought(cover: bigint, offers: readonly PoolOffer[], terms: UtilisationCurve) {
    const shares = allocateCover(cover, offers, terms) ?? [];
    const taken = (poolId: string) => shares.find((share) => share.poolId === poolId)?.cover ?? 0n;
    const cost = offers.reduce((sum, one) => {
      const slice = purchaseSlice(one.cover, taken(one.poolId), one.limit);
      const { numerator, denominator } = weightedCover(slice, terms);
      return sum + (numerator * one.rateWad * WAD) / denominator;
    }, 0n);
    const after = offers.map((one) => ({
      ...{ ...one, cover: one.cover + taken(one.poolId), room: one.room - taken(one.poolId) },
    }));
    return { cost, after, taken };
  }

  test('is never cheaper in two orders, one after the other, beyond whole units', () => {
    fc.assert(
      fc.property(pools, curve, fc.bigInt(1n, 100n), fc.bigInt(0n, 100n), (offers, terms, percent, cut) => {
        const room = offers.reduce((sum, one) => sum + one.room, 0n);
        const cover = (room * percent) / 100n;
        const first = (cover * cut) / 100n;
        const whole = bought(cover, offers, terms);
        const one = bought(first, offers, terms);
        const two = bought(cover - first, one.after, terms);
        // Two units of each pool may lie on the other side of the water level.
        const steepest = offers.map(({ rateWad }) => rateWad).reduce(maximum);
        const units = 2n * BigInt(offers.length) * steepest * terms.maxMultiplierWad;
        expect(one.cost + two.cost + units >= whole.cost).toBe(true);
      }),
    );
  });

  test('takes no less from any pool when it is larger, beyond a unit of rounding', () => {
    fc.assert(
      fc.property(pools, curve, fc.bigInt(1n, 99n), amount, (offers, terms, percent, more) => {
        const room = offers.reduce((sum, one) => sum + one.room, 0n);
        const cover = (room * percent) / 100n;
        const larger = cover + more < room ? cover + more : room;
        const [before, after] = [bought(cover, offers, terms), bought(larger, offers, terms)];
        for (const { poolId } of offers) expect(after.taken(poolId) + 1n >= before.taken(poolId)).toBe(true);
      }),
    );
  });
});
