/** The books that pools, vaults and venues are stepped on, loaded once a step for all of them. */
import type { Amount } from '../../domain/shared/units.ts';
import { balanceId, capitalOf, reserveOf } from '../../market/ledger/accounts.ts';
import { GOVERNANCE_ID, type Parameters, parametersOf } from '../../market/parameters.ts';
import { type ReserveBooks, reserveBooks } from '../../market/reserve/backing.ts';
import type { Database } from '../../store/database.ts';
import type { PoolDocument } from '../../store/documents/pools.ts';
import type { ReserveDocument } from '../../store/documents/reserves.ts';
import type { VaultDocument } from '../../store/documents/vaults.ts';
import { loadAll, loadByIds } from '../../store/load.ts';

/** As incidents have left it; every command looks again. */
export interface SeenBooks {
  pools: readonly PoolDocument[];
  vaults: readonly VaultDocument[];
  reserves: readonly ReserveDocument[];
  parameters: Parameters;
  /** Reserves by id, with what they hold. */
  funds: ReserveBooks;
  capitalOf(pool: PoolDocument): Amount;
}

export async function loadBooks(database: Database): Promise<SeenBooks> {
  const [pools, vaults, reserves, [governance]] = await Promise.all([
    loadAll(database, 'pools'),
    loadAll(database, 'vaults'),
    loadAll(database, 'reserves'),
    loadByIds(database, 'governance', [GOVERNANCE_ID]),
  ]);
  const held = [...pools.map(capitalIdOf), ...reserves.map(fundsIdOf)];
  const balances = await loadByIds(database, 'balances', held);
  const amounts = new Map(balances.map(({ _id, amount }) => [_id, amount]));
  const parameters = parametersOf(governance ?? null);
  const funds = reserveBooks(reserves, amounts, parameters);
  const capital = (pool: PoolDocument) => amounts.get(capitalIdOf(pool)) ?? 0n;
  return { pools, vaults, reserves, parameters, funds, capitalOf: capital };
}

const capitalIdOf = ({ _id, assetId }: PoolDocument): string => balanceId(capitalOf(_id), assetId);

const fundsIdOf = ({ _id, assetId }: ReserveDocument): string => balanceId(reserveOf(_id), assetId);
