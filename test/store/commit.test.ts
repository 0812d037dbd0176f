import { afterEach, beforeEach, expect, test } from 'vitest';
import { commitBatch } from '../../src/store/commit.ts';
import { type Database, openDatabase, type Session } from '../../src/store/database.ts';
import type { BalanceDocument } from '../../src/store/documents/ledger.ts';
import { readHead } from '../../src/store/head.ts';
import { loadByIds } from '../../src/store/load.ts';
import { testDatabaseUri } from '../support/database.ts';

let database: Database;
let session: Session;
beforeEach(async () => {
  database = await openDatabase(testDatabaseUri());
  session = database.startSession();
});
afterEach(async () => {
  await session.endSession();
  await database.close();
});

const balance: BalanceDocument = {
  _id: 'a/available/x',
  version: 1,
  account: 'a/available',
  assetId: 'x',
  amount: 5n,
  sequence: 1,
};

async function write(loaded: BalanceDocument | null, document: BalanceDocument) {
  const head = await readHead(database);
  const sequence = head.sequence + 1;
  const next = { sequence, hash: `${sequence}`, time: sequence };
  const entry = {
    _id: `${sequence}`,
    previousHash: head.hash,
    contentHash: '',
    inputHash: '',
    operation: 'x',
    principal: 'p',
  };
  const journal = [{ ...entry, ...next, answer: {}, entries: [], events: [] }];
  const writes = [{ collection: 'balances' as const, id: document._id, loaded, document }];
  return commitBatch(database, session, { head, next, writes, journal }, 1_000);
}

test('a changed document is what it was changed to, and the members that did not change stay', async () => {
  expect(await write(null, balance)).toBe('COMMITTED');
  const changed = { ...balance, version: 2, amount: -7n, sequence: 2 };
  expect(await write(balance, changed)).toBe('COMMITTED');
  expect(await loadByIds(database, 'balances', [balance._id])).toEqual([changed]);
});

test('a member that is gone from a document is gone from the database', async () => {
  const loaded = { ...balance, note: 'x' };
  await write(null, loaded);
  expect(await write(loaded, { ...balance, version: 2 })).toBe('COMMITTED');
  expect(await loadByIds(database, 'balances', [balance._id])).toEqual([{ ...balance, version: 2 }]);
});

test('a document that was changed since it was loaded takes nothing of the batch', async () => {
  await write(null, balance);
  await write(balance, { ...balance, version: 2, amount: 6n });
  expect(await write(balance, { ...balance, version: 2, amount: 9n })).toBe('GUARD_MISSED');
  expect((await readHead(database)).sequence).toBe(2);
  expect(await loadByIds(database, 'balances', [balance._id])).toMatchObject([{ amount: 6n }]);
});

test('a document that must be new and is there already takes nothing of the batch', async () => {
  await write(null, balance);
  expect(await write(null, balance)).toBe('DUPLICATE');
  expect((await readHead(database)).sequence).toBe(1);
});
