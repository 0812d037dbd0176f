/**
 * Pays a pool's exit queue, first come first paid, as far as capital is not locked.
 *
 * Two steps for each exit. When its cooldown has ended the value of that moment is recorded; it is paid once
 * every product of the pool is decided until that moment and no breach began before it. A late or dark
 * watcher, or a gap in a feed, must not let capital out from under a loss. After seven days of watch without
 * a breach exits go on as far as all cover of what is watched, and `locked` of the rest, stays behind.
 */
import { z } from 'zod';
import { cooldownEndsAt } from '../../domain/pool/freezeClock.ts';
import { isOpen } from '../../domain/pool/ladder.ts';
import { queuePressure } from '../../domain/pool/queuePressure.ts';
import { exitRoom } from '../../domain/pool/requirement.ts';
import { assetsForShares } from '../../domain/pool/shares.ts';
import { payMatured } from '../../domain/pool/withdrawal.ts';
import { WITHDRAWALS_PER_COMMAND_MAX } from '../../domain/shared/limits.ts';
import { refuse } from '../../domain/shared/refusals.ts';
import type { PoolDocument, WithdrawalDocument } from '../../store/documents/pools.ts';
import type { Command } from '../command.ts';
import { standingPause } from '../governance/pauses.ts';
import { idInput, secondsInput } from '../inputs.ts';
import { availableOf, balanceId, capitalOf } from '../ledger/accounts.ts';
import { type Draft, openDraft } from '../sequencer/draft.ts';
import { type Need, need, type World } from '../sequencer/world.ts';
import { accruePool } from './accrue.ts';
import { shareBookOf, standingIn } from './poolBooks.ts';
import { poolDecidedNeeds, poolNeeds } from './poolNeeds.ts';
import { markOf, withShares } from './results.ts';
import { freezingProduct, undecidedProduct } from './steppingOut.ts';
import { sweepWithoutShares } from './sweep.ts';

/** `tick` names the watcher's step: the same step pays once. */
const input = z.strictObject({ poolId: idInput, tick: secondsInput });
type Input = z.infer<typeof input>;
interface Answer {
  matured: number;
  paid: number;
}

export const payWithdrawals: Command<Input, Answer> = {
  name: 'payWithdrawals',
  input,
  sender: 'SYSTEM',
  money: false,
  naturalKey: ({ poolId, tick }) => `${poolId}:${tick}`,
  needs: ({ poolId }, { at }, world) => [
    ...poolNeeds(world, poolId, at),
    ...poolDecidedNeeds(world, poolId),
    { range: 'waitingWithdrawals', query: { poolId }, limit: WITHDRAWALS_PER_COMMAND_MAX },
    ...waitingNeeds(world, poolId),
  ],
  decide(world, { poolId }, { at }) {
    const draft = openDraft(world, at);
    if (draft.get('pools', poolId) === null) return refuse('NOT_FOUND', { id: poolId }, 'poolId');
    const answer: Answer = { matured: 0, paid: 0 };
    accruePool(draft, poolId);
    for (const withdrawalId of world.range('waitingWithdrawals', { poolId }) ?? []) {
      const step = stepOne(draft, poolId, withdrawalId);
      if (step === 'MATURED') answer.matured += 1;
      if (step === 'PAID') answer.paid += 1;
      if (step === 'NO_ROOM') break;
    }
    if (answer.matured + answer.paid === 0) {
      const reason = 'No exit has matured, or the capital is locked.';
      return refuse('STATUS_FORBIDS', { status: 'WAITING', reason, allowedActions: [] });
    }
    return draft.done(answer);
  },
};

function waitingNeeds(world: World, poolId: string): Need[] {
  const assetId = world.peek('pools', poolId)?.assetId;
  return (world.range('waitingWithdrawals', { poolId }) ?? []).flatMap((id) => {
    const withdrawal = world.peek('withdrawals', id);
    if (withdrawal === undefined || withdrawal === null || assetId === undefined)
      return [need('withdrawals', id)];
    const balance = balanceId(availableOf(withdrawal.accountId), assetId);
    return [need('withdrawals', id), need('positions', withdrawal.positionId), need('balances', balance)];
  });
}

