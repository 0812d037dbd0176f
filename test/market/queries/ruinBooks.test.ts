/** What is simulated for `whatIf`: how much, and of which book. */
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { productLimit } from '../../../src/domain/pool/capacity.ts';
import { lockedCapital } from '../../../src/domain/pool/locked.ts';
import { RUIN_PATH_YEARS_MAX } from '../../../src/domain/shared/limits.ts';
import { WAD } from '../../../src/domain/shared/units.ts';
import { balanceId, capitalOf, reserveOf } from '../../../src/market/ledger/accounts.ts';
import { parametersOf } from '../../../src/market/parameters.ts';
import { ruinRefusal } from '../../../src/market/queries/ruinBooks.ts';
import { soldUpTo } from '../../../src/market/queries/soldUpTo.ts';
import { reserveIdOf } from '../../../src/market/reserve/reserveId.ts';
import { bookOf } from '../../../src/market/risk/bookOf.ts';
import { openDraft } from '../../../src/market/sequencer/draft.ts';
import { WorkingSet } from '../../../src/market/sequencer/world.ts';
import { vaultIdOf } from '../../../src/market/vault/vaultId.ts';
import type { ProductDocument } from '../../../src/store/documents/cover.ts';
import type { PoolDocument, PoolProduct } from '../../../src/store/documents/pools.ts';
import { DEPEG_RULE, UNIT } from '../../support/marketplace.ts';

const ASSET = { _id: 'ast_a', symbol: 'USDT', decimals: 6 };
const CAPITAL = 1_000n * UNIT;
const asked = { useBps: 5_000, years: 1, paths: 10_000, seed: 1 };

const carried = (productId: string, cover: bigint, weightWad: bigint): PoolProduct => ({
  ...{ subject: productId, restsOn: [] },
  ...{ productId, group: `group of ${productId}`, weightWad, highestRatioWad: WAD, cover, frozenSince: null },
});
/** Only what is looked at of a pool. */
const poolOf = (products: PoolProduct[], changed: Partial<PoolDocument> = {}): PoolDocument =>
  ({
    ...{ _id: 'pool_a', assetId: ASSET._id, status: 'OPEN', leverageWad: 2n * WAD, fundClass: 'C' },
    ...{
      requirementFloor: 10n * UNIT,
      countedRequirement: 0n,
      shares: 1n,
      queuedShares: 0n,
      queuedValue: 0n,
    },
    ...{ earmarks: [], products, ...changed },
  }) as unknown as PoolDocument;

function draftOf(capital = CAPITAL) {
  const world = new WorkingSet();
  const fund = reserveIdOf('SHARED_FUND', ASSET._id);
  world.load('governance', 'governance', null);
  world.load('vaults', vaultIdOf(ASSET._id), null);
  world.load('reserves', fund, { _id: fund, backed: 0n } as never);
  const reserves = [reserveIdOf('POOL_FUND', 'pool_a'), fund];
  for (const kind of ['PLATFORM_SLICE', 'VAULT'] as const) reserves.push(reserveIdOf(kind, ASSET._id));
  for (const account of reserves.map(reserveOf)) world.load('balances', balanceId(account, ASSET._id), null);
  const account = balanceId(capitalOf('pool_a'), ASSET._id);
  world.load('balances', account, { _id: account, amount: capital } as never);
  return openDraft(world, 0);
}
const coverOf = ({ products }: PoolDocument) => products.map(({ cover }) => cover);

describe('what is taken to be sold', () => {
  const two = (cover = 0n) => [carried('a', cover, WAD / 2n), carried('b', 0n, WAD / 2n)];

  test('is a part of the limit of each product that the rules have', () => {
    const pool = poolOf(two());
    const inputs = { freeCapital: CAPITAL, backing: 0n };
    const { limit } = productLimit({ book: pool, productId: 'a', ...inputs });
    expect(limit).toBe(500n * UNIT);
    expect(coverOf(soldUpTo(draftOf(), pool, 5_000))).toEqual([250n * UNIT, 250n * UNIT]);
  });

  test('is never less than what was sold, and that of a pool that sells nothing new', () => {
    expect(coverOf(soldUpTo(draftOf(), poolOf(two(400n * UNIT)), 1_000))).toEqual([400n * UNIT, 50n * UNIT]);
    for (const status of ['NO_GROWTH', 'STOPPED', 'RECAPITALISING', 'RUN_OFF', 'WIPED'] as const) {
      const pool = poolOf(two(7n), { status });
      expect(soldUpTo(draftOf(), pool, 10_000)).toBe(pool);
    }
    expect(coverOf(soldUpTo(draftOf(0n), poolOf(two()), 10_000))).toEqual([0n, 0n]);
  });

  test('locks no more capital than there is, however many products there are', () => {
    const books = fc.array(fc.record({ weight: fc.integer({ min: 1, max: 100 }), group: fc.nat(3) }), {
      minLength: 1,
      maxLength: 8,
    });
    fc.assert(
      fc.property(books, fc.integer({ min: 0, max: 10_000 }), (shapes, use) => {
        const products = shapes.map(({ weight, group }, index) => ({
          ...carried(`p${index}`, 0n, (WAD * BigInt(weight)) / 100n),
          group: `g${group}`,
        }));
        expect(lockedCapital(soldUpTo(draftOf(), poolOf(products), use))).toBeLessThanOrEqual(CAPITAL);
      }),
    );
  });
});

