/** Whether anybody may step into or out of a vault now. */
import { exitsFrozen } from '../../domain/pool/freezeClock.ts';
import { type Refusal, refuse } from '../../domain/shared/refusals.ts';
import type { Amount, UnixSeconds } from '../../domain/shared/units.ts';
import type { VaultDocument } from '../../store/documents/vaults.ts';

/** When a frozen vault opens again. */
export const VAULT_THAWS =
  'Every breach of what the vault backs has ended without an incident, or its incident has been paid; no draw of a venue waits.';

/** What a vault is frozen for: a product, a venue's market. */
export const frozenBy = ({ _id, breachedProductIds, holds }: VaultDocument): string =>
  breachedProductIds[0] ?? holds[0]?.marketId ?? _id;

const LOST = 'The vault has lost what it held; what it would earn from now on goes to the shared fund.';

/** Why nobody steps into a vault in a state of it; null where everybody may. */
export function vaultClosedRefusal({ status }: Pick<VaultDocument, 'status'>): Refusal | null {
  if (status === 'WIPED') return refuse('POOL_CLOSED', { status, reason: LOST, alternatives: [] });
  if (status !== 'CLOSED') return null;
  const reason = 'More than 60 % of its shares wait to leave; it opens again below 30 %.';
  return refuse('POOL_CLOSED', { status, reason, alternatives: [] });
}

/** Refuses from a breach until it is paid; null else. */
export function vaultFrozenRefusal(vault: VaultDocument, amount: Amount, at: UnixSeconds): Refusal | null {
  if (!exitsFrozen(vault, at)) return null;
  const by = frozenBy(vault);
  return refuse('LOCKED', { amount, until: null, by, unlocksWhen: VAULT_THAWS });
}
