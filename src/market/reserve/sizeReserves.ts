/**
 * Says anew what the reserves that pools of an asset share must hold, and which part of them counts for whom.
 * The watcher sends it hourly.
 */

import { z } from 'zod';
import { sharedRequirement } from '../../domain/fund/sharedStanding.ts';
import { sliceTarget } from '../../domain/fund/slice.ts';
import { updateRequirement } from '../../domain/fund/storedRequirement.ts';
import { poolRequirement } from '../../domain/pool/requirement.ts';
import { refuse } from '../../domain/shared/refusals.ts';
import type { Amount } from '../../domain/shared/units.ts';
import type { PoolDocument } from '../../store/documents/pools.ts';
import type { Command } from '../command.ts';
import { idInput, secondsInput } from '../inputs.ts';
import { balanceId, PLATFORM } from '../ledger/accounts.ts';
import { type Draft, openDraft } from '../sequencer/draft.ts';
import { need } from '../sequencer/world.ts';
import { reserveNeeds } from './flows.ts';
import { poolIdsOf, poolsOfAsset } from './poolsOfAsset.ts';
import { reserveIdOf } from './reserveId.ts';
import { floorOf, floorOfAll } from './sharedStanding.ts';
import { sizeSlice } from './slice.ts';

/** `tick` names the watcher's step: the same step sizes once. */
const input = z.strictObject({ assetId: idInput, tick: secondsInput });
type Input = z.infer<typeof input>;

export const sizeReserves: Command<Input, { assetId: string }> = {
  name: 'sizeReserves',
  input,
  sender: 'SYSTEM',
  money: false,
  naturalKey: ({ assetId, tick }) => `${assetId}:${tick}`,
  needs: ({ assetId }, _context, world) => [
    poolsOfAsset(assetId),
    ...poolIdsOf(world, assetId).map((poolId) => need('pools', poolId)),
    ...reserveNeeds(reserveIdOf('SHARED_FUND', assetId), assetId),
    ...reserveNeeds(reserveIdOf('PLATFORM_SLICE', assetId), assetId),
    need('balances', balanceId(PLATFORM, assetId)),
  ],
  decide(world, { assetId }, { at }) {
    const draft = openDraft(world, at);
    const sharedId = reserveIdOf('SHARED_FUND', assetId);
    if (draft.get('reserves', sharedId) === null) return refuse('NOT_FOUND', { id: assetId }, 'assetId');
    const pools = poolIdsOf(world, assetId).map((poolId) => draft.must('pools', poolId));
    const backed = pools.reduce((sum, pool) => sum + count(draft, pool), 0n);
    const desired = sharedRequirement(pools, floorOfAll(pools));
    const shared = draft.must('reserves', sharedId);
    const requirement = { ...updateRequirement(shared.requirement, desired, at), desired };
    draft.put('reserves', { ...shared, backed, requirement });
    sizeSlice(draft, assetId, sliceTarget(pools.map(floorOf)));
    return draft.done({ assetId });
  },
};

/** What a pool requires now is what it is counted with until the next time. */
function count(draft: Draft, pool: PoolDocument): Amount {
  const countedRequirement = poolRequirement(pool.products, pool.requirementFloor);
  if (countedRequirement !== pool.countedRequirement) draft.put('pools', { ...pool, countedRequirement });
  return countedRequirement;
}
