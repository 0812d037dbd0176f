/**
 * Pays the exits of a vault whose cooldown is over, each on its own and whole: nothing of a vault is locked.
 *
 * Two steps for each exit, as with a pool: the end of its cooldown is written down, and it is paid once every
 * product of the pools that the vault backs is decided until then. A late or dark watcher must not let money
 * out from under a loss.
 */
import { z } from 'zod';
import { cooldownEndsAt, exitsFrozen } from '../../domain/pool/freezeClock.ts';
import { assetsForShares } from '../../domain/pool/shares.ts';
import { POOLS_PER_ASSET_MAX, WITHDRAWALS_PER_COMMAND_MAX } from '../../domain/shared/limits.ts';
import { refuse } from '../../domain/shared/refusals.ts';
import { minimum } from '../../domain/shared/rounding.ts';
import type { PoolDocument, WithdrawalDocument } from '../../store/documents/pools.ts';
import type { Command } from '../command.ts';
import { idInput, secondsInput } from '../inputs.ts';
import { availableOf, balanceId } from '../ledger/accounts.ts';
import { poolDecidedNeeds } from '../pool/poolNeeds.ts';
import { undecidedProduct } from '../pool/steppingOut.ts';
import { payOut } from '../reserve/flows.ts';
import { type Draft, openDraft } from '../sequencer/draft.ts';
import { type Need, need, type World } from '../sequencer/world.ts';
import { accrueVault } from './accrue.ts';
import { backsPool } from './backing.ts';
import { leaveQueue } from './exits.ts';
import { vaultBook } from './vaultBooks.ts';
import { vaultNeeds } from './vaultNeeds.ts';

/** `tick` names the watcher's step: the same step pays once. */
const input = z.strictObject({ reserveId: idInput, tick: secondsInput });
type Input = z.infer<typeof input>;
interface Answer {
  matured: number;
  paid: number;
}

export const payVaultWithdrawals: Command<Input, Answer> = {
  name: 'payVaultWithdrawals',
  input,
  sender: 'SYSTEM',
  money: false,
  naturalKey: ({ reserveId, tick }) => `${reserveId}:${tick}`,
  needs: ({ reserveId: poolId }, { at }, world) => [
    ...vaultNeeds(world, poolId, at),
    ...backedPoolNeeds(world, poolId),
    { range: 'waitingWithdrawals', query: { poolId }, limit: WITHDRAWALS_PER_COMMAND_MAX },
    ...waitingNeeds(world, poolId),
  ],
  decide(world, { reserveId }, { at }) {
    const draft = openDraft(world, at);
    if (draft.get('vaults', reserveId) === null) return refuse('NOT_FOUND', { id: reserveId }, 'reserveId');
    const answer: Answer = { matured: 0, paid: 0 };
    accrueVault(draft, reserveId);
    const { payoutAssetId: assetId } = draft.must('vaults', reserveId);
    const poolIds = world.range('poolsOfAsset', { assetId }) ?? [];
    for (const withdrawalId of world.range('waitingWithdrawals', { poolId: reserveId }) ?? []) {
      const step = stepOne(draft, draft.must('withdrawals', withdrawalId), poolIds);
      if (step !== 'WAITS') answer[step] += 1;
    }
    if (answer.matured + answer.paid === 0) {
      const reason = 'No exit has matured, or the vault is frozen.';
      return refuse('STATUS_FORBIDS', { status: 'WAITING', reason, allowedActions: [] });
    }
    return draft.done(answer);
  },
};

/** Until when everything is decided that the vault may be asked to pay for. */
function backedPoolNeeds(world: World, vaultId: string): Need[] {
  const assetId = world.peek('vaults', vaultId)?.payoutAssetId;
  if (assetId === undefined) return [];
  const poolIds = world.range('poolsOfAsset', { assetId }) ?? [];
  return [
    { range: 'poolsOfAsset', query: { assetId }, limit: POOLS_PER_ASSET_MAX },
    ...poolIds.flatMap((poolId) => [need('pools', poolId), ...poolDecidedNeeds(world, poolId)]),
  ];
}

function waitingNeeds(world: World, vaultId: string): Need[] {
  const assetId = world.peek('vaults', vaultId)?.assetId;
  return (world.range('waitingWithdrawals', { poolId: vaultId }) ?? []).flatMap((id) => {
    const withdrawal = world.peek('withdrawals', id);
    if (withdrawal == null || assetId === undefined) return [need('withdrawals', id)];
    const balance = balanceId(availableOf(withdrawal.accountId), assetId);
    return [need('withdrawals', id), need('positions', withdrawal.positionId), need('balances', balance)];
  });
}

function stepOne(
  draft: Draft,
  withdrawal: WithdrawalDocument,
  poolIds: readonly string[],
): keyof Answer | 'WAITS' {
  const vault = draft.must('vaults', withdrawal.poolId);
  if (withdrawal.status !== 'QUEUED') return 'WAITS';
  const { maturedAt } = withdrawal;
  if (maturedAt === null) {
    const endsAt = cooldownEndsAt(withdrawal, vault, draft.at);
    if (endsAt === null || endsAt > draft.at) return 'WAITS';
    draft.put('withdrawals', { ...withdrawal, maturedAt: draft.at });
    return 'matured';
  }
  if (exitsFrozen(vault, draft.at)) return 'WAITS';
  const held = draft.must('assets', vault.assetId);
  const pools = poolIds.map((poolId) => draft.must('pools', poolId));
  const isUndecided = pools
    .filter((pool) => backsPool(vault, held, pool))
    .some((pool) => undecidedProduct(draft, carrying(pool), maturedAt, draft.at) !== undefined);
  if (isUndecided) return 'WAITS';
  pay(draft, withdrawal);
  return 'paid';
}

/** A product without cover asks nothing of anybody, whatever its feed says. */
const carrying = (pool: PoolDocument): PoolDocument => ({
  ...pool,
  products: pool.products.filter(({ cover }) => cover > 0n),
});

/** `min(then, now)`: shares that are worth nothing leave with nothing. */
function pay(draft: Draft, withdrawal: WithdrawalDocument): void {
  const { _id, poolId: vaultId, positionId, accountId, sharesLeft, valueLeft, maturedAt } = withdrawal;
  const vault = draft.must('vaults', vaultId);
  const paid = minimum(valueLeft, assetsForShares(sharesLeft, vaultBook(draft, vault)));
  payOut(draft, vaultId, availableOf(accountId), 'WITHDRAWAL', paid);
  leaveQueue(draft, withdrawal, { burned: sharesLeft, paid, status: 'PAID' });
  draft.emit({
    type: 'withdrawal.paid',
    node: _id,
    also: [positionId, vaultId, accountId],
    eventTime: maturedAt ?? draft.at,
    changes: { paid: `${paid}`, burned: `${sharesLeft}` },
  });
}
