/** States of orders and of the trades that come of them. */
import { nextState, rows, type Transition } from '../shared/transition.ts';

export type OrderStatus = 'OPEN' | 'FILLED' | 'CANCELLED' | 'EXPIRED' | 'CLOSED';

export type OrderEvent = 'ALL_FILLED' | 'CANCELLED' | 'TIME_OVER' | 'TARGET_GONE';

/** An order of which a part is being traded is OPEN still: a void trade gives that part back to it. */
export const ORDER_TRANSITIONS: readonly Transition<OrderStatus, OrderEvent>[] = [
  ...rows(['OPEN'], 'ALL_FILLED', 'FILLED'),
  ...rows(['OPEN'], 'CANCELLED', 'CANCELLED'),
  ...rows(['OPEN'], 'TIME_OVER', 'EXPIRED'),
  ...rows(['OPEN'], 'TARGET_GONE', 'CLOSED'),
];

/** The state after an event, or null where it is not allowed. Example: OPEN, TIME_OVER: EXPIRED. */
export function transitionOrder(from: OrderStatus, event: OrderEvent): OrderStatus | null {
  return nextState(ORDER_TRANSITIONS, from, event);
}

export type TradeStatus = 'PENDING' | 'DONE' | 'VOID';

export type TradeEvent = 'DECIDED' | 'CAUGHT';

/** DECIDED: no breach began before it was made. CAUGHT: one did, or it cannot be known. */
export const TRADE_TRANSITIONS: readonly Transition<TradeStatus, TradeEvent>[] = [
  ...rows(['PENDING'], 'DECIDED', 'DONE'),
  ...rows(['PENDING'], 'CAUGHT', 'VOID'),
];

/** The state after an event, or null where it is not allowed. Example: PENDING, CAUGHT: VOID. */
export function transitionTrade(from: TradeStatus, event: TradeEvent): TradeStatus | null {
  return nextState(TRADE_TRANSITIONS, from, event);
}
