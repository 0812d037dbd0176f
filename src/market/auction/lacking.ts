/** What no layer bears yet of incidents that have been added up: what a sale of a vault is for. */
import type { Amount } from '../../domain/shared/units.ts';
import { allocateEvent } from '../../domain/waterfall/allocateEvent.ts';
import type { IncidentDocument } from '../../store/documents/incidents.ts';
import type { PoolDocument } from '../../store/documents/pools.ts';
import type { VaultDocument } from '../../store/documents/vaults.ts';
import { type Loss, lossesOf } from '../incident/losses.ts';
import type { Draft } from '../sequencer/draft.ts';
import { accrueVault } from '../vault/accrue.ts';
import { backsPool } from '../vault/backing.ts';
import { vaultIdOf } from '../vault/vaultId.ts';
import { fundedLayers } from '../waterfall/fundedLayers.ts';

/** What the claimants of one pool would go without. */
export interface Lacking {
  readonly pool: PoolDocument;
  readonly amount: Amount;
}

/** Asks all layers before those that are called, by the rule that allocates, and takes nothing. */
export function lackingOf(draft: Draft, assetId: string, incidents: readonly IncidentDocument[]): Lacking[] {
  const vaultId = vaultIdOf(assetId);
  if (draft.get('vaults', vaultId) !== null) accrueVault(draft, vaultId);
  const losses: Loss[] = lossesOf(draft, incidents);
  const { haircuts } = allocateEvent(losses, fundedLayers(draft, assetId, losses));
  return losses.map(({ pool }, index) => ({ pool, amount: haircuts[index] ?? 0n }));
}

/** What of it a vault may be sold for: the part of the pools that it backs. */
export function lackingBehind(draft: Draft, vault: VaultDocument, lacking: readonly Lacking[]): Amount {
  const held = draft.must('assets', vault.assetId);
  return lacking.reduce((sum, { pool, amount }) => (backsPool(vault, held, pool) ? sum + amount : sum), 0n);
}
