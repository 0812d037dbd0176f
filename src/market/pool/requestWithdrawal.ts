/** Puts shares into an exit queue and records what they are worth: they stay liable until they are paid. */
import { z } from 'zod';
import { frozenSeconds } from '../../domain/pool/freezeClock.ts';
import { queuePressure } from '../../domain/pool/queuePressure.ts';
import { assetsForShares } from '../../domain/pool/shares.ts';
import { isRefusal, refuse } from '../../domain/shared/refusals.ts';
import type { Amount } from '../../domain/shared/units.ts';
import { outOfRange } from '../amounts.ts';
import type { Command } from '../command.ts';
import { pauseEnds, standingPause } from '../governance/pauses.ts';
import { amountInput, idInput } from '../inputs.ts';
import { capitalOf } from '../ledger/accounts.ts';
import { openDraft } from '../sequencer/draft.ts';
import { need } from '../sequencer/world.ts';
import { queueVaultExit } from '../vault/exits.ts';
import { isVault } from '../vault/vaultId.ts';
import { vaultNeeds } from '../vault/vaultNeeds.ts';
import { accruePool } from './accrue.ts';
import { shareBookOf } from './poolBooks.ts';
import { poolNeeds } from './poolNeeds.ts';
import { freeSharesOf } from './positions.ts';
import { EXITS_REOPEN, exitRefusal, freezingProduct } from './steppingOut.ts';

const input = z.strictObject({ positionId: idInput, shares: amountInput });
type Input = z.infer<typeof input>;
interface Answer {
  withdrawalId: string;
  value: Amount;
}

export const requestWithdrawal: Command<Input, Answer> = {
  name: 'requestWithdrawal',
  input,
  sender: 'ACCOUNT',
  money: true,
  needs({ positionId }, { at }, world) {
    const poolId = world.peek('positions', positionId)?.poolId;
    const own = need('positions', positionId);
    if (poolId === undefined) return [own];
    return [own, ...(isVault(poolId) ? vaultNeeds(world, poolId, at) : poolNeeds(world, poolId, at))];
  },
  decide(world, { positionId, shares }, { principal, at, id }) {
    const draft = openDraft(world, at);
    const position = draft.get('positions', positionId);
    if (position === null || position.accountId !== principal.id)
      return refuse('NOT_FOUND', { id: positionId }, 'positionId');
    const { poolId } = position;
    if (isVault(poolId)) {
      const queued = queueVaultExit(draft, position, shares, () => id('wdr'));
      return isRefusal(queued) ? queued : draft.done(queued);
    }
    const pool = accruePool(draft, poolId);
    const closed = exitRefusal(pool);
    if (closed !== null) return closed;
    const range = outOfRange(shares, 'shares', 1n, freeSharesOf(position));
    if (range !== null) return range;
    const frozen = freezingProduct(pool, at);
    if (frozen !== undefined) {
      const by = frozen.productId;
      return refuse('LOCKED', { amount: shares, until: pool.reopensAt, by, unlocksWhen: EXITS_REOPEN });
    }
    const paused = standingPause(draft, [poolId], at);
    if (paused !== null) {
      const unlocksWhen = pauseEnds(paused);
      return refuse('LOCKED', { amount: shares, until: paused.until, by: 'PAUSE', unlocksWhen });
    }
    const value = assetsForShares(shares, shareBookOf(pool, draft.balance(capitalOf(poolId), pool.assetId)));
    if (value === 0n)
      return refuse(
        'AMOUNT_OUT_OF_RANGE',
        { minimum: 1_000n, maximum: position.shares, sent: shares },
        'shares',
      );
    const withdrawalId = id('wdr');
    const queuedShares = pool.queuedShares + shares;
    draft.put('pools', {
      ...pool,
      queuedShares,
      queuedValue: pool.queuedValue + value,
      withdrawalCount: pool.withdrawalCount + 1,
      queuePressure: queuePressure(queuedShares, pool.shares, pool.queuePressure, draft.parameters.queue),
    });
    draft.put('positions', { ...position, queuedShares: position.queuedShares + shares });
    draft.create('withdrawals', {
      _id: withdrawalId,
      version: 0,
      poolId,
      positionId,
      accountId: principal.id,
      status: 'QUEUED',
      number: pool.withdrawalCount + 1,
      requestedAt: at,
      cooldownSeconds: Number(draft.parameters.values.cooldownSeconds),
      frozenSecondsAtRequest: frozenSeconds(pool, at),
      sharesRequested: shares,
      sharesLeft: shares,
      valueAtRequest: value,
      valueLeft: value,
      maturedAt: null,
      valueAtMaturity: null,
      paid: 0n,
    });
    draft.emit({
      type: 'withdrawal.requested',
      node: withdrawalId,
      also: [positionId, poolId, principal.id],
      changes: { shares: `${shares}`, value: `${value}` },
    });
    return draft.done({ withdrawalId, value });
  },
};
