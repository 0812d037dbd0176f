/** Whoever can write to the database directly can change an order or a trade: the audit names the row. */
import mongoose from 'mongoose';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { auditLedger } from '../../../src/market/audit/auditLedger.ts';
import { balanceId, ordersOf } from '../../../src/market/ledger/accounts.ts';
import type { StateCollection } from '../../../src/store/collections.ts';
import { UNIT } from '../../support/marketplace.ts';
import { type Bazaar, codeOf, openBazaar, sharesFor } from './bazaar.ts';

let bazaar: Bazaar;
const ids: Record<string, string> = {};
beforeAll(async () => {
  bazaar = await openBazaar();
  const { seller, other, buyer, world, place } = bazaar;
  ids.offer = await bazaar.offer(sharesFor(10n), 10n * UNIT);
  ids.bid = await bazaar.bid(sharesFor(10n), 9n * UNIT);
  expect(codeOf(await bazaar.fill(ids.offer, sharesFor(4n), other))).toBe('DONE');
  const gift = { positionId: bazaar.positionId, shares: 1_000n, toAddress: other.address };
  await place.must(seller, 'transferPosition', gift);
  const [sale, given] = await bazaar.trades();
  Object.assign(ids, { sale: sale?._id, gift: given?._id, position: bazaar.positionId, buyer: buyer.id });
  ids.held = balanceId(ordersOf(other.id), world.assetId);
});
afterAll(() => bazaar.close());

const decimal = (value: bigint) => mongoose.Types.Decimal128.fromString(`${value}`);
const CHANGES: [string, StateCollection, string, Record<string, unknown>, string, string][] = [
  ['what an order holds', 'orders', 'bid', { held: decimal(5n) }, 'balances', 'amount'],
  ['what of an order is being traded', 'orders', 'offer', { pending: decimal(0n) }, 'orders', 'pending'],
  ['what of an order was traded', 'orders', 'offer', { filled: decimal(1n) }, 'orders', 'filled'],
  ['an order that ended with its money', 'orders', 'bid', { status: 'CANCELLED' }, 'orders', 'held'],
  ['the price of a trade that waits', 'trades', 'sale', { price: decimal(1n) }, 'balances', 'amount'],
  ['a trade that was ended', 'trades', 'sale', { status: 'DONE' }, 'orders', 'pending'],
  ['a gift that was undone', 'trades', 'gift', { status: 'VOID' }, 'positions', 'lockedShares'],
  ['a trade of another order', 'trades', 'sale', { orderId: 'ord_0' }, 'trades', 'orderId'],
  [
    'locked shares that were freed',
    'positions',
    'position',
    { lockedShares: decimal(0n) },
    'positions',
    'lockedShares',
  ],
  ['the count of open orders', 'accounts', 'buyer', { openOrderCount: 7 }, 'accounts', 'openOrderCount'],
];

test.each(CHANGES)('finds and names %s', async (_what, collection, name, fields, found, field) => {
  const { database } = bazaar.place;
  const _id = ids[name] ?? name;
  const before = await database.collection(collection).findOne({ _id });
  await database.collection(collection).updateOne({ _id }, { $set: fields });
  const { differences } = await auditLedger(database);
  await database.collection(collection).deleteOne({ _id });
  if (before !== null) await database.collection(collection).insertOne(before);
  expect(differences[0]).toMatchObject({ collection: found, field });
});

test('finds money that is held for no order, and an order without its money', async () => {
  const { database } = bazaar.place;
  const _id = ids.held ?? '';
  const before = await database.collection('balances').findOne({ _id });
  await database.collection('balances').deleteOne({ _id });
  const { differences } = await auditLedger(database);
  if (before !== null) await database.collection('balances').insertOne(before);
  expect(differences.map(({ collection, id, found }) => [collection, id, found])).toContainEqual([
    ...['balances', _id, 'no document'],
  ]);
});
