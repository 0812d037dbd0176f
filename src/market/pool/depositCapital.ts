/** Puts an account's money at risk in a pool or a backstop vault, for shares at net asset value. */
import { z } from 'zod';
import { assetsForShares, sharesForDeposit } from '../../domain/pool/shares.ts';
import { AMOUNT_MAX } from '../../domain/shared/limits.ts';
import { isRefusal, refuse } from '../../domain/shared/refusals.ts';
import type { Amount } from '../../domain/shared/units.ts';
import { cannotPay, outOfRange } from '../amounts.ts';
import type { Command } from '../command.ts';
import { amountInput, idInput } from '../inputs.ts';
import { availableOf, balanceId, capitalOf } from '../ledger/accounts.ts';
import { openDraft } from '../sequencer/draft.ts';
import { need } from '../sequencer/world.ts';
import { depositIntoVault, vaultDepositNeeds } from '../vault/deposit.ts';
import { isVault } from '../vault/vaultId.ts';
import { accruePool } from './accrue.ts';
import { takeSteps } from './ladder.ts';
import { shareBookOf } from './poolBooks.ts';
import { poolFeedNeeds, poolNeeds } from './poolNeeds.ts';
import { emptyPosition, positionIdOf } from './positions.ts';
import { markOf, withShares } from './results.ts';
import { closedRefusal, frozenRefusal } from './steppingIn.ts';

const input = z.strictObject({
  into: idInput,
  amount: amountInput,
  minShares: amountInput.nullable().optional(),
});
type Input = z.infer<typeof input>;
interface Answer {
  positionId: string;
  shares: Amount;
  amount: Amount;
}

export const depositCapital: Command<Input, Answer> = {
  name: 'depositCapital',
  input,
  sender: 'ACCOUNT',
  money: true,
  needs({ into }, { principal, at }, world) {
    if (isVault(into)) return vaultDepositNeeds(world, into, principal.id, at);
    const assetId = world.peek('pools', into)?.assetId;
    const available =
      assetId === undefined ? [] : [need('balances', balanceId(availableOf(principal.id), assetId))];
    const position = need('positions', positionIdOf(into, principal.id));
    return [...poolNeeds(world, into, at), ...poolFeedNeeds(world, into), position, ...available];
  },
  decide(world, { into: poolId, amount, minShares }, { principal, at }) {
    const draft = openDraft(world, at);
    if (isVault(poolId)) {
      const order = { vaultId: poolId, accountId: principal.id, amount, minShares: minShares ?? null };
      const given = depositIntoVault(draft, order);
      return isRefusal(given) ? given : draft.done(given);
    }
    if (draft.get('pools', poolId) === null) return refuse('NOT_FOUND', { id: poolId }, 'into');
    const pool = accruePool(draft, poolId);
    const capital = draft.balance(capitalOf(poolId), pool.assetId);
    const available = draft.balance(availableOf(principal.id), pool.assetId);
    const refusal =
      outOfRange(amount, 'amount') ??
      closedRefusal(pool, capital) ??
      frozenRefusal(draft, pool) ??
      cannotPay(available, amount, pool.assetId, 'amount');
    if (refusal !== null) return refusal;
    const book = shareBookOf(pool, capital);
    // Shares outgrow amounts a thousandfold: a deposit is bounded by them too.
    const range = outOfRange(amount, 'amount', 1n, assetsForShares(AMOUNT_MAX - pool.shares, book));
    if (range !== null) return range;
    const shares = sharesForDeposit(amount, book);
    const wanted = minShares ?? 1n;
    if (shares < wanted || shares === 0n)
      return refuse('SHARES_BELOW_LIMIT', { actual: shares, limit: wanted }, 'minShares');
    const mark = markOf(draft, pool, at);
    const opening = pool.shares === 0n ? mark : pool.opening;
    draft.move(availableOf(principal.id), capitalOf(poolId), pool.assetId, amount);
    draft.put('pools', { ...pool, shares: pool.shares + shares, opening });
    const positionId = positionIdOf(poolId, principal.id);
    const before = draft.get('positions', positionId) ?? emptyPosition(poolId, principal.id, at);
    draft.put('positions', {
      ...withShares(before, before.shares + shares, mark),
      deposited: before.deposited + amount,
    });
    draft.emit({
      type: 'pool.funded',
      node: poolId,
      also: [positionId, principal.id],
      changes: { amount: `${amount}`, shares: `${shares}` },
    });
    // Nobody is frozen here, so nothing is unpaid: a call that is met ends at once.
    takeSteps(draft, poolId, () => false);
    return draft.done({ positionId, shares, amount });
  },
};
