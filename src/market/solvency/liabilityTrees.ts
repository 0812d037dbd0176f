/** All that is owed and covered at one moment, as trees in which everybody finds their own. */
import { assetsForShares } from '../../domain/pool/shares.ts';
import { type TreeKind, treeName } from '../../domain/solvency/sealed.ts';
import { type LiabilityTree, liabilityTree } from '../../domain/solvency/tree.ts';
import { decodeDocument } from '../../store/codec.ts';
import type { Database } from '../../store/database.ts';
import type { BalanceDocument } from '../../store/documents/ledger.ts';
import type { PolicyDocument } from '../../store/documents/policies.ts';
import type { PositionDocument } from '../../store/documents/pools.ts';
import { readAll } from '../../store/queries/solvencyRows.ts';
import { sha256 } from '../../store/sha256.ts';
import { balanceId, capitalOf } from '../ledger/accounts.ts';

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
  const pools = new Map((await readAll(view, 'pools')).map((pool) => [pool._id, pool]));
  const ids = [...pools.values()].map(({ _id, assetId }) => balanceId(capitalOf(_id), assetId));
  const capital = new Map(
    (await readAll(view, 'balances', { _id: { $in: ids } })).map(({ _id, amount }) => [_id, amount]),
  );
  for await (const row of view.collection('positions').find({})) {
    const { _id, poolId, shares } = decodeDocument<PositionDocument>(row);
    const pool = pools.get(poolId);
    if (pool === undefined) continue;
    const assets = capital.get(balanceId(capitalOf(poolId), pool.assetId)) ?? 0n;
    add(sums, pool.assetId, _id, assetsForShares(shares, { assets, shares: pool.shares }));
  }
  return sums;
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
