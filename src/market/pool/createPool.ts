/** Creates an empty pool in one asset. Products are put into it when they are created. */
import { z } from 'zod';
import { newEarning } from '../../domain/policy/earning.ts';
import { LEVERAGE_DIVERSIFIED_DEFAULT, LEVERAGE_MAX } from '../../domain/pool/composition.ts';
import { RUNNING_CLOCK } from '../../domain/pool/freezeClock.ts';
import { NO_RESULTS } from '../../domain/pool/results.ts';
import { POOLS_PER_ASSET_MAX } from '../../domain/shared/limits.ts';
import { refuse } from '../../domain/shared/refusals.ts';
import { WAD } from '../../domain/shared/units.ts';
import { wholeUnitOf } from '../asset/wholeUnit.ts';
import type { Command } from '../command.ts';
import { directRefusal } from '../governance/directly.ts';
import { idInput, nameInput, wadInput } from '../inputs.ts';
import { newReserve } from '../reserve/flows.ts';
import { poolIdsOf, poolsOfAsset } from '../reserve/poolsOfAsset.ts';
import { openDraft } from '../sequencer/draft.ts';
import { need } from '../sequencer/world.ts';

const input = z.strictObject({
  name: nameInput,
  assetId: idInput,
  kind: z.enum(['ISOLATED', 'DIVERSIFIED']),
  leverageWad: wadInput.nullable().optional(),
  sandbox: z.boolean(),
});
type Input = z.infer<typeof input>;

export const createPool: Command<Input, { poolId: string }> = {
  name: 'createPool',
  input,
  sender: ['OWNER'],
  money: false,
  naturalKey: ({ name, assetId }) => `${assetId}:${name}`,
  needs: ({ assetId }) => [need('assets', assetId), poolsOfAsset(assetId)],
  decide(world, { name, assetId, kind, sandbox, leverageWad }, { at, id, principal }) {
    const draft = openDraft(world, at);
    const direct = sandbox ? null : directRefusal(draft, principal);
    if (direct !== null) return direct;
    if (draft.get('assets', assetId) === null) return refuse('NOT_FOUND', { id: assetId }, 'assetId');
    const used = poolIdsOf(world, assetId).length;
    if (used >= POOLS_PER_ASSET_MAX)
      return refuse('LIMIT_REACHED', { limit: POOLS_PER_ASSET_MAX, used }, 'assetId');
    const leverage = leverageWad ?? (kind === 'ISOLATED' ? WAD : LEVERAGE_DIVERSIFIED_DEFAULT);
    if (leverage < WAD || leverage > LEVERAGE_MAX || (kind === 'ISOLATED' && leverage !== WAD)) {
      const maximum = kind === 'ISOLATED' ? WAD : LEVERAGE_MAX;
      return refuse(
        'PARAMETER_OUT_OF_RANGE',
        { name: 'leverage', minimum: WAD, maximum, maximumStep: null },
        'leverage',
      );
    }
    const poolId = id('pool');
    draft.create('pools', {
      _id: poolId,
      version: 0,
      name,
      assetId,
      kind,
      leverageWad: leverage,
      status: 'OPEN',
      topUpCall: null,
      runOff: null,
      auctionId: null,
      auctionCount: 0,
      uncoveredAt: null,
      queuePressure: 'NONE',
      sandbox,
      requirementFloor: sandbox
        ? 0n
        : draft.parameters.values.requirementFloorUnits * wholeUnitOf(draft, assetId),
      fundClass: 'C',
      countedRequirement: 0n,
      shares: 0n,
      queuedShares: 0n,
      queuedValue: 0n,
      withdrawalCount: 0,
      products: [],
      earmarks: [],
      earning: newEarning(at),
      income: null,
      results: { amounts: NO_RESULTS, perShare: NO_RESULTS },
      opening: { at, priceWad: WAD, perShare: NO_RESULTS },
      ...RUNNING_CLOCK,
      createdAt: at,
    });
    draft.create('reserves', newReserve('POOL_FUND', poolId, assetId, at));
    draft.emit({ type: 'pool.status_changed', node: poolId, changes: { status: 'OPEN', name } });
    return draft.done({ poolId });
  },
};
