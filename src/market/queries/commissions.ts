/** What distributors have sold and not earned yet. */
import type { Amount } from '../../domain/shared/units.ts';
import type { Database } from '../../store/database.ts';
import { loadByIds } from '../../store/load.ts';
import { findRows } from '../../store/queries/pages.ts';
import { balanceId, unearnedOf } from '../ledger/accounts.ts';

/** By distributor, in the order of asset ids. */
export async function commissionsOf(
  database: Database,
  distributorIds: readonly string[],
): Promise<Map<string, { assetId: string; amount: Amount }[]>> {
  const filter = { distributorId: { $in: [...distributorIds] } };
  const found = await findRows(database, 'commissions', filter, { _id: 1 });
  const idOf = ({ _id, assetId }: (typeof found)[number]) => balanceId(unearnedOf(_id), assetId);
  const balances = await loadByIds(database, 'balances', found.map(idOf));
  const rows = new Map<string, { assetId: string; amount: Amount }[]>(distributorIds.map((id) => [id, []]));
  for (const commission of found) {
    const amount = balances.find(({ _id }) => _id === idOf(commission))?.amount ?? 0n;
    rows.get(commission.distributorId)?.push({ assetId: commission.assetId, amount });
  }
  return rows;
}
