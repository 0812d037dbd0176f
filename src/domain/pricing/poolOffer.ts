/** What a pool offers of a product: the rate, the limit and the room that follow from its books. */
import type { PoolBook } from '../pool/exposure.ts';
import { type BackingLayers, backing, type SharedLayer } from '../pool/resources.ts';
import { type SaleRoom, saleRoom } from '../pool/saleRoom.ts';
import { freeCapital, poolAssets } from '../pool/shares.ts';
import type { Amount } from '../shared/units.ts';
import type { PoolOffer } from './allocate.ts';
import { type RatedProduct, rateInputs, type SharedRates } from './rateInputs.ts';
import { type RateInputs, technicalRate } from './technicalRate.ts';
import type { UtilisationCurve } from './utilisation.ts';

/** A product as its price sees it. */
export interface ProductRisk extends RatedProduct {
  readonly productId: string;
}

/** The parameters that every price is computed with. */
export interface PriceRules {
  readonly rates: SharedRates;
  readonly curve: UtilisationCurve;
  /** Largest part of a limit that one policy may be, in basis points. */
  readonly singlePolicyBps: number;
}

/** The books of a pool that has earned its premium up to the time of the price. Amounts in units. */
export interface OfferBooks extends PoolBook {
  readonly poolId: string;
  readonly capital: Amount;
  readonly earmarked: Amount;
  readonly shares: Amount;
  readonly queuedShares: Amount;
  readonly requirementFloor: Amount;
  /** What stands behind it besides its capital; what several pools share by the layer's name. */
  readonly backing: BackingLayers & {
    readonly shared: readonly (SharedLayer & { readonly layer: string })[];
  };
  /** Cover that the policy has in it already: 0 for a new one. */
  readonly policyCover: Amount;
}

/** An offer with what its rate is made of: what a price follows from. */
export interface RatedOffer extends PoolOffer {
  readonly rate: RateInputs;
}

/** An offer, and everything that it follows from. */
export interface Offer extends RatedOffer, SaleRoom {
  readonly books: OfferBooks;
  /** A, F, R - F, and capital with all that counts behind it. */
  readonly assets: Amount;
  readonly freeCapital: Amount;
  readonly backing: Amount;
  readonly resources: Amount;
}

/**
 * The offer of one pool, which backs the product.
 * Example: an isolated pool of 1000 units without cover offers 200 of its limit 1000 to one policy, at the
 * technical rate.
 */
export function poolOffer(risk: ProductRisk, books: OfferBooks, rules: PriceRules): Offer {
  const { poolId, products, capital, shares, queuedShares, requirementFloor, policyCover } = books;
  const { productId } = risk;
  const assets = poolAssets(capital, books.earmarked);
  const free = freeCapital({ assets, shares }, queuedShares);
  const own = backing(books.backing);
  const resources = capital + own;
  const { room, binding, limit } = saleRoom({
    book: books,
    productId,
    freeCapital: free,
    backing: own,
    assets,
    resources,
    requirementFloor,
    policyCover,
    singlePolicyBps: rules.singlePolicyBps,
  });
  const rate = rateInputs(risk, books, rules.rates);
  const rateWad = technicalRate(rate);
  const cover = products.find((product) => product.productId === productId)?.cover ?? 0n;
  // Members one by one: an order makes up to a hundred of these.
  return {
    poolId,
    rateWad,
    cover,
    limit,
    room,
    binding,
    rate,
    books,
    assets,
    freeCapital: free,
    backing: own,
    resources,
  };
}
