/**
 * Prices one order over the pools of a product, on the books as they are: what `quote` shows and
 * `buyPolicies` sells.
 */

import { earmarkedOf } from '../../domain/pool/earmark.ts';
import {
  type Offer,
  type OfferBooks,
  type PriceRules,
  type ProductRisk,
  poolOffer,
} from '../../domain/pricing/poolOffer.ts';
import type { PremiumBreakdown } from '../../domain/pricing/premium.ts';
import { type LineOrder, type PricedShares, priceOnOffers } from '../../domain/pricing/priceLine.ts';
import { severityOf } from '../../domain/pricing/severity.ts';
import { type Refusal, refuse } from '../../domain/shared/refusals.ts';
import { minimum } from '../../domain/shared/rounding.ts';
import type { Amount } from '../../domain/shared/units.ts';
import type { ProductDocument } from '../../store/documents/cover.ts';
import type { PoolDocument } from '../../store/documents/pools.ts';
import { capitalOf } from '../ledger/accounts.ts';
import type { Parameters } from '../parameters.ts';
import { restsOn } from '../product/restsOn.ts';
import { saleLayersOf } from '../reserve/backing.ts';
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
  /** What the price rests on: risk, rules, offers, how they share the order, and the room over all pools. */
  risk: ProductRisk;
  rules: PriceRules;
  offers: readonly Offer[];
  priced: PricedShares;
  marketRoom: Amount | null;
}

/** The offers of pools that are accrued, in their order. `carried` is what the policy has in each already. */
export function offersOf(
  draft: Draft,
  product: ProductDocument,
  pools: readonly PoolDocument[],
  carried: ReadonlyMap<string, Amount> = new Map(),
): { risk: ProductRisk; rules: PriceRules; offers: Offer[] } {
  const [risk, rules] = [riskOf(product, draft.parameters), rulesOf(draft.parameters)];
  const booked = pools.map((pool) => booksOf(draft, pool, carried.get(pool._id) ?? 0n));
  return { risk, rules, offers: booked.map((books) => poolOffer(risk, books, rules)) };
}

/** The offer of one pool that is accrued, for a new policy. */
export function offerOf(draft: Draft, product: ProductDocument, pool: PoolDocument): Offer {
  const [offer] = offersOf(draft, product, [pool]).offers;
  if (offer === undefined) throw new Error(`${pool._id} made no offer`);
  return offer;
}

/** A product as prices under some parameters see it. */
export const riskOf = (product: ProductDocument, { hazards, tails, depth }: Parameters): ProductRisk => ({
  productId: product._id,
  ...{ group: product.group, score: product.score, minRateWad: product.minRateWad },
  hazardTable: hazards[product.peril],
  tailTable: tails[product.peril],
  severityWad: severityOf(product.rule.payout, depth),
});

/** What of the parameters every price is computed with. */
export const rulesOf = ({ rates, curve, values }: Parameters): PriceRules => ({
  ...{ rates, curve },
  singlePolicyBps: Number(values.singlePolicyBps),
});

function booksOf(draft: Draft, pool: PoolDocument, policyCover: Amount): OfferBooks {
  const { _id: poolId, leverageWad, products, shares, queuedShares, requirementFloor } = pool;
  return {
    poolId,
    leverageWad,
    products,
    shares,
    queuedShares,
    requirementFloor,
    policyCover,
    capital: draft.balance(capitalOf(poolId), pool.assetId),
    earmarked: earmarkedOf(pool),
    backing: saleLayersOf(draft, pool),
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
  order: LineOrder,
  carried?: ReadonlyMap<string, Amount>,
): PricedOrder | Refusal {
  const { risk, rules, offers } = offersOf(draft, product, pools, carried);
  const market = marketRoom(draft, restsOn(product), product.sandbox, product.assetId);
  if (market !== null && order.coverAmount > market.room) return tooLittleRoom(offers, market);
  const priced = priceOnOffers(order, offers, draft.parameters.curve);
  if (priced === null) return tooLittleRoom(offers, market);
  const { premium, breakdown } = priced;
  const parts = priced.shares.map(
    ({ offer, ...share }): PricedPart => ({
      poolId: offer.poolId,
      ...{ coverAmount: share.coverAmount, premium: share.premium, commission: share.breakdown.commission },
      ...{ quotedCover: offer.cover, quotedLimit: offer.limit },
    }),
  );
  const found = { risk, rules, offers, priced, marketRoom: market?.room ?? null };
  return { refused: false, premium, breakdown, parts, ...found };
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
