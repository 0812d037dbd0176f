/**
 * Orders against their trades, and what the ledger holds and locks for both: only what is open or waits is
 * kept in memory.
 */
import type { OrderStatus } from '../../domain/order/states.ts';
import type { Amount } from '../../domain/shared/units.ts';
import { readRows } from '../../store/audit/rows.ts';
import type { Database } from '../../store/database.ts';
import type { OrderDocument, TradeDocument } from '../../store/documents/orders.ts';
import { balanceId, ordersOf } from '../ledger/accounts.ts';
import { positionIdOf } from '../pool/positions.ts';
import type { Findings } from './findings.ts';
import { matchRows } from './matchRows.ts';

interface Expected {
  /** By balance: what bids, limit orders and trades that wait hold. */
  held: Map<string, Amount>;
  /** By position: shares of trades that wait. */
  locked: Map<string, Amount>;
  /** By account: orders that are open. */
  open: Map<string, number>;
}

/** Checks every order with its trades, then balances, positions and accounts against all of them. */
export async function checkOrders(
  view: Database,
  findings: Findings,
): Promise<{ orders: number; trades: number }> {
  const expected: Expected = { held: new Map(), locked: new Map(), open: new Map() };
  let orders = 0;
  let gifts = 0;
  const sales = readRows(view, 'trades', {
    filter: { orderId: { $ne: null } },
    sort: { orderId: 1, _id: 1 },
  });
  const trades = matchRows('trades', sales, 'orderId', findings);
  for await (const row of readRows(view, 'orders', { sort: { _id: 1 } })) {
    orders += 1;
    const own = await trades.of(row.id);
    findings.look('orders', row, (order) => checkOrder(findings, expected, order, own));
  }
  for await (const row of readRows(view, 'trades', { filter: { orderId: null }, sort: { _id: 1 } })) {
    gifts += 1;
    findings.look('trades', row, (trade) => expectTrade(expected, trade));
  }
  const counts = { orders, trades: (await trades.end()) + gifts };
  await checkHeld(view, findings, expected);
  await checkLocked(view, findings, expected);
  await checkOpen(view, findings, expected);
  return counts;
}

const add = <Key>(sums: Map<Key, Amount>, key: Key, amount: Amount) =>
  sums.set(key, (sums.get(key) ?? 0n) + amount);

function checkOrder(
  findings: Findings,
  expected: Expected,
  order: OrderDocument,
  trades: readonly TradeDocument[],
): void {
  const { _id, accountId, assetId, kind, quantity, filled, pending, held, status } = order;
  const sumOf = (wanted: TradeDocument['status']) =>
    trades.filter((trade) => trade.status === wanted).reduce((sum, trade) => sum + trade.quantity, 0n);
  findings.compare('orders', _id, 'pending', sumOf('PENDING'), pending);
  if (kind !== 'COVER') findings.compare('orders', _id, 'filled', sumOf('DONE'), filled);
  if (filled + pending > quantity) findings.note('orders', _id, 'filled', `${quantity} or less`, filled);
  const isOpen = status === ('OPEN' satisfies OrderStatus);
  if (!isOpen) findings.compare('orders', _id, 'held', 0n, held);
  if (isOpen) expected.open.set(accountId, (expected.open.get(accountId) ?? 0) + 1);
  if (held > 0n) add(expected.held, balanceId(ordersOf(accountId), assetId), held);
  for (const trade of trades) expectTrade(expected, trade);
}

function expectTrade(expected: Expected, trade: TradeDocument): void {
  const { status, buyerId, sellerId, assetId, price, poolId, quantity } = trade;
  if (status !== 'PENDING') return;
  if (price > 0n) add(expected.held, balanceId(ordersOf(buyerId), assetId), price);
  if (poolId !== null) add(expected.locked, positionIdOf(poolId, sellerId), quantity);
}

async function checkHeld(view: Database, findings: Findings, { held }: Expected): Promise<void> {
  const filter = { account: { $regex: `^acc_[0-9a-zA-Z_]+${ordersOf('')}$` } };
  for await (const { id, document } of readRows(view, 'balances', { filter, sort: { _id: 1 } })) {
    if (document === null) continue;
    findings.compare('balances', id, 'amount', held.get(id) ?? 0n, document.amount);
    held.delete(id);
  }
  for (const [id, amount] of held)
    findings.note('balances', id, '_id', `${amount} for orders`, 'no document');
}

async function checkLocked(view: Database, findings: Findings, { locked }: Expected): Promise<void> {
  const fields = ['lockedShares'];
  for await (const { id, document } of readRows(view, 'positions', { sort: { _id: 1 }, fields })) {
    if (document === null) continue;
    findings.compare('positions', id, 'lockedShares', locked.get(id) ?? 0n, document.lockedShares);
    locked.delete(id);
  }
  for (const [id, shares] of locked)
    findings.note('positions', id, '_id', `${shares} locked shares`, 'no document');
}

async function checkOpen(view: Database, findings: Findings, { open }: Expected): Promise<void> {
  const filter = { openOrderCount: { $exists: true } };
  for await (const { id, document } of readRows(view, 'accounts', { filter, sort: { _id: 1 } })) {
    if (document === null) continue;
    findings.compare('accounts', id, 'openOrderCount', open.get(id) ?? 0, document.openOrderCount);
    open.delete(id);
  }
  for (const [id, count] of open)
    findings.note('accounts', id, 'openOrderCount', `${count} open orders`, 'none counted');
}
