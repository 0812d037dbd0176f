/** All pools that pay in an asset: they share what stands behind them. */
import { POOLS_PER_ASSET_MAX } from '../../domain/shared/limits.ts';
import type { Need, World } from '../sequencer/world.ts';

/** The pools of an asset, by id. */
export const poolsOfAsset = (assetId: string): Need => ({
  range: 'poolsOfAsset',
  query: { assetId },
  limit: POOLS_PER_ASSET_MAX,
});

/** Their ids, as a world has them. */
export const poolIdsOf = (world: World, assetId: string): readonly string[] =>
  world.range('poolsOfAsset', { assetId }) ?? [];