type Step = 'WAITS' | 'MATURED' | 'PAID' | 'NO_ROOM';

function stepOne(draft: Draft, poolId: string, withdrawalId: string): Step {
  const pool = draft.must('pools', poolId);
  const withdrawal = draft.must('withdrawals', withdrawalId);
  if (withdrawal.status !== 'QUEUED' && withdrawal.status !== 'PART_PAID') return 'WAITS';
  // Old shares of a wiped pool keep their claim on what comes later; in run-off all shares are paid alike.
  if (pool.status === 'WIPED' || pool.status === 'RUN_OFF') return 'NO_ROOM';
  if (withdrawal.maturedAt === null) return mature(draft, pool, withdrawal);
  if (!isOpen(pool.status) || standingPause(draft, [poolId], draft.at) !== null) return 'NO_ROOM';
  const holder =
    freezingProduct(pool, draft.at) ?? undecidedProduct(draft, pool, withdrawal.maturedAt, draft.at);
  return holder === undefined ? payOne(draft, pool, withdrawal) : 'NO_ROOM';
}

function mature(draft: Draft, pool: PoolDocument, withdrawal: WithdrawalDocument): Step {
  const endsAt = cooldownEndsAt(withdrawal, pool, draft.at);
  if (endsAt === null || endsAt > draft.at) return 'WAITS';
  // Without earmarks: a breach may come to nothing, and what it costs is in the value now when it is paid.
  const book = { assets: draft.balance(capitalOf(pool._id), pool.assetId), shares: pool.shares };
  const valueAtMaturity = assetsForShares(withdrawal.sharesLeft, book);
  draft.put('withdrawals', { ...withdrawal, maturedAt: draft.at, valueAtMaturity });
  return 'MATURED';
}

function payOne(draft: Draft, pool: PoolDocument, withdrawal: WithdrawalDocument): Step {
  const capital = draft.balance(capitalOf(pool._id), pool.assetId);
  const now = assetsForShares(withdrawal.sharesLeft, shareBookOf(pool, capital));
  const queued = { ...withdrawal, valueAtMaturity: withdrawal.valueAtMaturity ?? now };
  const payment = payMatured(queued, now, exitRoom(standingIn(draft, pool)));
  if (payment === null) return 'NO_ROOM';
  const { paid, burned: gone, left } = payment;
  const { sharesLeft, valueLeft, valueAtMaturity } = left;
  const mark = markOf(draft, pool, draft.at);
  draft.move(capitalOf(pool._id), availableOf(withdrawal.accountId), pool.assetId, paid);
  draft.put('withdrawals', {
    ...withdrawal,
    status: sharesLeft === 0n ? 'PAID' : 'PART_PAID',
    sharesLeft,
    valueLeft,
    valueAtMaturity,
    paid: withdrawal.paid + paid,
  });
  const position = draft.must('positions', withdrawal.positionId);
  draft.put('positions', {
    ...withShares(position, position.shares - gone, mark),
    queuedShares: position.queuedShares - gone,
    withdrawn: position.withdrawn + paid,
  });
  burn(draft, pool, gone, withdrawal.valueLeft - valueLeft);
  draft.emit({
    type: 'withdrawal.paid',
    node: withdrawal._id,
    also: [withdrawal.positionId, pool._id, withdrawal.accountId],
    eventTime: withdrawal.maturedAt ?? draft.at,
    changes: { paid: `${paid}`, burned: `${gone}` },
  });
  return 'PAID';
}

/** Burns queued shares, and sweeps what the last share leaves behind. */
function burn(draft: Draft, pool: PoolDocument, burned: bigint, value: bigint): void {
  const shares = pool.shares - burned;
  const queuedShares = pool.queuedShares - burned;
  const pressure = queuePressure(queuedShares, shares, pool.queuePressure, draft.parameters.queue);
  const queuedValue = pool.queuedValue - value;
  draft.put('pools', { ...pool, shares, queuedShares, queuedValue, queuePressure: pressure });
  sweepWithoutShares(draft, pool._id);
}
