/**
 * Repays what a pool could not pay, pro rata to what is still owed, as money comes. Each command begins a
 * round or pays the next claims of one; the watcher sends them until nothing is left to give.
 */
import { z } from 'zod';
import { STEP_NAME_LENGTH_MAX } from '../../domain/shared/limits.ts';
import { refuse } from '../../domain/shared/refusals.ts';
import type { PoolDocument } from '../../store/documents/pools.ts';
import type { Command } from '../command.ts';
import { idInput } from '../inputs.ts';
import { capitalOf, recoveryOf } from '../ledger/accounts.ts';
import { accruePool } from '../pool/accrue.ts';
import { poolNeeds } from '../pool/poolNeeds.ts';
import { bookResult } from '../pool/results.ts';
import { type Draft, openDraft } from '../sequencer/draft.ts';
import { poolProductNeeds, unpaidIn } from './atStake.ts';
import { backingOf } from './backing.ts';
import { nextRecoveryStep, type RecoveryStep } from './recovery.ts';
import { beginRound, payRound, roundClaimIds, roundNeeds } from './repaymentRound.ts';
import { reserveIdOf } from './reserveId.ts';

/** `tick` names the state of the reserve that the watcher saw: one step is taken once. */
const input = z.strictObject({ poolId: idInput, tick: z.string().max(STEP_NAME_LENGTH_MAX) });
type Input = z.infer<typeof input>;

export const repayRecoveries: Command<Input, { step: RecoveryStep['step'] }> = {
  name: 'repayRecoveries',
  input,
  sender: 'SYSTEM',
  money: false,
  naturalKey: ({ poolId, tick }) => `${poolId}:${tick}`,
  needs: ({ poolId }, { at }, world) => [
    ...poolNeeds(world, poolId, at),
    ...poolProductNeeds(world, poolId),
    ...roundNeeds(world, reserveIdOf('POOL_FUND', poolId)),
  ],
  decide(world, { poolId }, { at }) {
    const draft = openDraft(world, at);
    if (draft.get('pools', poolId) === null) return refuse('NOT_FOUND', { id: poolId }, 'poolId');
    const pool = accruePool(draft, poolId);
    const reserve = draft.must('reserves', reserveIdOf('POOL_FUND', poolId));
    const means = {
      capital: draft.balance(capitalOf(poolId), pool.assetId),
      backing: backingOf(draft, pool),
    };
    const next = nextRecoveryStep(draft, reserve, pool, means, unpaidIn(draft));
    if (next === null) {
      const reason = 'Nothing is owed, or there is nothing to give, or a loss is still being paid.';
      return refuse('STATUS_FORBIDS', { status: pool.status, reason, allowedActions: [] });
    }
    if (next.step === 'FUND') begin(draft, pool, reserve._id, next);
    else payRound(draft, reserve, roundClaimIds(world, reserve));
    return draft.done({ step: next.step });
  },
};

/** A wiped pool gives as well, and the claims have all of it from now on. */
function begin(
  draft: Draft,
  { _id: poolId, assetId }: PoolDocument,
  reserveId: string,
  { fromPool, fromFund }: Extract<RecoveryStep, { step: 'FUND' }>,
): void {
  draft.move(capitalOf(poolId), recoveryOf(reserveId), assetId, fromPool);
  bookResult(draft, poolId, 'losses', fromPool);
  beginRound(draft, reserveId, { fromElsewhere: fromPool, fromFund }, [poolId]);
}
