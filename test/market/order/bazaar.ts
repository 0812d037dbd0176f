/** A ready world in which two underwriters and a buyer trade shares. */
import { expect } from 'vitest';
import { auditLedger } from '../../../src/market/audit/auditLedger.ts';
import type { Outcome, Principal } from '../../../src/market/command.ts';
import { ordersOf } from '../../../src/market/ledger/accounts.ts';
import { positionIdOf } from '../../../src/market/pool/positions.ts';
import type { OrderDocument, TradeDocument } from '../../../src/store/documents/orders.ts';
import type { PositionDocument } from '../../../src/store/documents/pools.ts';
import { loadByIds } from '../../../src/store/load.ts';
import { emptyLedgerUri } from '../../support/ledgers.ts';
import {
  type Marketplace,
  openMarketplace,
  person,
  type ReadyWorld,
  readyWorld,
  SYSTEM,
  UNIT,
} from '../../support/marketplace.ts';
import { sharedFundOf } from '../../support/reserves.ts';
import { spendable, stored } from '../queries/reading.ts';

type Person = ReturnType<typeof person>;

export interface Bazaar {
  place: Marketplace;
  world: ReadyWorld;
  /** Holds a million units' worth of shares. */
  seller: Person;
  buyer: Person;
  other: Person;
  positionId: string;
  send(by: Principal, order: object): Promise<Outcome>;
  /** Offers shares for a price. */
  offer(shares: bigint, price: bigint): Promise<string>;
  bid(shares: bigint, price: bigint, by?: Principal): Promise<string>;
  fill(orderId: string, quantity: bigint | null, by?: Principal, limits?: object): Promise<Outcome>;
  cancel(orderId: string, by: Principal): Promise<Outcome>;
  settle(): Promise<Outcome>;
  order(orderId: string): Promise<OrderDocument>;
  trades(): Promise<TradeDocument[]>;
  position(of: Principal): Promise<PositionDocument | undefined>;
  money(of: Principal): Promise<bigint>;
  held(of: Principal): Promise<bigint>;
  fund(): Promise<bigint>;
  /** Audits the ledger and stops. */
  close(): Promise<void>;
}

export const codeOf = (outcome: Outcome) =>
  outcome.kind === 'REFUSED'
    ? outcome.refusal.code
    : outcome.kind === 'FAILED'
      ? outcome.failure
      : outcome.kind;

/** What an order says that says nothing else. */
export const PLAIN = {
  ...{ policyId: null, quantity: null, positionId: null, poolId: null, productId: null, price: null },
  ...{ termSeconds: null, maxAnnualRateWad: null, expiresAt: null },
};

export async function openBazaar(options: Parameters<typeof readyWorld>[1] = {}): Promise<Bazaar> {
  const place = await openMarketplace(await emptyLedgerUri());
  const world = await readyWorld(place, options);
  const [seller, buyer, other] = [person(2), person(100), person(101)];
  const { poolId, assetId } = world;
  const positionId = positionIdOf(poolId, seller.id);
  const placed = (by: Principal, order: object) =>
    place.must<{ orderId: string }>(by, 'placeOrder', { ...PLAIN, ...order });
  let ticks = 0;
  return {
    ...{ place, world, seller, buyer, other, positionId },
    send: (by, order) => place.send(by, 'placeOrder', { ...PLAIN, ...order }),
    offer: async (quantity, price) =>
      (await placed(seller, { side: 'SELL', positionId, quantity, price })).orderId,
    bid: async (quantity, price, by = buyer) =>
      (await placed(by, { side: 'BUY', poolId, quantity, price })).orderId,
    fill: (orderId, quantity, by = buyer, limits = {}) =>
      place.send(by, 'fillOrder', { orderId, quantity, maxPrice: null, minPrice: null, ...limits }),
    cancel: (orderId, by) => place.send(by, 'cancelOrder', { orderId }),
    settle: () => place.send(SYSTEM, 'settleTrades', { poolId, until: place.clock.now, tick: `${++ticks}` }),
    async order(orderId) {
      const [order] = await loadByIds(place.database, 'orders', [orderId]);
      if (order === undefined) throw new Error(`there is no ${orderId}`);
      return order;
    },
    async trades() {
      const ids = await place.database.collection('trades').find().sort({ _id: 1 }).toArray();
      return Promise.all(
        ids.map(
          async ({ _id }) => (await loadByIds(place.database, 'trades', [String(_id)]))[0] as TradeDocument,
        ),
      );
    },
    position: async ({ id }) => (await loadByIds(place.database, 'positions', [positionIdOf(poolId, id)]))[0],
    money: ({ id }) => spendable(place, id, assetId),
    held: ({ id }) => stored(place, ordersOf(id), assetId),
    fund: () => stored(place, sharedFundOf(assetId), assetId),
    async close() {
      try {
        expect((await auditLedger(place.database)).differences).toEqual([]);
      } finally {
        await place.stop();
      }
    },
  };
}

/** One whole share of an empty pool is a unit: so many shares for so many units. */
export const sharesFor = (units: bigint): bigint => units * UNIT * 1_000n;
