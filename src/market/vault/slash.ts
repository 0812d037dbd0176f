/** What a loss takes of a vault: once, at the cost of all shares, those that wait to leave as well. */
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

/** What takes of a vault: a loss event or a sale for incidents, or a liquidation, which has none. */
export interface VaultClaim {
  readonly lossEventId: string;
  readonly members: readonly {
    readonly incidentId: string;
    readonly pools: readonly { readonly claimed: Amount }[];
  }[];
}

/** Where what one loss has taken of a vault is kept. */
export const vaultLossIdOf = (vaultId: string, lossEventId: string): string => `${vaultId}/${lossEventId}`;

/** Writes down what an allocation has taken of the vault of an asset: it reaches the claimants with it. */
export function slashVault(
  draft: Draft,
  assetId: string,
  { _id: lossEventId, members }: Pick<LossEventDocument, '_id' | 'members'>,
  debits: readonly EventDebit[],
): void {
  const vaultId = vaultIdOf(assetId);
  const amount = debits.reduce((sum, debit) => (debit.layer === vaultId ? sum + debit.amount : sum), 0n);
  if (amount > 0n) recordSlash(draft, vaultId, { lossEventId, members }, amount);
}

/**
 * Writes down what one loss has taken, by incident, and counts it against all shares. The vault is accrued,
 * the money has left. `before` is what was written down when the same loss took something already.
 */
export function recordSlash(
  draft: Draft,
  vaultId: string,
  { lossEventId, members }: VaultClaim,
  amount: Amount,
  before: VaultLossDocument | null = null,
): void {
  const vault = draft.must('vaults', vaultId);
  const assets = vaultAssets(draft, vault) + amount;
  const known = before ?? NOTHING_SLASHED;
  const total = { amount: known.slashed + amount, borneBefore: 0n };
  const slash = slashForLoss(assets, known, total, wholeUnitOf(draft, vault.assetId));
  if (slash.taken !== amount) throw new Error(`${vaultId} gives ${slash.taken}, and ${amount} was taken`);
  const { slashed, covered } = coverPending(slash.loss, amount).loss;
  const claimed = members.map(({ pools }) => pools.reduce((sum, pool) => sum + pool.claimed, 0n));
  const parts = divideByWeights(slashed, claimed);
  const incidents = members.map(({ incidentId }, index) => ({ incidentId, amount: parts[index] ?? 0n }));
  const { version, assetsBefore, at } = before ?? { version: 0, assetsBefore: assets, at: draft.at };
  const loss = {
    ...{ _id: vaultLossIdOf(vaultId, lossEventId), version, vaultId, lossEventId, incidents },
    ...{ slashed, covered, assetsBefore, sharesBefore: vault.shares, at },
  };
  if (before === null) draft.create('vaultLosses', loss);
  else draft.put('vaultLosses', loss);
  bookVaultResult(draft, vaultId, 'losses', amount);
  restate(draft, vaultId);
}
