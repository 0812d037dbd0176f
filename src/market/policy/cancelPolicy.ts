/**
 * Asks for the end of a policy and the premium that is not earned, less a fee. The pools stop to earn it at
 * once; money and cover stay where they are until it is decided that no breach began before.
 */
import { z } from 'zod';
import { policyStatus } from '../../domain/policy/status.ts';
import { refuse } from '../../domain/shared/refusals.ts';
import type { Amount } from '../../domain/shared/units.ts';
import type { PolicyDocument } from '../../store/documents/cover.ts';
import type { Command } from '../command.ts';
import { amountInput, idInput } from '../inputs.ts';
import { accruePool } from '../pool/accrue.ts';
import { pauseEarning } from '../pool/earnSegments.ts';
import { poolNeeds, segmentNeeds } from '../pool/poolNeeds.ts';
import { EXITS_REOPEN, freezingProduct } from '../pool/steppingOut.ts';
import { type Draft, openDraft } from '../sequencer/draft.ts';
import { type Need, need, type World } from '../sequencer/world.ts';
import { refundOf } from './stepOut.ts';

const input = z.strictObject({
  policyId: idInput,
  /** Refused when the refund would be less. */
  minRefund: amountInput.nullable(),
});
type Input = z.infer<typeof input>;
interface Answer {
  policyId: string;
  refunded: Amount;
  fee: Amount;
}

export const cancelPolicy: Command<Input, Answer> = {
  name: 'cancelPolicy',
  input,
  sender: 'ACCOUNT',
  money: true,
  needs: ({ policyId }, { at }, world) => [
    ...policyPoolNeeds(world, policyId, at),
    ...productAndIncidentNeeds(world, policyId),
  ],
  decide(world, { policyId, minRefund }, { principal, at }) {
    const draft = openDraft(world, at);
    const policy = draft.get('policies', policyId);
    if (policy === null || policy.accountId !== principal.id) {
      return refuse('NOT_FOUND', { id: policyId }, 'policyId');
    }
    const forbidden = statusRefusal(draft, policy);
    if (forbidden !== null) return forbidden;
    for (const { poolId, coverAmount: amount } of policy.allocations) {
      const pool = accruePool(draft, poolId);
      const by = freezingProduct(pool, at)?.productId;
      if (by !== undefined) {
        return refuse('LOCKED', { amount, until: pool.reopensAt, by, unlocksWhen: EXITS_REOPEN });
      }
    }
    const { refund, fee } = refundOf(policy, at);
    if (minRefund !== null && refund < minRefund) {
      return refuse('REFUND_BELOW_LIMIT', { actual: refund, limit: minRefund }, 'minRefund');
    }
    for (const { poolId, segment } of policy.allocations) pauseEarning(draft, poolId, segment);
    const pending = { kind: 'CANCEL', status: 'PENDING', madeAt: at, refund, fee, endedAt: null } as const;
    draft.put('policies', { ...policy, pending });
    draft.emit({
      type: 'policy.cancellation_requested',
      node: policyId,
      also: [principal.id],
      changes: { refund: `${refund}`, fee: `${fee}` },
    });
    return draft.done({ policyId, refunded: refund, fee });
  },
};

/** A policy, its pools to accrue, and the buckets that its premium is earned by. */
export function policyPoolNeeds(world: World, policyId: string, at: number): Need[] {
  const policy = world.peek('policies', policyId);
  const parts = (policy?.allocations ?? []).flatMap(({ poolId, segment }) => [
    ...poolNeeds(world, poolId, at, policy?.assetId),
    ...segmentNeeds(poolId, segment),
  ]);
  return [need('policies', policyId), ...parts];
}

function productAndIncidentNeeds(world: World, policyId: string): Need[] {
  const productId = world.peek('policies', policyId)?.productId;
  if (productId === undefined) return [];
  const incidentIds = world.peek('products', productId)?.openIncidentIds ?? [];
  return [need('products', productId), ...incidentIds.map((id) => need('incidents', id))];
}

function statusRefusal(draft: Draft, policy: PolicyDocument) {
  const product = draft.must('products', policy.productId);
  const incidents = product.openIncidentIds.map((id) => draft.must('incidents', id));
  const starts = incidents.map(({ breachStart }) => breachStart);
  const status = policyStatus({ ...policy, openBreachStarts: starts }, draft.at);
  if (policy.pending?.status === 'PENDING') {
    const reason = 'It has been cancelled already and waits until its feeds have been read.';
    return refuse('STATUS_FORBIDS', { status, reason, allowedActions: [] });
  }
  if (status === 'WAITING' || status === 'ACTIVE') return null;
  const reason = 'Only a policy that waits or is active can be cancelled.';
  return refuse('STATUS_FORBIDS', { status, reason, allowedActions: [] });
}
