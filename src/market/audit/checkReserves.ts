/** Reserves against their money: what came in less what went out is what they hold. */
import type { Amount } from '../../domain/shared/units.ts';
import { readRows } from '../../store/audit/rows.ts';
import type { Database } from '../../store/database.ts';
import { loadByIds } from '../../store/load.ts';
import { balanceId, reserveOf } from '../ledger/accounts.ts';
import { reserveIdOf } from '../reserve/reserveId.ts';
import { vaultIdOf } from '../vault/vaultId.ts';
import type { Findings } from './findings.ts';

const sumOf = (parts: Record<string, Amount>): Amount =>
  Object.values(parts).reduce((sum, amount) => sum + amount, 0n);

/** Checks every reserve. Returns how many there are. */
export async function checkReserves(view: Database, findings: Findings): Promise<number> {
  let looked = 0;
  for await (const row of readRows(view, 'reserves', { sort: { _id: 1 } })) {
    looked += 1;
    findings.look('reserves', row, () => undefined);
    if (row.document === null) continue;
    const { _id, kind, ownerId, assetId, inflows, draws } = row.document;
    const [balance] = await loadByIds(view, 'balances', [balanceId(reserveOf(_id), assetId)]);
    const expected = kind === 'VAULT' ? vaultIdOf(ownerId, assetId) : reserveIdOf(kind, ownerId);
    findings.compare('reserves', _id, '_id', expected, _id);
    findings.compare(
      'reserves',
      _id,
      'inflows less draws',
      balance?.amount ?? 0n,
      sumOf(inflows) - sumOf(draws),
    );
  }
  return looked;
}
