/** Earns a pool's premium up to now: sent hourly, so that no command finds it far behind. */
import { z } from 'zod';
import { reachOf } from '../../domain/policy/earning.ts';
import { refuse } from '../../domain/shared/refusals.ts';
import type { Command } from '../command.ts';
import { idInput, secondsInput } from '../inputs.ts';
import { openDraft } from '../sequencer/draft.ts';
import { accruePool as accrueTo } from './accrue.ts';
import { poolNeeds } from './poolNeeds.ts';

const input = z.strictObject({ poolId: idInput, tick: secondsInput });
type Input = z.infer<typeof input>;

export const accruePool: Command<Input, { accruedTo: number }> = {
  name: 'accruePool',
  input,
  sender: 'SYSTEM',
  money: false,
  naturalKey: ({ poolId, tick }) => `${poolId}:${tick}`,
  needs: ({ poolId }, { at }, world) =>
    poolNeeds(world, poolId, reachOf(world.peek('pools', poolId)?.earning, at)),
  decide(world, { poolId }, { at }) {
    const pool = world.get('pools', poolId);
    if (pool === null) return refuse('NOT_FOUND', { id: poolId }, 'poolId');
    // A pool that is far behind is caught up in steps, each as far as one command may go.
    const draft = openDraft(world, reachOf(pool.earning, at));
    const { earning } = accrueTo(draft, poolId);
    draft.emit({ type: 'pool.accrued', node: poolId, eventTime: earning.accruedTo });
    return draft.done({ accruedTo: earning.accruedTo });
  },
};
