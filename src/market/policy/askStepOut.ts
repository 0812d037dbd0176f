/** Asking to step out of a policy: what every kind of it needs and is refused for. */
import { allocationsOf, coverByPool } from '../../domain/policy/policySegment.ts';
import { policyStatus } from '../../domain/policy/status.ts';
import { type Refusal, refuse } from '../../domain/shared/refusals.ts';
import type { UnixSeconds } from '../../domain/shared/units.ts';
import type { PendingStepOut, PolicyDocument } from '../../store/documents/cover.ts';
import { accruePool } from '../pool/accrue.ts';
import { poolNeeds, segmentNeeds } from '../pool/poolNeeds.ts';
import { EXITS_REOPEN, freezingProduct } from '../pool/steppingOut.ts';
import type { Draft } from '../sequencer/draft.ts';
import { type Need, need, type World } from '../sequencer/world.ts';

/** A policy, its pools to accrue, and the buckets that its premium is earned by. */
export function policyPoolNeeds(world: World, policyId: string, at: number): Need[] {
  const policy = world.peek('policies', policyId);
  const parts = allocationsOf(policy?.segments ?? []).flatMap(({ poolId, earning }) => [
    ...poolNeeds(world, poolId, at, policy?.assetId),
    ...segmentNeeds(poolId, earning),
  ]);
  return [need('policies', policyId), ...parts];
}

/** What asking to step out of a policy looks at. */
export function stepOutNeeds(world: World, policyId: string, at: number): Need[] {
  return [...policyPoolNeeds(world, policyId, at), ...productAndIncidentNeeds(world, policyId)];
}

function productAndIncidentNeeds(world: World, policyId: string): Need[] {
  const productId = world.peek('policies', policyId)?.productId;
  if (productId === undefined) return [];
  const incidentIds = world.peek('products', productId)?.openIncidentIds ?? [];
  return [need('products', productId), ...incidentIds.map((id) => need('incidents', id))];
}

/** A step out as it is asked for. */
export function askedFor(
  kind: PendingStepOut['kind'],
  madeAt: UnixSeconds,
  { refund = 0n, fee = 0n, toAccountId = null as string | null } = {},
): PendingStepOut {
  return { kind, status: 'PENDING', madeAt, refund, fee, toAccountId, endedAt: null };
}

/**
 * Why nobody steps out of a policy now, or null. Earns its pools up to now.
 */
export function stepOutRefusal(draft: Draft, policy: PolicyDocument): Refusal | null {
  const { at } = draft;
  const product = draft.must('products', policy.productId);
  const incidents = product.openIncidentIds.map((id) => draft.must('incidents', id));
  const starts = incidents.map(({ breachStart }) => breachStart);
  const status = policyStatus({ ...policy, openBreachStarts: starts }, at);
  if (policy.pending?.status === 'PENDING') {
    const reason = 'It is being left already: that waits until its feeds have been read.';
    return refuse('STATUS_FORBIDS', { status, reason, allowedActions: [] });
  }
  if (status !== 'WAITING' && status !== 'ACTIVE') {
    const reason = 'Only a policy that waits or is active can be left.';
    return refuse('STATUS_FORBIDS', { status, reason, allowedActions: [] });
  }
  for (const [poolId, amount] of coverByPool(policy.segments)) {
    const pool = accruePool(draft, poolId);
    const by = freezingProduct(pool, at)?.productId;
    if (by !== undefined) {
      return refuse('LOCKED', { amount, until: pool.reopensAt, by, unlocksWhen: EXITS_REOPEN });
    }
  }
  return null;
}
