/**
 * Prices one order over the pools of a product, on the books as they are: what `quote` shows and
 * `buyPolicies` sells.
 */

import { type SaleRoom, saleRoom } from '../../domain/pool/saleRoom.ts';
import { allocateCover, type PoolOffer } from '../../domain/pricing/allocate.ts';
import { hazardAt } from '../../domain/pricing/hazard.ts';
import { type PremiumBreakdown, premiumFor, sumBreakdowns } from '../../domain/pricing/premium.ts';
import { lockedPerCover, type RateInputs, technicalRate } from '../../domain/pricing/technicalRate.ts';
import { purchaseSlice } from '../../domain/pricing/utilisation.ts';
import { type Refusal, refuse } from '../../domain/shared/refusals.ts';
import { minimum } from '../../domain/shared/rounding.ts';
import type { Amount, Wad } from '../../domain/shared/units.ts';
import type { ProductDocument } from '../../store/documents/cover.ts';
import type { PoolDocument } from '../../store/documents/pools.ts';
import { capitalOf } from '../ledger/accounts.ts';
import type { Parameters } from '../parameters.ts';
import { freeCapitalOf, standingOf } from '../pool/poolBooks.ts';
import { restsOn } from '../product/restsOn.ts';
import { saleBackingOf } from '../reserve/backing.ts';
import type { Draft } from '../sequencer/draft.ts';
import { type MarketRoom, marketRoom } from './marketRoom.ts';

/** The part of an order that one pool takes, with what the price rested on. */
export interface PricedPart {
  poolId: string;
  coverAmount: Amount;
  /** All that the buyer pays, and the distributor's part of it. */
  premium: Amount;
  commission: Amount;
  /** Cover of the product in the pool and its limit when it was priced: a token is honoured near them. */
  quotedCover: Amount;
  quotedLimit: Amount;
}

export interface PricedOrder {
  refused: false;
  premium: Amount;
  breakdown: PremiumBreakdown;
  parts: PricedPart[];
}

/** What a pool offers for a product now, and what bounds it. */
export interface Offer extends PoolOffer, SaleRoom {
  rate: RateInputs;
}

/** The offer of one pool that is accrued. `policyCover` is what the policy has in it already. */
export function offerOf(draft: Draft, product: ProductDocument, pool: PoolDocument, policyCover = 0n): Offer {
  const capital = draft.balance(capitalOf(pool._id), pool.assetId);
  const backing = saleBackingOf(draft, pool);
  const { assets, resources } = standingOf(pool, capital, backing);
  const room = saleRoom({
    book: pool,
    productId: product._id,
    freeCapital: freeCapitalOf(pool, capital),
    backing,
    assets,
    resources,
    requirementFloor: pool.requirementFloor,
    policyCover,
    singlePolicyBps: Number(draft.parameters.values.singlePolicyBps),
  });
  const rate = rateInputs(product, pool, draft.parameters);
  const cover = pool.products.find(({ productId }) => productId === product._id)?.cover ?? 0n;
  return { poolId: pool._id, rateWad: technicalRate(rate), cover, rate, ...room };
}

/** How likely a product's condition fires in a year, and which part of the cover it then pays on average. */
export const pricedRisk = (
  { peril, score, rule }: ProductDocument,
  { hazards, severities }: Pick<Parameters, 'hazards' | 'severities'>,
): Pick<RateInputs, 'hazardWad' | 'severityWad'> => ({
  hazardWad: hazardAt(hazards[peril], score),
  severityWad: severities[rule.payout.kind],
});

/** The inputs of the technical rate of a product in a pool. */
export function rateInputs(
  product: ProductDocument,
  pool: PoolDocument,
  parameters: Pick<Parameters, 'rates' | 'hazards' | 'severities'>,
): RateInputs {
  const weights = new Map<string, Wad>();
  for (const { group, weightWad } of pool.products)
    weights.set(group, (weights.get(group) ?? 0n) + weightWad);
  return {
    ...parameters.rates,
    ...pricedRisk(product, parameters),
    minRateWad: product.minRateWad,
    lockedPerCoverWad: lockedPerCover(pool.leverageWad, weights, product.group),
  };
}

/**
 * Prices an order over pools that are accrued and open. Refuses what they cannot take on, and what the
 * limits over all pools do not leave.
 */
export function priceOrder(
  draft: Draft,
  product: ProductDocument,
  pools: readonly PoolDocument[],
  order: { coverAmount: Amount; coveredSeconds: number; commissionBps: number },
  carried: ReadonlyMap<string, Amount> = new Map(),
): PricedOrder | Refusal {
  const { curve } = draft.parameters;
  const offers = pools.map((pool) => offerOf(draft, product, pool, carried.get(pool._id)));
  const market = marketRoom(draft, restsOn(product), product.sandbox, product.assetId);
  if (market !== null && order.coverAmount > market.room) return tooLittleRoom(offers, market);
  const shares = allocateCover(order.coverAmount, offers, curve);
  if (shares === null) return tooLittleRoom(offers, market);
  const parts: PricedPart[] = [];
  const breakdowns: PremiumBreakdown[] = [];
  for (const { poolId, cover } of shares) {
    const offer = offers.find((candidate) => candidate.poolId === poolId);
    if (offer === undefined) throw new Error(`an order was allocated to ${poolId}, which made no offer`);
    const { premium, breakdown } = premiumFor({
      slice: purchaseSlice(offer.cover, cover, offer.limit),
      curve,
      rate: offer.rate,
      coveredSeconds: order.coveredSeconds,
      commissionBps: order.commissionBps,
    });
    const { commission } = breakdown;
    const quoted = { quotedCover: offer.cover, quotedLimit: offer.limit };
    parts.push({ poolId, coverAmount: cover, premium, commission, ...quoted });
    breakdowns.push(breakdown);
  }
  const premium = parts.reduce((sum, part) => sum + part.premium, 0n);
  return { refused: false, premium, breakdown: sumBreakdowns(breakdowns), parts };
}

function tooLittleRoom(offers: readonly Offer[], market: MarketRoom | null): Refusal {
  const cap = (room: Amount) => (market === null ? room : minimum(room, market.room));
  const byPool = offers.map(({ poolId, room }) => ({ poolId, available: cap(room) }));
  const inPools = offers.reduce((sum, { room }) => sum + room, 0n);
  const largest = offers.reduce<Offer | null>(
    (best, offer) => (best === null || offer.room > best.room ? offer : best),
    null,
  );
  const binds = market !== null && market.room < inPools;
  const bindingLimit = binds ? market.binding : (largest?.binding ?? 'NO_POOL');
  return refuse('CAPACITY_TOO_LOW', { available: cap(inPools), byPool, bindingLimit }, 'coverAmount');
}