test('a ledger is a book: capital less what is set aside, what pools share, and no pool without cover', () => {
  const amounts: Record<string, bigint> = {
    [capitalOf('pool_a')]: CAPITAL,
    [reserveOf(reserveIdOf('POOL_FUND', 'pool_a'))]: 5n,
    [reserveOf(reserveIdOf('PLATFORM_SLICE', ASSET._id))]: 6n,
    [reserveOf(reserveIdOf('SHARED_FUND', ASSET._id))]: 7n,
    [reserveOf(reserveIdOf('VAULT', ASSET._id))]: 8n,
  };
  const earmarks = [{ productId: 'a', incidentId: null, amount: 300n * UNIT }];
  const product = { _id: 'a', group: 'USDC', peril: 'DEPEG', score: 30, rule: DEPEG_RULE, minRateWad: 9n };
  const book = bookOf({
    ...{ name: 'here', asset: ASSET, parameters: parametersOf(null) },
    pools: [
      poolOf([carried('a', 40n, WAD)], { earmarks }),
      poolOf([carried('a', 0n, WAD)], { _id: 'pool_b' }),
    ],
    products: [product as unknown as ProductDocument],
    balance: (account, assetId) => (assetId === ASSET._id ? (amounts[account] ?? 0n) : -1n),
  });
  expect(book).toMatchObject({ name: 'here, USDT', unit: UNIT });
  expect(book.pools).toMatchObject([
    { poolId: 'pool_a', capital: 700n * UNIT, ownFund: 5n, products: [{ productId: 'a', cover: 40n }] },
  ]);
  expect(book.products).toEqual([
    {
      ...{
        productId: 'a',
        group: 'USDC',
        peril: 'DEPEG',
        score: 30,
        payout: DEPEG_RULE.payout,
        minRateWad: 9n,
      },
    },
  ]);
  expect(book.shared).toEqual({ slice: 6n, sharedFund: 7n, vault: 8n, commitments: 0n, treasury: 0n });
});

describe('what may be asked for', () => {
  test.each([
    ['nothing sold, one year', { useBps: 0, paths: 1_000, seed: 0 }],
    ['all sold, ten years', { useBps: 10_000, years: 10, paths: RUIN_PATH_YEARS_MAX / 10 }],
    ['the most paths', { years: 5, paths: 20_000, seed: Number.MAX_SAFE_INTEGER }],
  ])('%s', (_name, changed) => {
    expect(ruinRefusal({ ...asked, ...changed })).toBeNull();
  });

  test.each([
    ['useBps', { useBps: -1 }],
    ['useBps', { useBps: 10_001 }],
    ['years', { years: 0 }],
    ['years', { years: 11, paths: 1_000 }],
    ['paths', { paths: 999 }],
    ['paths', { paths: 20_001 }],
    ['paths', { years: 6, paths: 20_000 }],
    ['seed', { seed: -1 }],
  ])('not beyond the bounds of %s: %o', (path, changed) => {
    const refusal = ruinRefusal({ ...asked, ...changed });
    expect(refusal).toMatchObject({ code: 'CONFIG_INVALID', path: 'ruin', data: { problems: [{ path }] } });
  });

  test('and every problem is told at once', () => {
    const refusal = ruinRefusal({ useBps: 20_000, years: 0, paths: 0, seed: -1 });
    expect(refusal?.data).toMatchObject({
      problems: ['useBps', 'years', 'paths', 'seed'].map((path) => ({ path })),
    });
  });
});
