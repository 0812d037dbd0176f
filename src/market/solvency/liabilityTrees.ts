/** All that is owed and covered at one moment, as trees in which everybody finds their own. */
import { assetsForShares, type ShareBook } from '../../domain/pool/shares.ts';
import { type TreeKind, treeName } from '../../domain/solvency/sealed.ts';
import { type LiabilityTree, liabilityTree } from '../../domain/solvency/tree.ts';
import { decodeDocument } from '../../store/codec.ts';
import type { Database } from '../../store/database.ts';
import type { BalanceDocument } from '../../store/documents/ledger.ts';
import type { PolicyDocument } from '../../store/documents/policies.ts';
import type { PositionDocument } from '../../store/documents/pools.ts';
import { loadAll } from '../../store/load.ts';
import { sha256 } from '../../store/sha256.ts';
import { balanceId, capitalOf, reserveOf } from '../ledger/accounts.ts';
import { setAsideOf } from '../vault/vaultBooks.ts';

export interface NamedTree {
  kind: TreeKind;
  assetId: string;
  tree: LiabilityTree;
  /** Ids with their amounts. */
  amounts: ReadonlyMap<string, bigint>;
}

type Sums = Map<string, Map<string, bigint>>;

/** The trees of a moment; `saltOf` gives the salt of a leaf by tree and id. */
export async function liabilityTrees(
  view: Database,
  saltOf: (tree: string, id: string) => string,
): Promise<NamedTree[]> {
  const [owed, cover] = await Promise.all([owedSums(view), coverSums(view)]);
  return [...treesOf('OWED', owed, saltOf), ...treesOf('COVER', cover, saltOf)];
}

function treesOf(kind: TreeKind, sums: Sums, saltOf: (tree: string, id: string) => string): NamedTree[] {
  return [...sums]
    .sort(([a], [b]) => (a < b ? -1 : 1))
    .map(([assetId, amounts]) => {
      const name = treeName(kind, assetId);
      const leaves = [...amounts].map(([id, amount]) => ({ id, amount, salt: saltOf(name, id) }));
      return { kind, assetId, tree: liabilityTree(name, leaves, sha256), amounts };
    });
}

function add(sums: Sums, assetId: string, id: string, amount: bigint): void {
  if (amount === 0n) return;
  const own = sums.get(assetId) ?? new Map<string, bigint>();
  sums.set(assetId, own.set(id, (own.get(id) ?? 0n) + amount));
}

/** What accounts have, spendable or held, and what the shares of positions are worth on capital. */
async function owedSums(view: Database): Promise<Sums> {
  const sums: Sums = new Map();
  const people = { account: { $gte: 'acc_', $lt: 'acc`' } };
  for await (const row of view.collection('balances').find(people as never)) {
    const { account, assetId, amount } = decodeDocument<BalanceDocument>(row);
    add(sums, assetId, account.slice(0, account.indexOf('/')), amount);
  }
  const books = await shareBooks(view);
  for await (const row of view.collection('positions').find({})) {
    const { _id, poolId, shares } = decodeDocument<PositionDocument>(row);
    const book = books.get(poolId);
    if (book !== undefined) add(sums, book.assetId, _id, assetsForShares(shares, book));
  }
  return sums;
}

/** What the price of a share follows from, for each pool and vault. */
async function shareBooks(view: Database): Promise<Map<string, ShareBook & { assetId: string }>> {
  const [pools, vaults] = await Promise.all([loadAll(view, 'pools'), loadAll(view, 'vaults')]);
  const all = [
    ...pools.map((pool) => ({ ...pool, account: capitalOf(pool._id), setAside: 0n })),
    ...vaults.map((vault) => ({ ...vault, account: reserveOf(vault._id), setAside: setAsideOf(vault) })),
  ];
  const ids = all.map(({ account, assetId }) => balanceId(account, assetId));
  const balances = new Map(
    (await loadAll(view, 'balances', { _id: { $in: ids } })).map(({ _id, amount }) => [_id, amount]),
  );
  return new Map(
    all.map(({ _id, account, assetId, shares, setAside }) => {
      const assets = (balances.get(balanceId(account, assetId)) ?? 0n) + setAside;
      return [_id, { assetId, assets, shares }];
    }),
  );
}

/** What open policies may still be paid. */
async function coverSums(view: Database): Promise<Sums> {
  const sums: Sums = new Map();
  const fields = { projection: { assetId: 1, coverRemaining: 1 } };
  for await (const row of view.collection('policies').find({ open: true } as never, fields)) {
    const { _id, assetId, coverRemaining } =
      decodeDocument<Pick<PolicyDocument, '_id' | 'assetId' | 'coverRemaining'>>(row);
    add(sums, assetId, _id, coverRemaining);
  }
  return sums;
}
