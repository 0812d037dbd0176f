/** What accounts hold, and what policies were paid. */
import type { Amount } from '../../domain/shared/units.ts';
import type { Database } from '../../store/database.ts';
import type { PayoutDocument } from '../../store/documents/incidents.ts';
import { findRows } from '../../store/queries/pages.ts';
import { availableOf } from '../ledger/accounts.ts';
import type { BalanceView } from './views.ts';

/**
 * Balances by account, in the order of asset ids. Whatever an account has beyond what it may spend is held.
 */
export async function balancesOf(
  database: Database,
  accountIds: readonly string[],
): Promise<Map<string, BalanceView[]>> {
  const views = new Map<string, BalanceView[]>(accountIds.map((id) => [id, []]));
  if (accountIds.length === 0) return views;
  // All ledger accounts `<id>/<purpose>`: the character behind the slash ends the range.
  const owned = accountIds.map((id) => ({ account: { $gt: `${id}/`, $lt: `${id}0` } }));
  for (const balance of await findRows(database, 'balances', { $or: owned }, { assetId: 1 })) {
    const accountId = balance.account.slice(0, balance.account.indexOf('/'));
    const rows = views.get(accountId) ?? [];
    let row = rows.find(({ assetId }) => assetId === balance.assetId);
    if (row === undefined) {
      row = { assetId: balance.assetId, available: 0n, held: 0n };
      rows.push(row);
    }
    if (balance.account === availableOf(accountId)) row.available += balance.amount;
    else row.held += balance.amount;
  }
  return views;
}

/** Payouts by policy, oldest first. */
export async function payoutsOf(
  database: Database,
  policyIds: readonly string[],
): Promise<Map<string, PayoutDocument[]>> {
  const payouts = new Map<string, PayoutDocument[]>(policyIds.map((id) => [id, []]));
  const filter = { policyId: { $in: [...policyIds] } };
  for (const payout of await findRows(database, 'payouts', filter, { paidAt: 1, _id: 1 })) {
    payouts.get(payout.policyId)?.push(payout);
  }
  return payouts;
}

/** What has been repaid of recovery claims, by payout. */
export async function repaidOf(
  database: Database,
  payoutIds: readonly string[],
): Promise<Map<string, Amount>> {
  const repaid = new Map<string, Amount>();
  const filter = { payoutId: { $in: [...payoutIds] } };
  for (const claim of await findRows(database, 'recoveryClaims', filter, { _id: 1 })) {
    const { payoutId } = claim;
    if (payoutId !== null) repaid.set(payoutId, (repaid.get(payoutId) ?? 0n) + claim.repaid);
  }
  return repaid;
}
