/** The book of a ledger as it stands: cover in force, capital that is not set aside, reserves, parameters. */
import type { BookDescription, BookRules } from '../../domain/book/describedBook.ts';
import { balanceId, capitalOf, reserveOf } from '../../market/ledger/accounts.ts';
import { GOVERNANCE_ID, parametersOf } from '../../market/parameters.ts';
import { SHARED_KINDS } from '../../market/reserve/backing.ts';
import { reserveIdOf } from '../../market/reserve/reserveId.ts';
import { type BookDocuments, bookOf, bookRulesOf, isCovered } from '../../market/risk/bookOf.ts';
import type { Database } from '../../store/database.ts';
import type { AssetDocument } from '../../store/documents/parties.ts';
import type { PoolDocument } from '../../store/documents/pools.ts';
import { loadAll, loadByIds } from '../../store/load.ts';
import type { Environment } from '../audit/openLedger.ts';
import { readLedger } from '../audit/readLedger.ts';
import { quoted, UsageError } from '../shared/output.ts';

/** The parameters where nothing was changed. */
export const DEFAULT_RULES: BookRules = bookRulesOf(parametersOf(null));

/** Reads the ledger that is named, or the one that is here, at one moment; UsageError where there is none. */
export async function liveBook(
  uri: string | undefined,
  symbol: string | undefined,
  environment: Environment,
): Promise<BookDescription> {
  return readLedger(uri, environment, (view, name) => readBook(view, symbol, name));
}

async function readBook(view: Database, symbol: string | undefined, name: string): Promise<BookDescription> {
  const [allPools, products, assets, governance] = await Promise.all([
    loadAll(view, 'pools', { sandbox: false }),
    loadAll(view, 'products', { sandbox: false }),
    loadAll(view, 'assets'),
    loadByIds(view, 'governance', [GOVERNANCE_ID]),
  ]);
  const covered = allPools.filter(isCovered);
  const asset = assetOf(assets, covered, symbol, name);
  const pools = covered.filter(({ assetId }) => assetId === asset._id);
  return bookOf({
    ...{ name, asset, pools, balance: await balancesOf(view, pools, asset._id) },
    products: products.filter(({ assetId }) => assetId === asset._id),
    parameters: parametersOf(governance[0] ?? null),
  });
}

function assetOf(
  assets: readonly AssetDocument[],
  pools: readonly PoolDocument[],
  symbol: string | undefined,
  name: string,
): AssetDocument {
  const covered = assets.filter(({ _id }) => pools.some(({ assetId }) => assetId === _id));
  const named = symbol === undefined ? covered : covered.filter((asset) => asset.symbol === symbol);
  const [asset, ...more] = named;
  if (asset !== undefined && more.length === 0) return asset;
  if (covered.length === 0) throw new UsageError(`there is no cover in force in ${name}`);
  const symbols = covered.map((one) => one.symbol).join(', ');
  const what =
    symbol === undefined ? 'cover is in force in several assets' : `${quoted(symbol)} is no asset of it`;
  throw new UsageError(`${what}: name one with --asset, of ${symbols}`);
}

async function balancesOf(
  view: Database,
  pools: readonly PoolDocument[],
  assetId: string,
): Promise<BookDocuments['balance']> {
  const accounts = [
    ...pools.flatMap(({ _id }) => [capitalOf(_id), reserveOf(reserveIdOf('POOL_FUND', _id))]),
    ...SHARED_KINDS.map((kind) => reserveOf(reserveIdOf(kind, assetId))),
  ];
  const rows = await loadByIds(
    view,
    'balances',
    accounts.map((account) => balanceId(account, assetId)),
  );
  const amounts = new Map(rows.map(({ _id, amount }) => [_id, amount]));
  return (account, asset) => amounts.get(balanceId(account, asset)) ?? 0n;
}
