/** What becomes of a policy whose holder asked to step out. */
import { allocationsOf } from '../../domain/policy/policySegment.ts';
import { cancellationOf } from '../../domain/policy/refund.ts';
import type { Amount, UnixSeconds } from '../../domain/shared/units.ts';
import type { PendingStepOut, PolicyDocument } from '../../store/documents/cover.ts';
import { availableOf, FUND_SHARED, unearnedOf } from '../ledger/accounts.ts';
import { distributeEarned } from '../pool/accrue.ts';
import { pauseEarning, resumeEarning, settlePaused } from '../pool/earnSegments.ts';
import type { Draft } from '../sequencer/draft.ts';
import { changeCover } from './changeCover.ts';

/** A policy that waits to step out. */
export type SteppingOut = PolicyDocument & { pending: PendingStepOut };

/** True while a step out waits to take effect. */
export const isSteppingOut = (policy: PolicyDocument): policy is SteppingOut =>
  policy.pending?.status === 'PENDING';

/** Refund and fee of a whole policy as of a time: those of its parts, each pool for itself. */
export function refundOf({ segments }: PolicyDocument, at: UnixSeconds): { refund: Amount; fee: Amount } {
  const parts = allocationsOf(segments).map(({ earning }) => cancellationOf(earning, at));
  return {
    refund: parts.reduce((sum, part) => sum + part.refund, 0n),
    fee: parts.reduce((sum, part) => sum + part.fee, 0n),
  };
}

/**
 * A policy whose end is asked for now: its pools, which are accrued, stop to earn it. To be stored by the
 * caller.
 */
export function askToCancel(draft: Draft, policy: PolicyDocument): SteppingOut {
  const { at } = draft;
  for (const { poolId, earning } of allocationsOf(policy.segments)) pauseEarning(draft, poolId, earning);
  const { refund, fee } = refundOf(policy, at);
  draft.emit({
    type: 'policy.cancellation_requested',
    node: policy._id,
    also: [policy.accountId],
    changes: { refund: `${refund}`, fee: `${fee}` },
  });
  return { ...policy, pending: askedFor('CANCEL', at, { refund, fee }) };
}

/** A step out as it is asked for. */
export function askedFor(
  kind: PendingStepOut['kind'],
  madeAt: UnixSeconds,
  { refund = 0n, fee = 0n, toAccountId = null as string | null } = {},
): PendingStepOut {
  return { kind, status: 'PENDING', madeAt, refund, fee, toAccountId, endedAt: null };
}

/** Does what was asked for, as of that time. The pools are accrued. */
export function takeEffect(draft: Draft, policy: SteppingOut): void {
  if (policy.pending.kind === 'CANCEL') cancel(draft, policy);
  else transfer(draft, policy);
}

function transfer(draft: Draft, policy: SteppingOut): void {
  const { pending, accountId } = policy;
  const to = pending.toAccountId ?? accountId;
  const done: PendingStepOut = { ...pending, status: 'DONE', endedAt: draft.at };
  draft.put('policies', { ...policy, accountId: to, pending: done });
  emit(draft, policy, 'policy.transferred');
}

function cancel(draft: Draft, policy: SteppingOut): void {
  const { pending, assetId, accountId } = policy;
  for (const { poolId, earning } of allocationsOf(policy.segments)) {
    const released = settlePaused(draft, poolId, earning, pending.madeAt);
    const { refund, fee } = cancellationOf(earning, pending.madeAt);
    draft.move(unearnedOf(poolId), availableOf(accountId), assetId, refund);
    draft.move(unearnedOf(poolId), FUND_SHARED, assetId, fee);
    // What a pool has counted by the hour and the holder by the second counts as earned.
    distributeEarned(draft, poolId, released - refund - fee);
  }
  changeCover(draft, policy.productId, policy.segments, []);
  draft.put('policies', {
    ...policy,
    end: 'CANCELLED',
    endedAt: pending.madeAt,
    open: false,
    pending: { ...pending, status: 'DONE', endedAt: draft.at },
  });
  emit(draft, policy, 'policy.cancelled');
}

/** Lets a policy go on as if nothing had been asked for. Its pools are accrued. */
export function voidStepOut(draft: Draft, policy: SteppingOut): PolicyDocument {
  const { pending } = policy;
  for (const { poolId, earning } of pending.kind === 'CANCEL' ? allocationsOf(policy.segments) : []) {
    distributeEarned(draft, poolId, resumeEarning(draft, poolId, earning, pending.madeAt));
  }
  const next: PolicyDocument = { ...policy, pending: { ...pending, status: 'VOID', endedAt: draft.at } };
  draft.put('policies', next);
  emit(draft, policy, pending.kind === 'CANCEL' ? 'policy.cancellation_void' : 'policy.transfer_void');
  return next;
}

function emit(draft: Draft, { _id, accountId, pending }: SteppingOut, type: string): void {
  const { refund, fee, toAccountId, madeAt } = pending;
  const also = toAccountId === null ? [accountId] : [accountId, toAccountId];
  const changes = toAccountId === null ? { refund: `${refund}`, fee: `${fee}` } : { to: toAccountId };
  draft.emit({ type, node: _id, also, eventTime: madeAt, changes });
}
