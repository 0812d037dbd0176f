/** A vault's figures as the rules want them, and what changes of them at every movement. */
import { type BySource, type Mark, markPrice, withResult } from '../../domain/pool/results.ts';
import type { ShareBook } from '../../domain/pool/shares.ts';
import type { Amount, UnixSeconds } from '../../domain/shared/units.ts';
import { vaultStatus } from '../../domain/vault/status.ts';
import type { VaultDocument } from '../../store/documents/vaults.ts';
import { reserveOf } from '../ledger/accounts.ts';
import type { Draft } from '../sequencer/draft.ts';

/** What waits for draws of venues: it is its shares' until it is paid. */
export const setAsideOf = ({ holds }: Pick<VaultDocument, 'holds'>): Amount =>
  holds.reduce((sum, { amount }) => sum + amount, 0n);

/** What the vault holds for its shares: also what is set aside for venues and not paid. */
export const vaultAssets = (draft: Draft, vault: VaultDocument): Amount =>
  draft.balance(reserveOf(vault._id), vault.assetId) + setAsideOf(vault);

/** What the price of a share follows from: nothing of a vault is earmarked, a loss slashes it at once. */
export const vaultBook = (draft: Draft, vault: VaultDocument): ShareBook => ({
  assets: vaultAssets(draft, vault),
  shares: vault.shares,
});

/** Where a vault's results stand at a time. */
export function vaultMark(draft: Draft, vault: VaultDocument, at: UnixSeconds): Mark {
  const priceWad = markPrice(vaultAssets(draft, vault), vault.shares);
  return { at, priceWad, perShare: vault.results.perShare };
}

/** Counts what a source brought to a vault's shares; a loss is positive. */
export function bookVaultResult(draft: Draft, vaultId: string, source: keyof BySource, amount: Amount): void {
  if (amount === 0n) return;
  const vault = draft.must('vaults', vaultId);
  draft.put('vaults', { ...vault, results: withResult(vault.results, source, amount, vault.shares) });
}

/** Judges the state anew after money, shares or queue have moved, and tells when it is another. */
export function restate(draft: Draft, vaultId: string): void {
  const vault = draft.must('vaults', vaultId);
  const { shares, queuedShares } = vault;
  const status = vaultStatus(
    { assets: vaultAssets(draft, vault), pending: 0n, shares, queuedShares },
    vault.status,
    draft.parameters.queue,
  );
  if (status === vault.status) return;
  draft.put('vaults', { ...vault, status });
  draft.emit({ type: 'reserve.status_changed', node: vaultId, changes: { status } });
}
