/** What a loss event takes of a vault: once, at the cost of all shares, those that wait to leave as well. */
import type { Amount } from '../../domain/shared/units.ts';
import { coverPending, NOTHING_SLASHED, slashForLoss } from '../../domain/vault/slash.ts';
import type { EventDebit } from '../../domain/waterfall/allocateEvent.ts';
import { divideByWeights } from '../../domain/waterfall/prorata.ts';
import type { LossEventDocument } from '../../store/documents/lossEvents.ts';
import type { VaultLossDocument } from '../../store/documents/vaults.ts';
import { wholeUnitOf } from '../asset/wholeUnit.ts';
import type { Draft } from '../sequencer/draft.ts';
import { bookVaultResult, restate, vaultAssets } from './vaultBooks.ts';
import { vaultIdOf } from './vaultId.ts';

/**
 * Writes down what an allocation has taken of the vault of an asset, by incident, and counts it against its
 * shares. The money has left with the debits, and reaches the claimants in the same command.
 */
export function slashVault(
  draft: Draft,
  assetId: string,
  { _id: lossEventId, members }: Pick<LossEventDocument, '_id' | 'members'>,
  debits: readonly EventDebit[],
): void {
  const vaultId = vaultIdOf(assetId);
  const amount = debits.reduce((sum, debit) => (debit.layer === vaultId ? sum + debit.amount : sum), 0n);
  if (amount === 0n) return;
  const claimed = members.map(({ pools }) => pools.reduce((sum, pool) => sum + pool.claimed, 0n));
  const parts: readonly Amount[] = divideByWeights(amount, claimed);
  const incidents = members.map(({ incidentId }, index) => ({ incidentId, amount: parts[index] ?? 0n }));
  recordSlash(draft, vaultId, { lossEventId, incidents }, amount);
}

/**
 * Writes down what one loss has taken, against all shares: an event of incidents, or a liquidation, which has
 * none. The vault is accrued, the money has left.
 */
export function recordSlash(
  draft: Draft,
  vaultId: string,
  loss: Pick<VaultLossDocument, 'lossEventId' | 'incidents'>,
  amount: Amount,
): void {
  const vault = draft.must('vaults', vaultId);
  const assetsBefore = vaultAssets(draft, vault) + amount;
  const total = { amount, borneBefore: 0n };
  const slash = slashForLoss(assetsBefore, NOTHING_SLASHED, total, wholeUnitOf(draft, vault.assetId));
  if (slash.taken !== amount) throw new Error(`${vaultId} gives ${slash.taken}, and ${amount} was taken`);
  draft.create('vaultLosses', {
    ...{ _id: `${vaultId}/${loss.lossEventId}`, version: 0, vaultId, ...loss },
    ...coverPending(slash.loss, amount).loss,
    ...{ assetsBefore, sharesBefore: vault.shares, at: draft.at },
  });
  bookVaultResult(draft, vaultId, 'losses', amount);
  restate(draft, vaultId);
}
