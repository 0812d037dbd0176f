/** What comes to a vault beside deposits: it waits beside the vault and reaches the shares over 30 days. */
import type { Amount } from '../../domain/shared/units.ts';
import type { ReserveSource } from '../../store/documents/reserves.ts';
import { balanceId, incomeOf } from '../ledger/accounts.ts';
import { withAmount } from '../reserve/flows.ts';
import type { Draft } from '../sequencer/draft.ts';
import { type Need, need } from '../sequencer/world.ts';
import { vaultIdOf } from './vaultId.ts';

/** What paying an income into the vault of an asset reads and writes, whether there is one or not. */
export function incomeNeeds(assetId: string): Need[] {
  const vaultId = vaultIdOf(assetId);
  return [need('vaults', vaultId), need('balances', balanceId(incomeOf(vaultId), assetId))];
}

/**
 * The vault that shares in what an asset's cover earns, or null: one without shares carries no risk, and what
 * a wiped one carried is lost. What would be theirs is the shared fund's then, which repays claims first.
 */
export function earningVaultOf(draft: Draft, assetId: string): string | null {
  const vault = draft.get('vaults', vaultIdOf(assetId));
  return vault === null || vault.shares === 0n || vault.status === 'WIPED' ? null : vault._id;
}

/** Puts an income aside for a vault: its next accrual begins to hand it to the shares. */
export function payIncome(
  draft: Draft,
  from: string,
  vaultId: string,
  source: ReserveSource,
  amount: Amount,
): void {
  if (amount === 0n) return;
  draft.move(from, incomeOf(vaultId), draft.must('vaults', vaultId).assetId, amount);
  noteIncome(draft, vaultId, source, amount);
}

/** Counts what has been put aside for a vault. */
export function noteIncome(draft: Draft, vaultId: string, source: ReserveSource, amount: Amount): void {
  const vault = draft.must('vaults', vaultId);
  draft.put('vaults', { ...vault, incomes: withAmount(vault.incomes, source, amount) });
}
