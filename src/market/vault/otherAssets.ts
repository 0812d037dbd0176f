/** Vaults that hold another asset than the one that they pay for: what they hold has to be sold first. */
import type { AssetDocument } from '../../store/documents/parties.ts';
import type { VaultDocument } from '../../store/documents/vaults.ts';
import { reserveNeeds } from '../reserve/flows.ts';
import { reserveIdOf } from '../reserve/reserveId.ts';
import type { Draft } from '../sequencer/draft.ts';
import { type Need, need, type World } from '../sequencer/world.ts';
import { vaultIdOf } from './vaultId.ts';
import { vaultNeeds } from './vaultNeeds.ts';

/** The reserve that what such a vault is sold for is kept in. */
export const proceedsIdOf = (vaultId: string): string => reserveIdOf('VAULT_PROCEEDS', vaultId);

/** Their ids, of those that pay for what is paid in an asset. */
export const otherVaultIds = ({ _id, vaultIds = [] }: Pick<AssetDocument, '_id' | 'vaultIds'>): string[] =>
  vaultIds.filter((vaultId) => vaultId !== vaultIdOf(_id));

/** The same as documents. */
export const otherVaultsOf = (draft: Draft, assetId: string): VaultDocument[] =>
  otherVaultIds(draft.must('assets', assetId)).map((vaultId) => draft.must('vaults', vaultId));

/** What counting what they were sold for, and ending their sales, reads and writes. */
export function otherVaultNeeds(world: World, assetId: string): Need[] {
  const asset = world.peek('assets', assetId);
  if (asset == null) return [need('assets', assetId)];
  return otherVaultIds(asset).flatMap((vaultId) => {
    const vault = world.peek('vaults', vaultId);
    if (vault == null) return [need('vaults', vaultId)];
    const sale = vault.saleId === null ? [] : [need('auctions', vault.saleId)];
    return [need('assets', vault.assetId), ...reserveNeeds(proceedsIdOf(vaultId), assetId), ...sale];
  });
}

/** The same, and what selling what they hold reads and writes. */
export function otherVaultSaleNeeds(world: World, assetId: string, at: number): Need[] {
  const asset = world.peek('assets', assetId);
  const vaultIds = asset == null ? [] : otherVaultIds(asset);
  const selling = vaultIds.flatMap((vaultId) => {
    const feedId = world.peek('vaults', vaultId)?.priceFeedId ?? null;
    return [...vaultNeeds(world, vaultId, at), ...(feedId === null ? [] : [need('feeds', feedId)])];
  });
  return [...otherVaultNeeds(world, assetId), ...selling];
}
