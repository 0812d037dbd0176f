/** Books that need no database: the demo's, and made-up ones of one, ten and a hundred products. */
import type {
  BookDescription,
  BookRules,
  DescribedPool,
  DescribedProduct,
} from '../domain/book/describedBook.ts';
import type { Peril } from '../domain/product/peril.ts';
import { mulDivDown } from '../domain/shared/rounding.ts';
import { type Amount, WAD } from '../domain/shared/units.ts';
import type { PayoutShape } from '../domain/trigger/rule.ts';
import { STANDARD_PAYOUTS } from './standardPayouts.ts';

export const BUILT_IN_BOOKS = ['demo', 'one', 'ten', 'hundred'] as const;
export type BuiltInBook = (typeof BUILT_IN_BOOKS)[number];

const UNIT = 1_000_000n;
const CAPITAL = 1_000_000n * UNIT;
const FLOOR = 10_000n * UNIT;
const SLICE = 2_500n * UNIT;
const NOTHING = { sharedFund: 0n, vault: 0n, commitments: 0n, treasury: 0n };
/** Scores in turn: from a sound issuer to one that few would insure, 40 in the middle. */
const SCORES = [20, 30, 40, 50, 60] as const;
/** What is sold, in turn. */
const KINDS: readonly (readonly [Peril, PayoutShape['kind']])[] = [
  ['DEPEG', 'TIERED'],
  ['CONTRACT_FAILURE', 'BINARY'],
  ['DEPEG', 'BINARY'],
  ['ASSET_LOSS', 'BINARY'],
];
/** Where the price begins to rise: a book that sells well, and not more than that. */
const USE_PERCENT = 70n;
const POOLS_OF_HUNDRED = 10;

/** A book by its name, under the parameters given. */
export function builtInBook(name: BuiltInBook, rules: BookRules): BookDescription {
  if (name === 'demo') return demoBook(rules);
  if (name === 'one') return madeUp('one', rules, 1, 1);
  return name === 'ten' ? madeUp('ten', rules, 10, 1) : madeUp('hundred', rules, 100, POOLS_OF_HUNDRED);
}

/** The book of `npm run demo` while its policies are in force, before the price falls; no sandbox. */
function demoBook(rules: BookRules): BookDescription {
  const plans = [
    ['USDC depeg', 80_000n],
    ['PYUSD depeg', 10_000n],
  ] as const;
  return {
    ...{ name: 'demo', unit: UNIT, rules, shared: { slice: 0n, ...NOTHING } },
    products: plans.map(([name], index) => ({
      ...product(name, `group ${index}`, 30, 'DEPEG', 'TIERED', rules),
    })),
    pools: plans.map(([name, cover]) => pool(`${name} pool`, WAD, [[name, cover * UNIT]])),
  };
}

/**
 * Products in pools of ten, each of a subject of its own; isolated where there is one, else diversified with
 * leverage 2. Every product is sold up to where its price begins to rise.
 */
function madeUp(name: string, rules: BookRules, count: number, poolCount: number): BookDescription {
  const each = count / poolCount;
  const leverage = each === 1 ? 1n : 2n;
  const products = Array.from({ length: count }, (_, index) => {
    const [peril, kind] = KINDS[index % KINDS.length] as (typeof KINDS)[number];
    // A lone product stands for the middle of the list.
    const score = count === 1 ? 40 : (SCORES[Math.floor(index / KINDS.length) % SCORES.length] ?? 40);
    return product(`product ${index + 1}`, `group ${index + 1}`, score, peril, kind, rules);
  });
  const limit = mulDivDown(CAPITAL, leverage, BigInt(each));
  // Down, both: no more than the pool may carry.
  const cover: Amount = mulDivDown(limit, USE_PERCENT, 100n);
  const pools = Array.from({ length: poolCount }, (_, index) =>
    pool(
      `pool ${index + 1}`,
      leverage * WAD,
      products.slice(index * each, (index + 1) * each).map(({ productId }) => [productId, cover]),
    ),
  );
  return {
    name,
    unit: UNIT,
    rules,
    products,
    pools,
    shared: { slice: SLICE * BigInt(poolCount), ...NOTHING },
  };
}

function product(
  productId: string,
  group: string,
  score: number,
  peril: Peril,
  payoutKind: PayoutShape['kind'],
  rules: BookRules,
): DescribedProduct {
  const payout = STANDARD_PAYOUTS[payoutKind];
  return { productId, group, score, peril, payout, minRateWad: rules.rates.minRateWad };
}

/** Weights are equal. */
function pool(
  poolId: string,
  leverageWad: bigint,
  cover: readonly (readonly [string, Amount])[],
): DescribedPool {
  const weightWad = mulDivDown(WAD, 1n, BigInt(cover.length));
  return {
    ...{ poolId, capital: CAPITAL, ownFund: 0n, fundClass: 'C', leverageWad, requirementFloor: FLOOR },
    products: cover.map(([productId, amount]) => ({ productId, weightWad, cover: amount })),
  };
}
