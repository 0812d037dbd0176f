/** What the clock brings to orders: trades are settled, times run out, targets go, and rates fall. */
import { isWaitedFor } from '../../domain/pool/freezeClock.ts';
import { ORDERS_PER_STEP_MAX } from '../../domain/shared/limits.ts';
import type { UnixSeconds } from '../../domain/shared/units.ts';
import { goneBecause } from '../../market/order/orders.ts';
import type { PoolDocument } from '../../store/documents/pools.ts';
import { loadByIds } from '../../store/load.ts';
import { openOrdersAfter } from '../../store/queries/openOrders.ts';
import { loadRange } from '../../store/ranges.ts';
import type { Step } from '../context.ts';
import { inLanes } from '../inLanes.ts';
import { guarded, send } from '../send.ts';
import { fillLimitOrders } from './fillLimitOrders.ts';

/** By product: until when it is decided. */
type Decided = ReadonlyMap<string, UnixSeconds | null>;

export async function stepOrders(step: Step, decided: Decided): Promise<void> {
  const { poolsTraded, ordersOpen } = step.waiting;
  const pools = await loadByIds(step.database, 'pools', [...poolsTraded.keys()]);
  await inLanes(pools, (pool) => guarded(step, pool._id, () => settle(step, pool, decided)));
  // Without an open order none can end, be gone or be filled.
  if (ordersOpen.size === 0) return;
  await guarded(step, 'orders', () => expire(step));
  await guarded(step, 'orders', () => closeGone(step));
  await guarded(step, 'orders', () => fillLimitOrders(step));
}

/** Trades that were made before the time until which all products of the pool are decided. */
async function settle(step: Step, { _id: poolId, products }: PoolDocument, decided: Decided): Promise<void> {
  const waitedFor = products.filter((product) => isWaitedFor(product, step.at));
  const until = Math.min(step.at, ...waitedFor.map(({ productId }) => decided.get(productId) ?? -1));
  if (until < 0) return;
  let tick = '';
  for (;;) {
    const [first] = await loadRange(step.database, 'pendingTrades', { poolId, until }, 1);
    // The oldest names the step: once it is settled it is never the oldest again.
    const next = first && `${until}:${first._id}`;
    if (next === undefined || next === tick) return;
    tick = next;
    if (!(await send(step, 'settleTrades', { poolId, until, tick }))) return;
  }
}

async function expire(step: Step): Promise<void> {
  await inLanes([...step.waiting.ordersEnded.keys()], async (orderId) => {
    await send(step, 'closeOrder', { orderId });
  });
}

/** Looks at some of the open orders, and at those behind them in the next step. */
async function closeGone(step: Step): Promise<void> {
  const { database, memory, at } = step;
  const orders = await openOrdersAfter(database, memory.ordersLookedAt.id, ORDERS_PER_STEP_MAX);
  memory.ordersLookedAt.id = orders.length < ORDERS_PER_STEP_MAX ? '' : (orders.at(-1)?._id ?? '');
  const idsOf = (field: 'positionId' | 'policyId' | 'poolId') => [
    ...new Set(orders.flatMap((order) => order[field] ?? [])),
  ];
  const [positions, policies, pools] = await Promise.all([
    loadByIds(database, 'positions', idsOf('positionId')),
    loadByIds(database, 'policies', idsOf('policyId')),
    loadByIds(database, 'pools', idsOf('poolId')),
  ]);
  const positionOf = new Map(positions.map((position) => [position._id, position]));
  const poolOf = new Map(pools.map((pool) => [pool._id, pool]));
  const policyOf = new Map(policies.map((policy) => [policy._id, policy]));
  const gone = orders.filter((order) => {
    const position = positionOf.get(order.positionId ?? '') ?? null;
    const policy = policyOf.get(order.policyId ?? '') ?? null;
    const pool = poolOf.get(order.poolId ?? '') ?? null;
    return goneBecause(order, { position, policy, pool }, at) !== null;
  });
  await inLanes(gone, async ({ _id: orderId }) => {
    await send(step, 'closeOrder', { orderId });
  });
}
