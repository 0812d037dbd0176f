/** Asking to step out of a policy: what every kind of it needs and is refused for. */
import { allocationsOf, coverByPool } from '../../domain/policy/policySegment.ts';
import { policyStatus } from '../../domain/policy/status.ts';
import { type Refusal, refuse } from '../../domain/shared/refusals.ts';
import type { PolicyDocument } from '../../store/documents/policies.ts';
import { soldCoverNeeds } from '../distribution/soldCover.ts';
import { accrueEarner, earnerIdsOf, policyEarnerNeeds } from '../earning/earner.ts';
import { EXITS_REOPEN, freezingProduct } from '../pool/steppingOut.ts';
import { restsOn } from '../product/restsOn.ts';
import { coverNeeds } from '../product/subjects.ts';
import type { Draft } from '../sequencer/draft.ts';
import { type Need, need, type World } from '../sequencer/world.ts';

/** Each pool once that carries some of a policy. */
export const poolIdsOf = ({ segments }: PolicyDocument): string[] => [
  ...new Set(allocationsOf(segments).map(({ poolId }) => poolId)),
];

/** A policy, whoever earns it, and the buckets that its premium is earned by. */
export function policyPoolNeeds(world: World, policyId: string, at: number): Need[] {
  const sold = soldCoverNeeds(world.peek('policies', policyId));
  return [need('policies', policyId), ...sold, ...policyEarnerNeeds(world, policyId, at)];
}

/** What asking to step out of a policy looks at. */
export function stepOutNeeds(world: World, policyId: string, at: number): Need[] {
  return [...policyPoolNeeds(world, policyId, at), ...productAndIncidentNeeds(world, policyId)];
}

/** What changing the cover of a policy writes beside its pools. */
export function policyCoverNeeds(world: World, policyId: string): Need[] {
  const productId = world.peek('policies', policyId)?.productId;
  const product = productId === undefined ? undefined : world.peek('products', productId);
  return product == null ? [] : coverNeeds(restsOn(product), product.sandbox);
}

function productAndIncidentNeeds(world: World, policyId: string): Need[] {
  const productId = world.peek('policies', policyId)?.productId;
  if (productId === undefined) return [];
  const incidentIds = world.peek('products', productId)?.openIncidentIds ?? [];
  return [need('products', productId), ...incidentIds.map((id) => need('incidents', id))];
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
  for (const earnerId of earnerIdsOf(policy.segments)) accrueEarner(draft, earnerId);
  for (const [poolId, amount] of coverByPool(policy.segments)) {
    const pool = draft.must('pools', poolId);
    const by = freezingProduct(pool, at)?.productId;
    if (by !== undefined) {
      return refuse('LOCKED', { amount, until: pool.reopensAt, by, unlocksWhen: EXITS_REOPEN });
    }
  }
  return null;
}
