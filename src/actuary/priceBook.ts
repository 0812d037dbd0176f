/** What the cover of a book costs a year by the rules, and whether they would have sold it. */
import type {
  BookDescription,
  BookRules,
  DescribedPool,
  DescribedProduct,
} from '../domain/book/describedBook.ts';
import { productLimit } from '../domain/pool/capacity.ts';
import type { PoolBook, PoolProductBook } from '../domain/pool/exposure.ts';
import { lockedCapital } from '../domain/pool/locked.ts';
import { type BrokenPromise, brokenPromise, poolRequirement } from '../domain/pool/requirement.ts';
import { backing } from '../domain/pool/resources.ts';
import { hazardAt } from '../domain/pricing/hazard.ts';
import { premiumFor } from '../domain/pricing/premium.ts';
import { rateInputs } from '../domain/pricing/rateInputs.ts';
import { severityOf } from '../domain/pricing/severity.ts';
import { capitalPerCover } from '../domain/pricing/technicalRate.ts';
import { purchaseSlice } from '../domain/pricing/utilisation.ts';
import { maximum } from '../domain/shared/rounding.ts';
import { type Amount, type Wad, YEAR_SECONDS } from '../domain/shared/units.ts';
import { payoutRatio } from '../domain/trigger/payout.ts';
import { eventCapOf } from '../domain/waterfall/rules.ts';
import { BookFault } from './bookFault.ts';

/** Cover of one product in one pool, with its price. */
export interface PricedExposure {
  readonly pool: number;
  readonly product: number;
  readonly cover: Amount;
  /** Of a year, if all of it were bought today from the first unit on. */
  readonly premium: Amount;
  /** Capital that a unit of it pays for. */
  readonly capitalPerCoverWad: Wad;
}

export interface PricedBook {
  readonly exposures: readonly PricedExposure[];
  /** Of each pool. */
  readonly requirements: readonly Amount[];
  /** As if all pools were one. */
  readonly sharedRequirement: Amount;
  /** Promises that the book as described does not keep: nothing more would be sold. */
  readonly broken: readonly { readonly poolId: string; readonly promise: BrokenPromise }[];
}

/** Prices a book. Throws BookFault for a pool that carries a product which is not described. */
export function priceBook(book: BookDescription): PricedBook {
  const productIndex = new Map(book.products.map(({ productId }, index) => [productId, index]));
  const books = book.pools.map((pool) => poolBookOf(book, pool, productIndex));
  const requirements = books.map(({ products }, index) =>
    poolRequirement(products, book.pools[index]?.requirementFloor ?? 0n),
  );
  const floor = book.pools.reduce((most, { requirementFloor }) => maximum(most, requirementFloor), 0n);
  const all = requirements.reduce((sum, requirement) => sum + requirement, 0n);
  const backings = book.pools.map((pool, index) => backingOf(book, pool, requirements[index] ?? 0n, all));
  const exposures = book.pools.flatMap((pool, index) =>
    pool.products
      .filter(({ cover }) => cover > 0n)
      .map(({ productId, cover }) => {
        const product = productIndex.get(productId) ?? 0;
        const priced = priceOf(book, product, pool, books[index] as PoolBook, cover, backings[index] ?? 0n);
        return { pool: index, product, cover, ...priced };
      }),
  );
  const broken = book.pools.flatMap((pool, index) => {
    const promise = brokenPromise({
      assets: pool.capital,
      locked: lockedCapital(books[index] as PoolBook),
      resources: pool.capital + (backings[index] ?? 0n),
      requirement: requirements[index] ?? 0n,
    });
    return promise === null ? [] : [{ poolId: pool.poolId, promise }];
  });
  const sharedRequirement = poolRequirement(
    books.flatMap(({ products }) => products),
    floor,
  );
  return { exposures, requirements, sharedRequirement, broken };
}

function poolBookOf(
  { products }: BookDescription,
  { poolId, leverageWad, products: carried }: DescribedPool,
  productIndex: ReadonlyMap<string, number>,
): PoolBook {
  return {
    leverageWad,
    products: carried.map(({ productId, weightWad, cover }): PoolProductBook => {
      const product = products[productIndex.get(productId) ?? -1];
      if (product === undefined)
        throw new BookFault(`pool ${poolId} carries ${productId}, which is no product`);
      const highestRatioWad = payoutRatio(product.payout, 0n);
      return { productId, group: product.group, weightWad, highestRatioWad, cover };
    }),
  };
}

function backingOf(
  { shared, rules }: BookDescription,
  { ownFund, fundClass }: DescribedPool,
  ownRequirement: Amount,
  backedRequirement: Amount,
): Amount {
  const layers = [
    ['PLATFORM_SLICE', shared.slice],
    ['SHARED_FUND', shared.sharedFund],
    ['VAULT', shared.vault],
  ] as const;
  return backing({
    ownFund,
    shared: layers.map(([kind, balance]) => ({
      ...{ balance, capWad: eventCapOf(rules.waterfall, kind, fundClass) },
      ...{ ownRequirement, backedRequirement },
    })),
  });
}

/** The probability in a year that a product is priced with, in WAD. */
export const hazardOf = ({ hazards }: BookRules, { peril, score }: DescribedProduct): Wad =>
  hazardAt(hazards[peril], score);

/** The part of the cover that it is priced to pay when it does. */
export const severityIn = ({ depth }: BookRules, { payout }: DescribedProduct): Wad =>
  severityOf(payout, depth);

function priceOf(
  { products, rules }: BookDescription,
  index: number,
  pool: DescribedPool,
  book: PoolBook,
  cover: Amount,
  poolBacking: Amount,
): Pick<PricedExposure, 'premium' | 'capitalPerCoverWad'> {
  const product = products[index] as DescribedProduct;
  const { productId, group, peril, score, minRateWad } = product;
  const { limit } = productLimit({ book, productId, freeCapital: pool.capital, backing: poolBacking });
  const risk = {
    ...{ group, score, minRateWad, hazardTable: rules.hazards[peril] },
    tailTable: rules.tails[peril],
    severityWad: severityIn(rules, product),
  };
  const rate = rateInputs(risk, book, rules.rates);
  const { premium } = premiumFor({
    slice: purchaseSlice(0n, cover, limit),
    curve: rules.curve,
    ...{ rate, coveredSeconds: YEAR_SECONDS, commissionBps: 0 },
  });
  return { premium, capitalPerCoverWad: capitalPerCover(rate) };
}
