/** What shares are kept in: those of a pool, and those of a backstop vault. */
import { isVault } from '../../market/vault/vaultId.ts';
import { type Loaders, must } from '../loaders/loaders.ts';

export const assetIdOf = async (poolId: string, loaders: Loaders): Promise<string> =>
  (await (isVault(poolId) ? must(loaders.reserve, poolId) : must(loaders.pool, poolId))).assetId;
