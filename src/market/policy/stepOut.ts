/** What becomes of a policy whose holder asked to step out. */
import { allocationsOf, earnersOf } from '../../domain/policy/policySegment.ts';
import { cancellationOf } from '../../domain/policy/refund.ts';
import { FREE_CANCELLATION_SECONDS } from '../../domain/shared/limits.ts';
import type { Amount, UnixSeconds } from '../../domain/shared/units.ts';
import type { PendingStepOut, PolicyDocument } from '../../store/documents/policies.ts';
import type { PoolDocument } from '../../store/documents/pools.ts';
import { isCommission } from '../distribution/commissionNeeds.ts';
import { addSoldCover } from '../distribution/soldCover.ts';
import { accrueEarner, payEarned } from '../earning/earner.ts';
import { pauseEarning, resumeEarning, settlePaused } from '../earning/earnSegments.ts';
import { availableOf, unearnedOf } from '../ledger/accounts.ts';
import { completeTrade, voidTrade } from '../order/trades.ts';
import { payIn } from '../reserve/flows.ts';
import { reserveIdOf } from '../reserve/reserveId.ts';
import type { Draft } from '../sequencer/draft.ts';
import { changeCover } from './changeCover.ts';

/** A policy that waits to step out. */
export type SteppingOut = PolicyDocument & { pending: PendingStepOut };

/** True while a step out waits to take effect. */
export const isSteppingOut = (policy: PolicyDocument): policy is SteppingOut =>
  policy.pending?.status === 'PENDING';

/** Whoever bought before an instant leaves without a fee, until another. */
export interface FreeCancellation {
  boughtBefore: UnixSeconds;
  until: UnixSeconds;
}

/**
 * The time in which a policy is cancelled without a fee: a loss has left one of its pools with less than
 * cover locks, and what it covers may not be paid. Null outside of it.
 */
export function freeCancellation(
  { segments }: Pick<PolicyDocument, 'segments'>,
  poolOf: (poolId: string) => Pick<PoolDocument, 'uncoveredAt'> | null,
  at: UnixSeconds,
): FreeCancellation | null {
  const losses = allocationsOf(segments).map(({ poolId }) => poolOf(poolId)?.uncoveredAt ?? null);
  const last = losses.reduce(
    (latest, loss) => (loss === null || (latest ?? -1) > loss ? latest : loss),
    null,
  );
  if (last === null || at >= last + FREE_CANCELLATION_SECONDS) return null;
  return { boughtBefore: last, until: last + FREE_CANCELLATION_SECONDS };
}

/** What each earner has of a policy, with its refund and fee as of a time: each for itself. */
function partsOf({ segments }: PolicyDocument, at: UnixSeconds, freeIfBoughtBefore: UnixSeconds | null) {
  return segments.flatMap((segment) => {
    // Cover that was bought on top since then was bought from a pool that could carry it.
    const isFree = freeIfBoughtBefore !== null && segment.boughtAt < freeIfBoughtBefore;
    return earnersOf([segment]).map((part) => ({ ...part, ...cancellationOf(part.earning, at, isFree) }));
  });
}

/** Refund and fee of a whole policy as of a time. */
export function refundOf(
  policy: PolicyDocument,
  at: UnixSeconds,
  freeIfBoughtBefore: UnixSeconds | null,
): { refund: Amount; fee: Amount } {
  const parts = partsOf(policy, at, freeIfBoughtBefore);
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
  for (const { earnerId, earning } of earnersOf(policy.segments)) pauseEarning(draft, earnerId, earning);
  const free = freeCancellation(policy, (poolId) => draft.must('pools', poolId), at);
  const freeIfBoughtBefore = free?.boughtBefore ?? null;
  const { refund, fee } = refundOf(policy, at, freeIfBoughtBefore);
  draft.emit({
    type: 'policy.cancellation_requested',
    node: policy._id,
    also: [policy.accountId],
    changes: { refund: `${refund}`, fee: `${fee}` },
  });
  return { ...policy, pending: askedFor('CANCEL', at, { refund, fee, freeIfBoughtBefore }) };
}

