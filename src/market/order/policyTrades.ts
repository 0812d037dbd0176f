/** Policies that change hands by an order: as a whole, and as they were when they were offered. */
import { coverByPool } from '../../domain/policy/policySegment.ts';
import { type Refusal, refuse } from '../../domain/shared/refusals.ts';
import type { OrderDocument } from '../../store/documents/orders.ts';
import type { PolicyDocument } from '../../store/documents/policies.ts';
import { outOfRange } from '../amounts.ts';
import { stepOutRefusal } from '../policy/askStepOut.ts';
import { askedFor } from '../policy/stepOut.ts';
import type { Draft } from '../sequencer/draft.ts';
import type { Need, World } from '../sequencer/world.ts';
import type { OrderedPolicy, Target } from './ordered.ts';
import { goneBecause, tradingRefusal } from './orders.ts';
import { type Deal, tradeNeeds } from './trades.ts';

/** Open offers of a policy: one is enough to say that others may bid for it. */
export const offersOf = (policyId: string) => ({ policyId });

/** What an order for a policy would be about: offered by its holder, and then bid for by others. */
export function policyTarget(
  draft: Draft,
  world: World,
  { side, policyId, price }: OrderedPolicy,
  accountId: string,
): Target | Refusal {
  const policy = draft.get('policies', policyId);
  const isHolders = policy?.accountId === accountId;
  const isOffered = (world.range('policyOffers', offersOf(policyId)) ?? []).some(
    (orderId) => world.peek('orders', orderId)?.status === 'OPEN',
  );
  // What nobody offers is its holder's to know.
  if (policy === null || (side === 'SELL' ? !isHolders : isHolders || !isOffered))
    return refuse('NOT_FOUND', { id: policyId }, 'policyId');
  const refusal = outOfRange(price, 'price') ?? leavingRefusal(draft, policy);
  if (refusal !== null) return refusal;
  const { productId, assetId, coverRemaining, coverUntil } = policy;
  const target = { kind: 'POLICY' as const, policyId, poolId: null, positionId: null, limit: null };
  const none = { poolLosses: null };
  return {
    ...target,
    ...none,
    productId,
    assetId,
    quantity: 1n,
    price,
    offered: { coverRemaining, coverUntil },
  };
}

/** Why a policy does not change hands now, or null. */
function leavingRefusal(draft: Draft, policy: PolicyDocument): Refusal | null {
  const refusal = stepOutRefusal(draft, policy);
  if (refusal !== null) return refusal;
  for (const [poolId, amount] of coverByPool(policy.segments)) {
    const locked = tradingRefusal(draft.must('pools', poolId), amount);
    // Shares of a pool that runs off are paid back; its cover stands.
    if (locked !== null && locked.code !== 'POOL_CLOSED') return locked;
  }
  return null;
}

/** Why an order for a policy is not filled now, or null. */
export function policyRefusal(draft: Draft, order: OrderDocument, deal: Deal): Refusal | null {
  const policy = draft.must('policies', order.policyId ?? '');
  if (policy.accountId !== deal.sellerId && order.side === 'BUY') {
    const reason = 'Only its holder can sell the policy.';
    return refuse('STATUS_FORBIDS', { status: order.status, reason, allowedActions: [] }, 'orderId');
  }
  if (goneBecause(order, { policy }, draft.at) !== null)
    return refuse('ORDER_CLOSED', { status: 'CLOSED', closedAt: draft.at }, 'orderId');
  return outOfRange(deal.quantity, 'quantity', 1n, 1n) ?? leavingRefusal(draft, policy);
}

/** From now on the policy is being left, to whoever bought it. */
export function leaveBySale(draft: Draft, { policyId, buyerId }: Deal, tradeId: string): void {
  const policy = draft.must('policies', policyId ?? '');
  const pending = askedFor('TRADE', draft.at, { toAccountId: buyerId, tradeId });
  draft.put('policies', { ...policy, pending });
}

/** What ending the sale of a policy reads and writes beside it; nothing where it is not being sold. */
export function saleNeeds(world: World, policyId: string): Need[] {
  const tradeId = world.peek('policies', policyId)?.pending?.tradeId ?? null;
  return tradeId === null ? [] : tradeNeeds(world, tradeId);
}
