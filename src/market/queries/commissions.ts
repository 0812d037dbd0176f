/** What distributors have sold: cover in force, and commission that is not earned yet. */
import type { Amount } from '../../domain/shared/units.ts';
import type { Database } from '../../store/database.ts';
import { loadByIds } from '../../store/load.ts';
import { findRows } from '../../store/queries/pages.ts';
import { balanceId, unearnedOf } from '../ledger/accounts.ts';

/** In one asset. */
export interface SoldView {
  assetId: string;
  /** Commission that is not earned yet. */
  amount: Amount;
  cover: Amount;
}

/** By distributor, in the order of asset ids. */
export async function commissionsOf(
  database: Database,
  distributorIds: readonly string[],
): Promise<Map<string, SoldView[]>> {
  const filter = { distributorId: { $in: [...distributorIds] } };
  const found = await findRows(database, 'commissions', filter, { _id: 1 });
  const idOf = ({ _id, assetId }: (typeof found)[number]) => balanceId(unearnedOf(_id), assetId);
  const balances = await loadByIds(database, 'balances', found.map(idOf));
  const rows = new Map<string, SoldView[]>(distributorIds.map((id) => [id, []]));
  for (const commission of found) {
    const amount = balances.find(({ _id }) => _id === idOf(commission))?.amount ?? 0n;
    const { assetId, cover } = commission;
    rows.get(commission.distributorId)?.push({ assetId, amount, cover });
  }
  return rows;
}
