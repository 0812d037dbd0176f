/** What every command on orders shares: which are open, why one is not, and how one ends. */
import { type OrderEvent, transitionOrder } from '../../domain/order/states.ts';
import { type Refusal, refuse } from '../../domain/shared/refusals.ts';
import type { Amount, UnixSeconds } from '../../domain/shared/units.ts';
import type { OrderClosing, OrderDocument } from '../../store/documents/orders.ts';
import type { PolicyDocument } from '../../store/documents/policies.ts';
import type { PoolDocument, PositionDocument } from '../../store/documents/pools.ts';
import { availableOf, balanceId, ordersOf } from '../ledger/accounts.ts';
import { POOL_THAWS } from '../pool/steppingIn.ts';
import { NO_EXITS } from '../pool/steppingOut.ts';
import { decidedUntilOf } from '../product/decided.ts';
import type { Draft } from '../sequencer/draft.ts';
import { type Need, need } from '../sequencer/world.ts';

/** What of an order neither was traded nor is being traded. */
export const openQuantityOf = ({ quantity, filled, pending }: OrderDocument): Amount =>
  quantity - filled - pending;

/** What ending an order reads and writes beside itself. */
export function closingNeeds({ accountId, assetId }: Pick<OrderDocument, 'accountId' | 'assetId'>): Need[] {
  return [
    need('accounts', accountId),
    need('balances', balanceId(ordersOf(accountId), assetId)),
    need('balances', balanceId(availableOf(accountId), assetId)),
  ];
}

/** Refuses an order that has ended, also one whose end nobody has written down yet. */
export function endedRefusal(order: OrderDocument, at: UnixSeconds): Refusal | null {
  const { status, closedAt, expiresAt } = order;
  if (status !== 'OPEN') return refuse('ORDER_CLOSED', { status, closedAt: closedAt ?? at }, 'orderId');
  return expiresAt > at
    ? null
    : refuse('ORDER_CLOSED', { status: 'EXPIRED', closedAt: expiresAt }, 'orderId');
}

/** Refuses what would change hands in a pool from the watch of a product until its last incident is paid. */
export function tradingRefusal({ products, status }: PoolDocument, amount: Amount): Refusal | null {
  const frozen = products.find(({ frozenSince }) => frozenSince !== null);
  if (frozen !== undefined)
    return refuse('LOCKED', { amount, until: null, by: frozen.productId, unlocksWhen: POOL_THAWS });
  if (status !== 'RUN_OFF' && status !== 'WIPED') return null;
  return refuse('POOL_CLOSED', { status, reason: NO_EXITS[status], alternatives: [] });
}

/** What an order is about, as it stands now. */
interface OrderTarget {
  position?: PositionDocument | null;
  policy?: PolicyDocument | null;
  pool?: PoolDocument | null;
}

/** Why an order can never be filled any more, or null. */
export function goneBecause(
  order: OrderDocument,
  { position = null, policy = null, pool = null }: OrderTarget,
  at: UnixSeconds,
): OrderClosing | null {
  if (order.kind === 'SHARES' && order.side === 'SELL') {
    // Locked shares come back if their trades are void.
    return position === null || position.shares === position.queuedShares ? 'SHARES_GONE' : null;
  }
  // Who bids a price before a loss is not sold shares at it afterwards.
  if (order.kind === 'SHARES')
    return pool !== null && pool.results.amounts.losses > (order.poolLosses ?? 0n) ? 'POOL_LOST' : null;
  if (order.kind !== 'POLICY') return null;
  if (policy === null || policy.end !== null || policy.coverUntil <= at) return 'POLICY_ENDED';
  if (hasChanged(order, policy)) return 'POLICY_CHANGED';
  const isHolders = policy.accountId === order.accountId;
  return isHolders === (order.side === 'SELL') ? null : 'POLICY_MOVED';
}

/** Nobody buys less than what was offered when the price was named. */
function hasChanged({ offered }: OrderDocument, { coverRemaining, coverUntil }: PolicyDocument): boolean {
  return offered !== null && (coverRemaining < offered.coverRemaining || coverUntil < offered.coverUntil);
}

/** How an order ends. */
interface Ending {
  event: OrderEvent;
  because?: OrderClosing;
  /** In event time; now where nothing is said. */
  endedAt?: UnixSeconds;
}

/**
 * Ends an order and gives back what is held for its open part; trades that came of it go on. Needs
 * `closingNeeds`.
 */
export function endOrder(
  draft: Draft,
  order: OrderDocument,
  { event, because, endedAt = draft.at }: Ending,
): void {
  const { _id, accountId, assetId, held } = order;
  const status = transitionOrder(order.status, event);
  if (status === null) throw new Error(`${_id} is ${order.status}: ${event} cannot happen to it`);
  draft.move(ordersOf(accountId), availableOf(accountId), assetId, held);
  draft.put('orders', { ...order, status, held: 0n, closedBecause: because ?? null, closedAt: endedAt });
  const account = draft.must('accounts', accountId);
  draft.put('accounts', { ...account, openOrderCount: (account.openOrderCount ?? 0) - 1 });
  if (status === 'FILLED') return;
  const changes = { status, ...(because !== undefined && { because }) };
  draft.emit({ type: 'order.closed', node: _id, also: [accountId], eventTime: endedAt, changes });
}

/** Whether all products of some pools are decided until then, whatever has been watched for how long. */
export function isKnown(draft: Draft, poolIds: readonly string[], until: UnixSeconds): boolean {
  const known = {
    product: (id: string) => draft.get('products', id),
    feed: (id: string) => draft.get('feeds', id),
  };
  return poolIds
    .flatMap((poolId) => draft.must('pools', poolId).products)
    .every(({ restsOn }) => (decidedUntilOf(restsOn, known) ?? -1) >= until);
}
