/** What orders and trades hold and have moved, as their documents tell. */
import { ordersOf } from '../../src/market/ledger/accounts.ts';
import type { BalanceDocument } from '../../src/store/documents/ledger.ts';
import type { OrderDocument, TradeDocument } from '../../src/store/documents/orders.ts';
import type { World } from './world.ts';

interface OrderBooks {
  balances: readonly BalanceDocument[];
  orders: readonly OrderDocument[];
  trades: readonly TradeDocument[];
}

const total = (amounts: readonly bigint[]): bigint => amounts.reduce((sum, amount) => sum + amount, 0n);

/** What an account can spend more (or less) for its orders and trades. */
export function tradedBy(id: string, { orders, trades }: Omit<OrderBooks, 'balances'>): bigint {
  const live = trades.filter(({ status }) => status !== 'VOID');
  const paid = total(live.map(({ buyerId, price }) => (buyerId === id ? price : 0n)));
  const got = total(
    live.map(({ sellerId, status, price, fee }) => (sellerId === id && status === 'DONE' ? price - fee : 0n)),
  );
  return got - paid - heldForOrders(id, orders);
}

const heldForOrders = (id: string, orders: readonly OrderDocument[]): bigint =>
  total(orders.map(({ accountId, held }) => (accountId === id ? held : 0n)));

/** Held money is that of open orders and of trades that wait, and nothing else. */
export function heldMoneyIsThatOfOrders({ people }: World, { balances, orders, trades }: OrderBooks): void {
  for (const { id } of people) {
    const waiting = trades.filter(({ status, buyerId }) => status === 'PENDING' && buyerId === id);
    const expected = heldForOrders(id, orders) + total(waiting.map(({ price }) => price));
    const held = total(
      balances.filter(({ account }) => account === ordersOf(id)).map(({ amount }) => amount),
    );
    if (held !== expected) throw new Error(`${id} holds ${held} for orders, and they need ${expected}`);
  }
  const stray = orders.find(({ status, held }) => status !== 'OPEN' && held !== 0n);
  if (stray !== undefined) throw new Error(`${stray._id} is ${stray.status} and holds ${stray.held}`);
}
