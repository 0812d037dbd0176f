import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { allocateCover, type PoolOffer, type PoolShare } from '../../../src/domain/pricing/allocate.ts';
import {
  multiplierAt,
  purchaseSlice,
  UTILISATION_CURVE_DEFAULT,
  weightedCover,
} from '../../../src/domain/pricing/utilisation.ts';
import { WAD } from '../../../src/domain/shared/units.ts';
import vectors from '../../vectors/pricing/allocate.json' with { type: 'json' };

const curve = UTILISATION_CURVE_DEFAULT;

describe('allocateCover', () => {
  test.each(vectors.rows)('$name', ({ cover, pools, gives }) => {
    const offers = pools.map((pool) => ({
      poolId: pool.id,
      rateWad: BigInt(pool.rate) * 10n ** 16n,
      cover: BigInt(pool.cover),
      limit: BigInt(pool.limit),
      room: BigInt(pool.room),
    }));
    const expected = Object.entries(gives).map(([poolId, units]) => ({ poolId, cover: BigInt(units) }));
    expect(allocateCover(BigInt(cover), offers, curve)).toEqual(expected);
  });

  test('says null for one unit more than all rooms, and fills them exactly at their sum', () => {
    const offers = [
      { poolId: 'a', rateWad: WAD / 20n, cover: 0n, limit: 10n, room: 3n },
      { poolId: 'b', rateWad: WAD / 10n, cover: 0n, limit: 10n, room: 4n },
    ];
    expect(allocateCover(8n, offers, curve)).toBeNull();
    expect(allocateCover(7n, offers, curve)).toEqual([
      { poolId: 'a', cover: 3n },
      { poolId: 'b', cover: 4n },
    ]);
    expect(allocateCover(1n, [], curve)).toBeNull();
  });
});

const offerArbitrary = fc
  .record({
    rateWad: fc.oneof(fc.constantFrom(WAD / 20n, WAD / 10n), fc.bigInt(WAD / 200n, WAD)),
    limit: fc.oneof(fc.bigInt(1n, 50n), fc.bigInt(1n, 10n ** 14n)),
    used: fc.bigInt(0n, 100n),
    open: fc.bigInt(0n, 100n),
  })
  .map(({ rateWad, limit, used, open }) => {
    const cover = (limit * used) / 100n;
    return { rateWad, cover, limit, room: ((limit - cover) * open) / 100n };
  });
const offersArbitrary = fc
  .array(offerArbitrary, { minLength: 1, maxLength: 8 })
  .map((offers): PoolOffer[] => offers.map((offer, index) => ({ ...offer, poolId: `p${index}` })));
const orderArbitrary = fc.record({ offers: offersArbitrary, percent: fc.bigInt(1n, 100n) }).map((order) => {
  const room = order.offers.reduce((sum, offer) => sum + offer.room, 0n);
  return { offers: order.offers, cover: (room * order.percent) / 100n };
});

const takenBy = (shares: readonly PoolShare[], poolId: string) =>
  shares.find((share) => share.poolId === poolId)?.cover ?? 0n;

/** Cost of a spread for a year in millionths of a unit, rounded down. */
function costOf(offers: readonly PoolOffer[], taken: (offer: PoolOffer) => bigint): bigint {
  return offers.reduce((sum, offer) => {
    const slice = purchaseSlice(offer.cover, taken(offer), offer.limit);
    const { numerator, denominator } = weightedCover(slice, curve);
    return sum + (numerator * offer.rateWad * 1_000_000n) / (denominator * WAD);
  }, 0n);
}

describe('every spread', () => {
  test('sums to the order exactly and stays within each room', () => {
    fc.assert(
      fc.property(orderArbitrary, ({ offers, cover }) => {
        const shares = allocateCover(cover, offers, curve) ?? [];
        expect(shares.reduce((sum, share) => sum + share.cover, 0n)).toBe(cover);
        for (const offer of offers) {
          expect(takenBy(shares, offer.poolId)).toBeLessThanOrEqual(offer.room);
        }
      }),
    );
  });

  test('has equal marginal rates: no unit is dearer than the next one elsewhere', () => {
    fc.assert(
      fc.property(orderArbitrary, ({ offers, cover }) => {
        const shares = allocateCover(cover, offers, curve) ?? [];
        for (const from of offers) {
          const given = takenBy(shares, from.poolId);
          // A unit is bought at its own start; two are taken off because whole units cannot be equal.
          if (given < 2n) continue;
          const paid = from.rateWad * multiplierAt(from.cover + given - 2n, from.limit, curve);
          for (const to of offers) {
            const taken = takenBy(shares, to.poolId);
            if (taken === to.room) continue;
            const next = to.rateWad * (multiplierAt(to.cover + taken + 1n, to.limit, curve) + 1n);
            expect(paid).toBeLessThanOrEqual(next);
          }
        }
      }),
    );
  });

  test('is never dearer than a spread by hand, beyond rounding', () => {
    const wishes = fc.array(fc.bigInt(0n, 100n), { minLength: 8, maxLength: 8 });
    fc.assert(
      fc.property(orderArbitrary, wishes, ({ offers, cover }, percents) => {
        const shares = allocateCover(cover, offers, curve) ?? [];
        const byHand = new Map<string, bigint>();
        let left = cover;
        const give = (offer: PoolOffer, wish: bigint) => {
          const before = byHand.get(offer.poolId) ?? 0n;
          const room = offer.room - before;
          const added = [wish, room, left].reduce((least, value) => (value < least ? value : least));
          byHand.set(offer.poolId, before + added);
          left -= added;
        };
        for (const [index, offer] of offers.entries())
          give(offer, (offer.room * (percents[index] ?? 0n)) / 100n);
        for (const offer of offers) give(offer, offer.room);
        const best = costOf(offers, (offer) => takenBy(shares, offer.poolId));
        const other = costOf(offers, (offer) => byHand.get(offer.poolId) ?? 0n);
        // Whole units cannot meet the equal price exactly: less than two units' rise in each pool.
        expect(best).toBeLessThanOrEqual(other + 2_000_000n * BigInt(offers.length));
      }),
    );
  });

  test('does not depend on the order in which the pools are named', () => {
    fc.assert(
      fc.property(orderArbitrary, ({ offers, cover }) => {
        expect(allocateCover(cover, [...offers].reverse(), curve)).toEqual(
          allocateCover(cover, offers, curve),
        );
      }),
    );
  });
});
