/**
 * Draws of venues on a vault. From the close that asks for one until it is paid it is set aside: nobody steps
 * into or out of the vault, as from a breach, and what is set aside still belongs to its shares.
 */
import { breachAt, freezeAt, thawAt } from '../../domain/pool/freezeClock.ts';
import type { Amount } from '../../domain/shared/units.ts';
import { coverPending, NOTHING_SLASHED, slashForLoss } from '../../domain/vault/slash.ts';
import type { VaultDocument } from '../../store/documents/vaults.ts';
import type { Draft } from '../sequencer/draft.ts';
import { wholeUnitOf } from './deposit.ts';
import { bookVaultResult, restate, vaultAssets } from './vaultBooks.ts';

/** Counts what a market has set aside of a vault, and freezes it. The money has moved. */
export function holdOfVault(draft: Draft, vaultId: string, marketId: string, amount: Amount): void {
  const vault = draft.must('vaults', vaultId);
  const before = vault.holds.find((hold) => hold.marketId === marketId)?.amount ?? 0n;
  draft.put('vaults', {
    ...vault,
    ...breachAt(freezeAt(vault, draft.at), draft.at),
    holds: [...without(vault, marketId), { marketId, amount: before + amount }],
  });
}

/** Counts what is set aside no more, and ends the freeze with the last of all reasons for it. */
export function releaseOfVault(draft: Draft, vaultId: string, marketId: string, amount: Amount): void {
  const vault = draft.must('vaults', vaultId);
  const before = vault.holds.find((hold) => hold.marketId === marketId)?.amount ?? 0n;
  const left = before - amount;
  if (left < 0n) throw new Error(`${marketId} frees ${amount} of ${vaultId} and holds ${before}`);
  const holds = [...without(vault, marketId), ...(left > 0n ? [{ marketId, amount: left }] : [])];
  const isOver = holds.length === 0 && vault.breachedProductIds.length === 0;
  draft.put('vaults', { ...vault, ...(isOver ? thawAt(vault, draft.at) : {}), holds });
}

/** Writes down what a liquidation has taken, against all shares. The vault is accrued, the money has left. */
export function slashForLiquidation(
  draft: Draft,
  vaultId: string,
  liquidationId: string,
  amount: Amount,
): void {
  const vault = draft.must('vaults', vaultId);
  const assetsBefore = vaultAssets(draft, vault) + amount;
  const total = { amount, borneBefore: 0n };
  const slash = slashForLoss(assetsBefore, NOTHING_SLASHED, total, wholeUnitOf(draft, vault.assetId));
  if (slash.taken !== amount) throw new Error(`${vaultId} gives ${slash.taken}, and ${amount} was taken`);
  const { loss } = coverPending(slash.loss, amount);
  draft.create('vaultLosses', {
    ...{ _id: `${vaultId}/${liquidationId}`, version: 0, vaultId, lossEventId: liquidationId, ...loss },
    ...{ incidents: [], assetsBefore, sharesBefore: vault.shares, at: draft.at },
  });
  bookVaultResult(draft, vaultId, 'losses', amount);
  restate(draft, vaultId);
}

const without = ({ holds }: VaultDocument, marketId: string) =>
  holds.filter((hold) => hold.marketId !== marketId);
