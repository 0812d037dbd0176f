/** Reserves against their money: what came in less what went out is what they hold. */
import type { Amount } from '../../domain/shared/units.ts';
import { readRows } from '../../store/audit/rows.ts';
import type { Database } from '../../store/database.ts';
import type { ReserveDocument } from '../../store/documents/reserves.ts';
import { loadByIds } from '../../store/load.ts';
import { balanceId, reserveOf } from '../ledger/accounts.ts';
import { reserveIdOf } from '../reserve/reserveId.ts';
import { vaultIdOf } from '../vault/vaultId.ts';
import type { Books } from './books.ts';
import type { Draws } from './checkLossEvents.ts';
import type { Findings } from './findings.ts';

const sumOf = (parts: Record<string, Amount>): Amount =>
  Object.values(parts).reduce((sum, amount) => sum + amount, 0n);

/** Checks every reserve. Returns how many there are. */
export async function checkReserves(
  view: Database,
  findings: Findings,
  { pools }: Books,
  lossDraws: Draws,
): Promise<number> {
  let looked = 0;
  const counted = new Map<string, Amount>();
  for (const { pool } of pools.values())
    counted.set(pool.assetId, (counted.get(pool.assetId) ?? 0n) + pool.countedRequirement);
  for await (const row of readRows(view, 'reserves', { sort: { _id: 1 } })) {
    looked += 1;
    findings.look('reserves', row, () => undefined);
    if (row.document === null) continue;
    const { _id, kind, ownerId, assetId, inflows, draws } = row.document;
    const [balance] = await loadByIds(view, 'balances', [balanceId(reserveOf(_id), assetId)]);
    if (kind === 'SHARED_FUND')
      findings.compare('reserves', _id, 'backed', counted.get(assetId) ?? 0n, row.document.backed);
    checkDraws(findings, row.document, lossDraws.get(_id) ?? 0n);
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

/** A pool's fund pays for its pool alone; what is shared may have paid for venues beside it. */
function checkDraws(findings: Findings, { _id, kind, draws }: ReserveDocument, byPools: Amount): void {
  const drawn = draws.LOSS ?? 0n;
  if (kind === 'POOL_FUND' || drawn < byPools)
    findings.compare('reserves', _id, 'draws.LOSS', byPools, drawn);
}
