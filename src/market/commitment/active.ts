/** The commitments of an asset that are in force. */
import { COMMITMENTS_ACTIVE_MAX } from '../../domain/shared/limits.ts';
import type { Need } from '../sequencer/world.ts';

/** All of them, by id. */
export const activeCommitments = (assetId: string): Need => ({
  range: 'activeCommitments',
  query: { assetId },
  limit: COMMITMENTS_ACTIVE_MAX,
});
