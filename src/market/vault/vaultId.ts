/** Vaults are named by what they pay and hold. */
import { reserveIdOf } from '../reserve/reserveId.ts';

/**
 * The id of the vault that backs what is paid in an asset; of one that holds something else, both are named.
 */
export function vaultIdOf(payoutAssetId: string, assetId: string = payoutAssetId): string {
  const id = reserveIdOf('VAULT', payoutAssetId);
  return assetId === payoutAssetId ? id : `${id}_${assetId.slice('ast_'.length)}`;
}

/** True for the id of a vault: whoever else has shares is a pool. */
export const isVault = (id: string): boolean => id.startsWith('rsv_vault_');
