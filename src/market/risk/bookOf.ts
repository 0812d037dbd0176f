/** Documents of a ledger as the book of one asset that years can be simulated of. */
import type {
  BookDescription,
  BookRules,
  DescribedPool,
  DescribedProduct,
} from '../../domain/book/describedBook.ts';
import { earmarkedOf } from '../../domain/pool/earmark.ts';
import { maximum } from '../../domain/shared/rounding.ts';
import type { Amount } from '../../domain/shared/units.ts';
import type { ProductDocument } from '../../store/documents/cover.ts';
import type { AssetDocument } from '../../store/documents/parties.ts';
import type { PoolDocument } from '../../store/documents/pools.ts';
import { capitalOf, reserveOf } from '../ledger/accounts.ts';
import type { Parameters } from '../parameters.ts';
import type { SHARED_KINDS } from '../reserve/backing.ts';
import { reserveIdOf } from '../reserve/reserveId.ts';

/** All that stood together at one moment. */
export interface BookDocuments {
  /** What the book is called in a report. */
  name: string;
  asset: Pick<AssetDocument, '_id' | 'symbol' | 'decimals'>;
  /** Of the asset; those that no pool covers are left out. */
  pools: readonly PoolDocument[];
  /** All that these pools carry. */
  products: readonly ProductDocument[];
  parameters: Parameters;
  balance(account: string, assetId: string): Amount;
}

/**
 * Cover as the pools carry it, capital that is not set aside, reserves, parameters in force. Example: a pool
 * that covers 10,000 of one product with a capital of a million is a book of one pool and that product.
 */
export function bookOf({
  name,
  asset,
  pools,
  products,
  parameters,
  balance,
}: BookDocuments): BookDescription {
  const held = (account: string): Amount => balance(account, asset._id);
  const reserve = (kind: (typeof SHARED_KINDS)[number]): Amount =>
    held(reserveOf(reserveIdOf(kind, asset._id)));
  return {
    name: `${name}, ${asset.symbol}`,
    unit: 10n ** BigInt(asset.decimals),
    products: products.map(describedProduct),
    pools: pools.filter(isCovered).map((pool) => describedPool(pool, held)),
    shared: {
      ...{ slice: reserve('PLATFORM_SLICE'), sharedFund: reserve('SHARED_FUND'), vault: reserve('VAULT') },
      // Nothing of either pays before it is called and approved.
      ...{ commitments: 0n, treasury: 0n },
    },
    rules: bookRulesOf(parameters),
  };
}

/** Whether any cover of a pool is in force. */
export const isCovered = ({ products }: Pick<PoolDocument, 'products'>): boolean =>
  products.some(({ cover }) => cover > 0n);

/** What of the parameters a year of a book follows from. */
export const bookRulesOf = ({ funds, ...parameters }: Parameters): BookRules => ({
  ...{ rates: parameters.rates, curve: parameters.curve, fees: parameters.fees },
  ...{
    hazards: parameters.hazards,
    depth: parameters.depth,
    tails: parameters.tails,
    waterfall: parameters.waterfall,
  },
  fundBufferWad: funds.bufferWad,
});

function describedProduct({
  _id: productId,
  group,
  peril,
  score,
  rule,
  minRateWad,
}: ProductDocument): DescribedProduct {
  return { productId, group, peril, score, payout: rule.payout, minRateWad };
}

/** Capital that is set aside for a loss that is there already is not there for another. */
function describedPool(pool: PoolDocument, held: (account: string) => Amount): DescribedPool {
  const { _id: poolId, fundClass, leverageWad, requirementFloor, products } = pool;
  return {
    ...{ poolId, fundClass, leverageWad, requirementFloor },
    products: products.map(({ productId, weightWad, cover }) => ({ productId, weightWad, cover })),
    capital: maximum(0n, held(capitalOf(poolId)) - earmarkedOf(pool)),
    ownFund: held(reserveOf(reserveIdOf('POOL_FUND', poolId))),
  };
}
