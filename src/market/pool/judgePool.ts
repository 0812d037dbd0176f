/**
 * Judges where a pool stands on the solvency ladder. The watcher sends it when a step is due: after a loss,
 * when enough has come in or cover has ended, and when the clock of a call has run out.
 */
import { z } from 'zod';
import { STEP_NAME_LENGTH_MAX } from '../../domain/shared/limits.ts';
import { refuse } from '../../domain/shared/refusals.ts';
import type { PoolStatus } from '../../store/documents/pools.ts';
import type { Command } from '../command.ts';
import { idInput } from '../inputs.ts';
import { poolProductNeeds, unpaidIn } from '../reserve/atStake.ts';
import { openDraft } from '../sequencer/draft.ts';
import { accruePool } from './accrue.ts';
import { takeSteps } from './ladder.ts';
import { poolNeeds } from './poolNeeds.ts';

/** `tick` names the state of the pool that the watcher saw. */
const input = z.strictObject({ poolId: idInput, tick: z.string().max(STEP_NAME_LENGTH_MAX) });
type Input = z.infer<typeof input>;

export const judgePool: Command<Input, { status: PoolStatus }> = {
  name: 'judgePool',
  input,
  sender: 'SYSTEM',
  money: false,
  naturalKey: ({ poolId, tick }) => `${poolId}:${tick}`,
  needs: ({ poolId }, { at }, world) => [...poolNeeds(world, poolId, at), ...poolProductNeeds(world, poolId)],
  decide(world, { poolId }, { at }) {
    const draft = openDraft(world, at);
    if (draft.get('pools', poolId) === null) return refuse('NOT_FOUND', { id: poolId }, 'poolId');
    const { status: before } = accruePool(draft, poolId);
    if (takeSteps(draft, poolId, unpaidIn(draft)) === 0) {
      const reason = 'The pool stands where its books put it, or a loss is still being paid.';
      return refuse('STATUS_FORBIDS', { status: before, reason, allowedActions: [] });
    }
    return draft.done({ status: draft.must('pools', poolId).status });
  },
};
