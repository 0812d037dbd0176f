/**
 * Takes a waiting exit back. What the shares gained since
 * the request stays with those who did not ask to leave.
 */
import { z } from 'zod';
import { queuePressure } from '../../domain/pool/queuePressure.ts';
import { cancelWithdrawal as cancelQueued } from '../../domain/pool/withdrawal.ts';
import { refuse } from '../../domain/shared/refusals.ts';
import type { Amount } from '../../domain/shared/units.ts';
import type { Command } from '../command.ts';
import { idInput } from '../inputs.ts';
import { capitalOf } from '../ledger/accounts.ts';
import { openDraft } from '../sequencer/draft.ts';
import { need } from '../sequencer/world.ts';
import { accruePool } from './accrue.ts';
import { shareBookOf } from './poolBooks.ts';
import { poolNeeds } from './poolNeeds.ts';
import { markOf, withShares } from './results.ts';
import { sweepWithoutShares } from './sweep.ts';

const input = z.strictObject({ withdrawalId: idInput });
type Input = z.infer<typeof input>;
interface Answer {
  withdrawalId: string;
  forfeited: Amount;
}

export const cancelWithdrawal: Command<Input, Answer> = {
  name: 'cancelWithdrawal',
  input,
  sender: 'ACCOUNT',
  money: true,
  needs({ withdrawalId }, { at }, world) {
    const withdrawal = world.peek('withdrawals', withdrawalId);
    const dependent =
      withdrawal === undefined || withdrawal === null
        ? []
        : [need('positions', withdrawal.positionId), ...poolNeeds(world, withdrawal.poolId, at)];
    return [need('withdrawals', withdrawalId), ...dependent];
  },
  decide(world, { withdrawalId }, { principal, at }) {
    const draft = openDraft(world, at);
    const withdrawal = draft.get('withdrawals', withdrawalId);
    if (withdrawal === null || withdrawal.accountId !== principal.id) {
      return refuse('NOT_FOUND', { id: withdrawalId }, 'withdrawalId');
    }
    if (withdrawal.status !== 'QUEUED' && withdrawal.status !== 'PART_PAID') {
      const reason = 'Only an exit that still waits can be taken back.';
      return refuse('STATUS_FORBIDS', { status: withdrawal.status, reason, allowedActions: [] });
    }
    const pool = accruePool(draft, withdrawal.poolId);
    const position = draft.must('positions', withdrawal.positionId);
    const capital = draft.balance(capitalOf(pool._id), pool.assetId);
    const { burned, forfeited } = cancelQueued(withdrawal, shareBookOf(pool, capital));
    const queuedShares = pool.queuedShares - withdrawal.sharesLeft;
    const shares = pool.shares - burned;
    const mark = markOf(draft, pool, at);
    draft.put('pools', {
      ...pool,
      shares,
      queuedShares,
      queuedValue: pool.queuedValue - withdrawal.valueLeft,
      queuePressure: queuePressure(queuedShares, shares, pool.queuePressure),
    });
    sweepWithoutShares(draft, pool._id);
    draft.put('positions', {
      ...withShares(position, position.shares - burned, mark),
      queuedShares: position.queuedShares - withdrawal.sharesLeft,
    });
    draft.put('withdrawals', { ...withdrawal, status: 'CANCELLED', sharesLeft: 0n, valueLeft: 0n });
    draft.emit({
      type: 'withdrawal.cancelled',
      node: withdrawalId,
      also: [withdrawal.positionId, pool._id, principal.id],
      changes: { forfeited: `${forfeited}`, burned: `${burned}` },
    });
    return draft.done({ withdrawalId, forfeited });
  },
};
