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
import { balanceId, PLATFORM, reserveOf } from '../ledger/accounts.ts';
import { standingIn } from '../pool/poolBooks.ts';
import { type Draft, openDraft } from '../sequencer/draft.ts';
import { need, type World } from '../sequencer/world.ts';
import { reserveNeeds } from './flows.ts';
import { poolIdsOf } from './poolsOfAsset.ts';
import { reserveIdOf } from './reserveId.ts';
import { floorOf, floorOfAll, resourcesOfAll, sharedNeeds } from './sharedStanding.ts';
import { sizeSlice } from './slice.ts';
import { runwayNeeds, tellRunway, tellStanding } from './tellStanding.ts';

/** `tick` names the watcher's step: the same step sizes once. */
const input = z.strictObject({ assetId: idInput, tick: secondsInput });
type Input = z.infer<typeof input>;

export const sizeReserves: Command<Input, { assetId: string }> = {
  name: 'sizeReserves',
  input,
  sender: 'SYSTEM',
  money: false,
  naturalKey: ({ assetId, tick }) => `${assetId}:${tick}`,
  needs: ({ assetId }, { at }, world) => [
    ...sharedNeeds(world, assetId),
    ...toldIds(world, assetId).flatMap((id) => runwayNeeds(id, at)),
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
    tell(draft, world, assetId, pools);
    return draft.done({ assetId });
  },
};

/** Everything whose standing it knows: the shared fund, the slice, and each pool's own fund. */
const toldIds = (world: World, assetId: string): string[] => [
  reserveIdOf('SHARED_FUND', assetId),
  reserveIdOf('PLATFORM_SLICE', assetId),
  ...poolIdsOf(world, assetId).map((poolId) => reserveIdOf('POOL_FUND', poolId)),
];

/** Who watches wants to hear of a level that was crossed, not of every hour. */
function tell(draft: Draft, world: World, assetId: string, pools: readonly PoolDocument[]): void {
  const storedOf = (id: string) => draft.must('reserves', id).requirement?.stored ?? 0n;
  const [sharedId, sliceId] = [reserveIdOf('SHARED_FUND', assetId), reserveIdOf('PLATFORM_SLICE', assetId)];
  tellStanding(draft, sharedId, resourcesOfAll(draft, assetId, pools), storedOf(sharedId));
  tellStanding(draft, sliceId, draft.balance(reserveOf(sliceId), assetId), storedOf(sliceId));
  for (const { _id } of pools) {
    const { resources, requirement } = standingIn(draft, draft.must('pools', _id));
    tellStanding(draft, reserveIdOf('POOL_FUND', _id), resources, requirement);
  }
  for (const id of toldIds(world, assetId)) tellRunway(draft, world, id);
}

/** What a pool requires now is what it is counted with until the next time. */
function count(draft: Draft, pool: PoolDocument): Amount {
  const countedRequirement = poolRequirement(pool.products, pool.requirementFloor);
  if (countedRequirement !== pool.countedRequirement) draft.put('pools', { ...pool, countedRequirement });
  return countedRequirement;
}
