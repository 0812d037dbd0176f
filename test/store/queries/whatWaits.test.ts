/** What waits for a step: all that is due to the second, nothing else, in one question, and along indexes. */
import { afterAll, beforeAll, expect, test } from 'vitest';
import { DAY_SECONDS, HOUR_SECONDS } from '../../../src/domain/shared/units.ts';
import { type Database, openDatabase } from '../../../src/store/database.ts';
import { type Waiting, whatWaits } from '../../../src/store/queries/whatWaits.ts';
import { testDatabaseUri } from '../../support/database.ts';

const AT = 1_700_000_000;
let database: Database;
const put = (collection: string, documents: object[]) =>
  database.collection(collection).insertMany(documents as never);

/** Of every matter what is due and what is not yet, or not any more. */
beforeAll(async () => {
  database = await openDatabase(testDatabaseUri());
  const fund = (ownerId: string, updatedAt: number | null) => ({
    ...{ _id: `rsv_${ownerId}`, kind: 'SHARED_FUND', ownerId },
    requirement: updatedAt === null ? null : { updatedAt },
  });
  await put('reserves', [
    ...[fund('never', null), fund('due', AT - HOUR_SECONDS), fund('fresh', AT - HOUR_SECONDS + 1)],
    { ...fund('own', null), kind: 'POOL_FUND' },
  ]);
  await put('commitments', [
    { _id: 'cmt_1', status: 'ACTIVE', assetId: 'ast_1' },
    { _id: 'cmt_2', status: 'ACTIVE', assetId: 'ast_1' },
    { _id: 'cmt_3', status: 'OFFERED', assetId: 'ast_2' },
  ]);
  const policy = (_id: string, productId: string, coverUntil: number, more: object = {}) => ({
    ...{ _id, productId, coverUntil, open: true, pending: null },
    ...{ segments: [{ allocations: [{ poolId: 'pol_1' }, { poolId: 'pol_2' }] }], ...more },
  });
  await put('policies', [
    policy('pcy_1', 'prd_1', AT),
    policy('pcy_2', 'prd_1', AT - 5),
    policy('pcy_3', 'prd_1', AT - 9, { open: false }),
    policy('pcy_4', 'prd_2', AT + 1),
    policy('pcy_5', 'prd_3', AT + 1, { pending: { status: 'PENDING', madeAt: AT } }),
    ...Array.from({ length: 1_000 }, (_, index) => policy(`pcy_x${index}`, 'prd_4', AT + 10)),
  ]);
  const day = AT - (AT % DAY_SECONDS);
  await put('products', [
    { _id: 'prd_1', scored: { day: day - DAY_SECONDS } },
    { _id: 'prd_basket', peril: 'BASKET', scored: { day: day - DAY_SECONDS } },
    { _id: 'prd_2', scored: { day } },
    { _id: 'prd_3', scored: null },
    ...Array.from({ length: 100 }, (_, index) => ({ _id: `prd_x${index}`, scored: { day } })),
  ]);
  await put('trades', [
    { _id: 'trd_1', status: 'PENDING', poolId: 'pol_7', madeAt: AT },
    { _id: 'trd_2', status: 'SETTLED', poolId: 'pol_8', madeAt: AT },
  ]);
  await put('orders', [
    { _id: 'ord_1', status: 'OPEN', kind: 'SHARES', expiresAt: AT },
    { _id: 'ord_2', status: 'OPEN', kind: 'COVER', productId: 'prd_1', expiresAt: AT + 1 },
    { _id: 'ord_3', status: 'FILLED', kind: 'COVER', productId: 'prd_2', expiresAt: AT },
    { _id: 'ord_4', status: 'OPEN', kind: 'SHARES', expiresAt: AT - 7 },
  ]);
  const liquidation = (_id: string, status: string, openedAt: number, payableAt: number) => ({
    ...{ _id, status, openedAt },
    close: status === 'OPENED' ? null : { payableAt },
  });
  await put('liquidations', [
    liquidation('liq_1', 'CLOSED', AT - 9, AT),
    liquidation('liq_2', 'CLOSED', AT - 9, AT + 1),
    liquidation('liq_3', 'OPENED', AT - DAY_SECONDS, 0),
    liquidation('liq_4', 'OPENED', AT - DAY_SECONDS + 1, 0),
    liquidation('liq_5', 'SETTLED', AT - DAY_SECONDS, AT),
  ]);
  await put('commissions', [
    { _id: 'com_1', earning: { accruedTo: AT - HOUR_SECONDS } },
    { _id: 'com_2', earning: { accruedTo: AT - HOUR_SECONDS + 1 } },
  ]);
});
afterAll(() => database.close());

const idsOf = (waiting: Waiting) =>
  Object.fromEntries(Object.entries(waiting).map(([matter, ids]) => [matter, [...ids.keys()]]));

test('names all that is due at that second, and nothing that is not', async () => {
  const waiting = await whatWaits(database, AT);
  expect(idsOf(waiting)).toEqual({
    assetsUnsized: ['due', 'never'],
    assetsCommitted: ['ast_1'],
    productsEnded: ['prd_1'],
    productsToScore: ['prd_1'],
    poolsLeft: ['pol_1', 'pol_2'],
    poolsTraded: ['pol_7'],
    ordersOpen: [expect.any(String)],
    ordersEnded: ['ord_4', 'ord_1'],
    productsOrdered: ['prd_1'],
    liquidationsPayable: ['liq_1'],
    liquidationsLapsed: ['liq_3'],
    commissionsBehind: ['com_1'],
  });
  expect(waiting.productsEnded.get('prd_1')).toBe(AT - 5);
});

test('is one question, and reads no more of a collection than what waits', async () => {
  const asked: { collection: string; pipeline: Record<string, unknown>[] }[] = [];
  const spied = {
    ...database,
    collection: (name: string) => {
      const collection = database.collection(name);
      const aggregate = (pipeline: never) => {
        asked.push({ collection: name, pipeline });
        return collection.aggregate(pipeline);
      };
      return { aggregate } as unknown as ReturnType<Database['collection']>;
    },
  };
  await whatWaits(spied, AT);
  expect(asked).toHaveLength(1);
  const [{ collection = '', pipeline = [] } = {}] = asked;
  const isUnion = (stage: object) => '$unionWith' in stage;
  const parts = [
    { coll: collection, pipeline: pipeline.filter((stage) => !isUnion(stage)) },
    ...(pipeline.filter(isUnion).map(({ $unionWith }) => $unionWith) as {
      coll: string;
      pipeline: object[];
    }[]),
  ];
  expect(parts).toHaveLength(12);
  for (const part of parts) {
    const plan = await database.collection(part.coll).aggregate(part.pipeline).explain('executionStats');
    const text = JSON.stringify(plan);
    // Reserves are few: there are some for each pool, and each step reads them all.
    if (part.coll !== 'reserves') expect(text).not.toContain('COLLSCAN');
    const read = [...text.matchAll(/"total(?:Keys|Docs)Examined":(\d+)/g)].map(([, count]) => Number(count));
    expect(Math.max(...read)).toBeLessThan(10);
  }
});
