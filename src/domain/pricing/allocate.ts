/**
 * Spreads one order over several pools so that its last unit costs the same in each (docs/mechanics.md
 * section 2).
 *
 * The marginal rate of a pool is its rate times m: flat to the kink, then rising. The cheapest spread takes
 * from every pool all units below one common price, the water level. No other spread of the same order is
 * cheaper beyond rounding, so splitting by hand never pays.
 */
import { maximum, minimum, mulDivDown } from '../shared/rounding.ts';
import { type Amount, WAD, type Wad } from '../shared/units.ts';
import type { UtilisationCurve } from './utilisation.ts';

/** One pool that could take part of the order. */
export interface PoolOffer {
  readonly poolId: string;
  /** Technical rate of the product in this pool, in WAD a year, above 0. */
  readonly rateWad: Wad;
  readonly cover: Amount;
  readonly limit: Amount;
  /** Most that this pool may sell to this order. */
  readonly room: Amount;
}

export interface PoolShare {
  readonly poolId: string;
  readonly cover: Amount;
}

/**
 * The shares of the pools by pool id, none of them 0, or null where the rooms together are too small. They
 * sum to the cover exactly. Equal prices fill in the order of pool ids, and so do the last units that
 * rounding leaves.
 *
 * Example: 400 units over two empty pools of limit 1000 at 5 % and 6 %: all 400 from the first, which is flat
 * to 700.
 */
export function allocateCover(
  cover: Amount,
  offers: readonly PoolOffer[],
  curve: UtilisationCurve,
): PoolShare[] | null {
  const pools = offers.filter((offer) => offer.room > 0n).sort((a, b) => (a.poolId < b.poolId ? -1 : 1));
  if (pools.reduce((sum, { room }) => sum + room, 0n) < cover) return null;
  const level = waterLevel(cover, pools, curve);
  const shares = pools.map((offer) => takenAt(offer, level - 1n, curve));
  let missing = shares.reduce((left, share) => left - share, cover);
  const filled = pools.map((offer, index) => {
    const share = shares[index] ?? 0n;
    const added = minimum(missing, takenAt(offer, level, curve) - share);
    missing -= added;
    return { poolId: offer.poolId, cover: share + added };
  });
  return filled.filter((share) => share.cover > 0n);
}

/** The lowest price, in WAD squared, at which the pools together take at least the cover. */
function waterLevel(cover: Amount, pools: readonly PoolOffer[], curve: UtilisationCurve): bigint {
  const reaches = (price: bigint) =>
    pools.reduce((sum, offer) => sum + takenAt(offer, price, curve), 0n) >= cover;
  let low = 0n;
  let high = pools.reduce((highest, { rateWad }) => maximum(highest, rateWad * curve.maxMultiplierWad), 0n);
  // Most orders end on the flat part of some pool, so those prices are tried first.
  const flats = [...new Set(pools.map(({ rateWad }) => rateWad * WAD))].sort((a, b) => (a < b ? -1 : 1));
  for (const flat of flats) {
    if (!reaches(flat)) low = flat;
    else if (reaches(flat - 1n)) high = minimum(high, flat - 1n);
    else return flat;
    if (high < flat) break;
  }
  while (high - low > 1n) {
    const middle = (low + high) >> 1n;
    if (reaches(middle)) high = middle;
    else low = middle;
  }
  return high;
}

/** Units of a pool that cost at most a price (WAD squared): how far the order would fill it at that level. */
function takenAt({ rateWad, cover, limit, room }: PoolOffer, price: bigint, curve: UtilisationCurve): Amount {
  if (price < rateWad * WAD) return 0n;
  const top = rateWad * curve.maxMultiplierWad;
  if (price >= top) return room;
  const rise = curve.maxMultiplierWad - WAD;
  // m at the price is price / rate; the cover where the curve reaches it is limit * (kink + (m - 1) * (1 -
  // kink) / rise).
  const numerator = curve.kinkWad * rateWad * rise + (price - rateWad * WAD) * (WAD - curve.kinkWad);
  // Down: a unit that costs more than the level is not taken.
  const reached = mulDivDown(limit, numerator, WAD * rateWad * rise);
  return minimum(room, maximum(0n, reached - cover));
}
