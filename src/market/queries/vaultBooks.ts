/** The books of vaults at a time: accrued by the same code as in every command, and never written. */
import { reachOf } from '../../domain/policy/earning.ts';
import type { Amount, UnixSeconds } from '../../domain/shared/units.ts';
import type { VaultDocument } from '../../store/documents/vaults.ts';
import { incomeOf, unearnedOf } from '../ledger/accounts.ts';
import { type Draft, openDraft } from '../sequencer/draft.ts';
import type { Need, World } from '../sequencer/world.ts';
import { accrueVault } from '../vault/accrue.ts';
import { vaultAssets } from '../vault/vaultBooks.ts';
import { vaultNeeds } from '../vault/vaultNeeds.ts';

/** A vault with what it holds. */
export interface VaultBooks {
  draft: Draft;
  vault: VaultDocument;
  assets: Amount;
  /** Income that has not reached the shares. */
  unreleased: Amount;
}

/** What opening the books of a vault reads. */
export const vaultBookNeeds = (world: World, vaultId: string, at: UnixSeconds): Need[] =>
  vaultNeeds(world, vaultId, reachOf(world.peek('vaults', vaultId)?.earning, at));

/** Opens the books of a vault at a time, as far as one step reaches; null where there is no such vault. */
export function openVault(world: World, vaultId: string, at: UnixSeconds): VaultBooks | null {
  const found = world.get('vaults', vaultId);
  if (found === null) return null;
  const draft = openDraft(world, reachOf(found.earning, at));
  const vault = accrueVault(draft, vaultId);
  const unreleased =
    draft.balance(unearnedOf(vaultId), vault.assetId) + draft.balance(incomeOf(vaultId), vault.assetId);
  return { draft, vault, assets: vaultAssets(draft, vault), unreleased };
}
