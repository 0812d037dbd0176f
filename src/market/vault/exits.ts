/** How an exit from a vault is asked for, taken back and paid (docs/mechanics.md section 7). */
import { frozenSeconds } from '../../domain/pool/freezeClock.ts';
import { assetsForShares } from '../../domain/pool/shares.ts';
import { cancelWithdrawal } from '../../domain/pool/withdrawal.ts';
import { VAULT_EXITS_MAX } from '../../domain/shared/limits.ts';
import { type Refusal, refuse } from '../../domain/shared/refusals.ts';
import type { Amount } from '../../domain/shared/units.ts';
import { openExit } from '../../domain/vault/exitQueue.ts';
import type { PositionDocument, WithdrawalDocument } from '../../store/documents/pools.ts';
import { outOfRange } from '../amounts.ts';
import { freeSharesOf } from '../pool/positions.ts';
import { withShares } from '../pool/results.ts';
import type { Draft } from '../sequencer/draft.ts';
import { accrueVault, sweepVault } from './accrue.ts';
import { vaultFrozenRefusal } from './stepping.ts';
import { restate, vaultBook, vaultMark } from './vaultBooks.ts';

/** Puts shares of a position into the vault's queue: they stay liable until they are paid. */
export function queueVaultExit(
  draft: Draft,
  position: PositionDocument,
  shares: Amount,
  withdrawalId: () => string,
): { withdrawalId: string; value: Amount } | Refusal {
  const { _id: positionId, poolId: vaultId, accountId } = position;
  const vault = accrueVault(draft, vaultId);
  const refusal =
    outOfRange(shares, 'shares', 1n, freeSharesOf(position)) ?? vaultFrozenRefusal(vault, shares, draft.at);
  if (refusal !== null) return refusal;
  const queuedExits = position.queuedExits ?? 0;
  const clock = { ...vault, frozenSecondsBefore: frozenSeconds(vault, draft.at) };
  const cooldown = openExit(queuedExits, clock, draft.at);
  if (cooldown === null)
    return refuse('LIMIT_REACHED', { limit: VAULT_EXITS_MAX, used: queuedExits }, 'positionId');
  const value = assetsForShares(shares, vaultBook(draft, vault));
  if (value === 0n) {
    const bounds = { minimum: 1_000n, maximum: position.shares, sent: shares };
    return refuse('AMOUNT_OUT_OF_RANGE', bounds, 'shares');
  }
  const _id = withdrawalId();
  const number = vault.withdrawalCount + 1;
  draft.put('vaults', {
    ...vault,
    queuedShares: vault.queuedShares + shares,
    queuedValue: vault.queuedValue + value,
    withdrawalCount: number,
  });
  draft.put('positions', {
    ...position,
    queuedShares: position.queuedShares + shares,
    queuedExits: queuedExits + 1,
  });
  draft.create('withdrawals', {
    ...{ _id, version: 0, poolId: vaultId, positionId, accountId, status: 'QUEUED', number },
    ...cooldown,
    ...{ sharesRequested: shares, sharesLeft: shares, valueAtRequest: value, valueLeft: value },
    ...{ maturedAt: null, valueAtMaturity: null, paid: 0n },
  });
  restate(draft, vaultId);
  draft.emit({
    type: 'withdrawal.requested',
    node: _id,
    also: [positionId, vaultId, accountId],
    changes: { shares: `${shares}`, value: `${value}` },
  });
  return { withdrawalId: _id, value };
}

/** Takes a waiting exit back; what its shares gained since stays with the others. */
export function cancelVaultExit(draft: Draft, withdrawal: WithdrawalDocument): Amount {
  const { _id, poolId: vaultId, positionId, accountId } = withdrawal;
  const vault = accrueVault(draft, vaultId);
  const { burned, forfeited } = cancelWithdrawal(withdrawal, vaultBook(draft, vault));
  leaveQueue(draft, withdrawal, { burned, paid: 0n, status: 'CANCELLED' });
  draft.emit({
    type: 'withdrawal.cancelled',
    node: _id,
    also: [positionId, vaultId, accountId],
    changes: { forfeited: `${forfeited}`, burned: `${burned}` },
  });
  return forfeited;
}

interface Leaving {
  burned: Amount;
  /** What its holder has been given for it: the money has moved already. */
  paid: Amount;
  status: 'PAID' | 'CANCELLED';
}

/** Takes an exit out of the queue as a whole. The vault is accrued. */
export function leaveQueue(
  draft: Draft,
  withdrawal: WithdrawalDocument,
  { burned, paid, status }: Leaving,
): void {
  const { poolId: vaultId, positionId, sharesLeft, valueLeft } = withdrawal;
  const vault = draft.must('vaults', vaultId);
  const position = draft.must('positions', positionId);
  const mark = vaultMark(draft, vault, draft.at);
  draft.put('vaults', {
    ...vault,
    shares: vault.shares - burned,
    queuedShares: vault.queuedShares - sharesLeft,
    queuedValue: vault.queuedValue - valueLeft,
  });
  draft.put('positions', {
    ...withShares(position, position.shares - burned, mark),
    queuedShares: position.queuedShares - sharesLeft,
    queuedExits: (position.queuedExits ?? 0) - 1,
    withdrawn: position.withdrawn + paid,
  });
  draft.put('withdrawals', {
    ...withdrawal,
    ...{ status, sharesLeft: 0n, valueLeft: 0n, paid: withdrawal.paid + paid },
  });
  sweepVault(draft, vaultId);
  restate(draft, vaultId);
}
