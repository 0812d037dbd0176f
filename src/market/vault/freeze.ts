/**
 * Nobody steps into or out of a vault from the breach of a pool that it backs until the last incident of it
 * is paid.
 */
import { breachAt, freezeAt, thawAt } from '../../domain/pool/freezeClock.ts';
import type { ProductDocument } from '../../store/documents/cover.ts';
import type { VaultDocument } from '../../store/documents/vaults.ts';
import type { Draft } from '../sequencer/draft.ts';
import { backsPool } from './backing.ts';

/** Freezes every vault that backs a pool of a product. Needs `payingVaultNeeds` and the pools. */
export function freezeVaults(draft: Draft, { _id, poolIds, assetId }: ProductDocument): void {
  for (const vault of payingVaults(draft, assetId)) {
    const held = draft.must('assets', vault.assetId);
    const isBacked = poolIds.some((poolId) => backsPool(vault, held, draft.must('pools', poolId)));
    if (!isBacked || vault.breachedProductIds.includes(_id)) continue;
    draft.put('vaults', {
      ...vault,
      ...breachAt(freezeAt(vault, draft.at), draft.at),
      breachedProductIds: [...vault.breachedProductIds, _id],
    });
  }
}

/**
 * Ends the freeze for a product once nothing of it is open, to be decided or to be paid; a vault thaws with
 * its last one. Needs what `freezeVaults` does.
 */
export function thawVaults(draft: Draft, productId: string): void {
  const { assetId, openIncidentIds, verdicts, poolIds } = draft.must('products', productId);
  const isOpen = poolIds.some((poolId) =>
    draft.must('pools', poolId).earmarks.some((earmark) => earmark.productId === productId),
  );
  if (isOpen || openIncidentIds.length > 0 || verdicts.length > 0) return;
  for (const vault of payingVaults(draft, assetId)) {
    if (!vault.breachedProductIds.includes(productId)) continue;
    const breachedProductIds = vault.breachedProductIds.filter((id) => id !== productId);
    const isOver = breachedProductIds.length === 0 && vault.holds.length === 0;
    const clock = isOver ? thawAt(vault, draft.at) : {};
    draft.put('vaults', { ...vault, ...clock, breachedProductIds });
  }
}

function payingVaults(draft: Draft, assetId: string): VaultDocument[] {
  const { vaultIds = [] } = draft.must('assets', assetId);
  return vaultIds.map((vaultId) => draft.must('vaults', vaultId));
}