/** A step out as it is asked for. */
export function askedFor(
  kind: PendingStepOut['kind'],
  madeAt: UnixSeconds,
  {
    refund = 0n,
    fee = 0n,
    freeIfBoughtBefore = null as UnixSeconds | null,
    toAccountId = null as string | null,
    tradeId = null as string | null,
  } = {},
): PendingStepOut {
  const what = { refund, fee, freeIfBoughtBefore, toAccountId, tradeId };
  return { kind, status: 'PENDING', madeAt, ...what, endedAt: null };
}

/** Does what was asked for, as of that time. The pools are accrued; a sale needs `saleNeeds`. */
export function takeEffect(draft: Draft, policy: SteppingOut): void {
  if (policy.pending.kind === 'CANCEL') cancel(draft, policy);
  else transfer(draft, policy);
}

function transfer(draft: Draft, policy: SteppingOut): void {
  const { pending, accountId } = policy;
  const to = pending.toAccountId ?? accountId;
  const done: PendingStepOut = { ...pending, status: 'DONE', endedAt: draft.at };
  // Nobody goes on paying for what another has chosen.
  draft.put('policies', { ...policy, accountId: to, pending: done, autoRenew: null });
  if (pending.tradeId !== null) completeTrade(draft, draft.must('trades', pending.tradeId));
  emit(draft, policy, pending.kind === 'TRADE' ? 'policy.sold' : 'policy.transferred');
}

function cancel(draft: Draft, policy: SteppingOut): void {
  const { pending, assetId, accountId } = policy;
  const { madeAt, freeIfBoughtBefore } = pending;
  for (const { earnerId, earning, refund, fee } of partsOf(policy, madeAt, freeIfBoughtBefore)) {
    const released = settlePaused(draft, earnerId, earning, madeAt);
    draft.move(unearnedOf(earnerId), availableOf(accountId), assetId, refund);
    payIn(draft, unearnedOf(earnerId), fundOfEarner(earnerId, assetId), 'FEE', fee);
    // What an earner has counted by the hour and the holder by the second counts as earned.
    payEarned(draft, earnerId, released - refund - fee);
  }
  changeCover(draft, policy.productId, policy.segments, []);
  addSoldCover(draft, policy.distribution, assetId, -policy.coverRemaining);
  draft.put('policies', {
    ...policy,
    end: 'CANCELLED',
    endedAt: pending.madeAt,
    open: false,
    pending: { ...pending, status: 'DONE', endedAt: draft.at },
  });
  emit(draft, policy, 'policy.cancelled');
}

/** A pool's fund has the fees of its own policies; the shared one those on a distributor's part. */
const fundOfEarner = (earnerId: string, assetId: string): string =>
  isCommission(earnerId) ? reserveIdOf('SHARED_FUND', assetId) : reserveIdOf('POOL_FUND', earnerId);

const VOID_EVENTS: Record<PendingStepOut['kind'], string> = {
  CANCEL: 'policy.cancellation_void',
  TRANSFER: 'policy.transfer_void',
  TRADE: 'policy.sale_void',
};

/** Lets a policy go on as if nothing had been asked for. Its pools are accrued. */
export function voidStepOut(draft: Draft, policy: SteppingOut): PolicyDocument {
  const { pending } = policy;
  for (const { earnerId, earning } of pending.kind === 'CANCEL' ? earnersOf(policy.segments) : []) {
    accrueEarner(draft, earnerId);
    payEarned(draft, earnerId, resumeEarning(draft, earnerId, earning, pending.madeAt));
  }
  const next: PolicyDocument = { ...policy, pending: { ...pending, status: 'VOID', endedAt: draft.at } };
  draft.put('policies', next);
  if (pending.tradeId !== null) voidTrade(draft, draft.must('trades', pending.tradeId));
  emit(draft, policy, VOID_EVENTS[pending.kind]);
  return next;
}

function emit(draft: Draft, { _id, accountId, pending }: SteppingOut, type: string): void {
  const { refund, fee, toAccountId, tradeId, madeAt } = pending;
  const also = toAccountId === null ? [accountId] : [accountId, toAccountId];
  const money = { refund: `${refund}`, fee: `${fee}` };
  // Who bought it is not told to who sold it.
  const to = tradeId === null ? { to: toAccountId } : { tradeId };
  const changes = toAccountId === null ? money : to;
  draft.emit({ type, node: _id, also, eventTime: madeAt, changes });
}
