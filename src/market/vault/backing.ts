/** Which pools a vault backs: those that pay in its asset, unless what it holds may fall with their cover. */
import type { AssetDocument } from '../../store/documents/parties.ts';
import type { PoolDocument } from '../../store/documents/pools.ts';
import type { VaultDocument } from '../../store/documents/vaults.ts';

/**
 * Wrong-way: a vault never backs a pool that covers its asset, or anything of its asset's group, because what
 * it holds would be gone when it is asked for. `held` is the asset that the vault holds.
 */
export function backsPool(
  { payoutAssetId }: Pick<VaultDocument, 'payoutAssetId'>,
  held: Pick<AssetDocument, 'symbol' | 'group'>,
  { assetId, products }: Pick<PoolDocument, 'assetId' | 'products'>,
): boolean {
  if (assetId !== payoutAssetId) return false;
  return products.every(
    ({ subject, group, restsOn }) =>
      group !== held.group &&
      subject !== held.symbol &&
      restsOn.every((basis) => basis.group !== held.group && basis.subject !== held.symbol),
  );
}
