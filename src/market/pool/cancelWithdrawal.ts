/**
 * Takes a waiting exit back. What the shares gained since
 * the request stays with those who did not ask to leave.
 */
import { z } from 'zod';
import { cancelWithdrawal as cancelQueued } from '../../domain/pool/withdrawal.ts';
import { refuse } from '../../domain/shared/refusals.ts';
import type { Amount } from '../../domain/shared/units.ts';
import type { Command } from '../command.ts';
import { idInput } from '../inputs.ts';
import { capitalOf } from '../ledger/accounts.ts';
import { openDraft } from '../sequencer/draft.ts';
import { need } from '../sequencer/world.ts';
import { cancelVaultExit } from '../vault/exits.ts';
import { isVault } from '../vault/vaultId.ts';
import { vaultNeeds } from '../vault/vaultNeeds.ts';
import { accruePool } from './accrue.ts';
import { closeExit } from './closeExit.ts';
import { shareBookOf } from './poolBooks.ts';
import { poolNeeds } from './poolNeeds.ts';

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
    if (withdrawal == null) return [need('withdrawals', withdrawalId)];
    const { poolId, positionId } = withdrawal;
    const books = isVault(poolId) ? vaultNeeds(world, poolId, at) : poolNeeds(world, poolId, at);
    return [need('withdrawals', withdrawalId), need('positions', positionId), ...books];
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
    if (isVault(withdrawal.poolId))
      return draft.done({ withdrawalId, forfeited: cancelVaultExit(draft, withdrawal) });
    const pool = accruePool(draft, withdrawal.poolId);
    if (pool.status === 'RUN_OFF' || pool.status === 'WIPED') {
      const reason =
        'The pool pays all shares alike: its exits are closed by themselves, and nothing is forfeited.';
      return refuse('STATUS_FORBIDS', { status: withdrawal.status, reason, allowedActions: [] });
    }
    const capital = draft.balance(capitalOf(pool._id), pool.assetId);
    const cancelled = cancelQueued(withdrawal, shareBookOf(pool, capital));
    closeExit(draft, withdrawal, cancelled);
    return draft.done({ withdrawalId, forfeited: cancelled.forfeited });
  },
};
