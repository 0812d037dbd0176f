import fc from 'fast-check';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { DAY_SECONDS, WAD } from '../../../src/domain/shared/units.ts';
import { createQueries } from '../../../src/market/queries/createQueries.ts';
import type { Collection, PageCursor, Queries } from '../../../src/market/queries/port.ts';
import { testDatabaseUri } from '../../support/database.ts';
import { inputsForScore } from '../../support/inputsForScore.ts';
import {
  DEPEG_RULE,
  type Marketplace,
  openMarketplace,
  person,
  type ReadyWorld,
  readyWorld,
  SUBJECT_SIZE,
  SYSTEM,
  UNIT,
} from '../../support/marketplace.ts';
import { costOf, counting, dependenciesOf, one, queriesOf } from './reading.ts';

let place: Marketplace;
let world: ReadyWorld;
let queries: Queries;
const owner = person(1, ['OWNER']);
beforeAll(async () => {
  place = await openMarketplace(testDatabaseUri());
  world = await readyWorld(place);
  queries = queriesOf(place);
});
afterAll(() => place.stop());

type AnyList = Pick<Collection<{ _id: string }, never, never>, 'page'>;

/** Walks a list to its end and returns the ids; `between` runs after each page. */
async function walk(
  list: unknown,
  { orderBy, first, filter = {} }: { orderBy: string; first: number; filter?: object },
  between: () => Promise<unknown> = () => Promise.resolve(),
): Promise<string[]> {
  const ids: string[] = [];
  let after: PageCursor | null = null;
  for (;;) {
    const request = { first, after, orderBy, filter } as never;
    const { rows, hasNextPage } = await (list as AnyList).page(request);
    ids.push(...rows.map(({ row }) => row._id));
    const last = rows.at(-1);
    if (!hasNextPage || last === undefined) return ids;
    after = { key: last.key, id: last.row._id };
    await between();
  }
}

describe('every list', () => {
  let people = 1_000;
  const join = () => place.must(SYSTEM, 'registerAccount', { address: person(people++).address, roles: [] });

  test('shows each row once in its order, whatever the page and whoever joins meanwhile', async () => {
    for (let index = 0; index < 20; index += 1) {
      place.clock.now += index % 3 === 0 ? 1 : 0;
      await join();
    }
    await fc.assert(
      fc.asyncProperty(
        fc.integer({ min: 2, max: 12 }),
        fc.constantFrom('NEWEST', 'OLDEST'),
        fc.boolean(),
        async (first, orderBy, clockMoves) => {
          const known = await walk(queries.accounts, { orderBy: 'OLDEST', first: 100 });
          const seen = await walk(queries.accounts, { orderBy, first }, async () => {
            if (clockMoves) place.clock.now += 1;
            await join();
          });
          expect(new Set(seen).size).toBe(seen.length);
          const inOrder = orderBy === 'OLDEST' ? known : known.toReversed();
          expect(seen.filter((id) => known.includes(id))).toEqual(inOrder);
        },
      ),
      { numRuns: 6 },
    );
  });

  test('goes on behind a row by age, policies and exits among them', async () => {
    const [buyer] = world.buyers;
    for (let index = 0; index < 5; index += 1) {
      const items = [{ productId: world.productId, coverAmount: 100n * UNIT, termSeconds: 30 * DAY_SECONDS }];
      await place.must(buyer ?? SYSTEM, 'buyPolicies', {
        items: [...items, ...items],
        maxPremium: 100n * UNIT,
      });
    }
    const filter = { accountId: buyer?.id, open: true };
    const oldest = await walk(queries.policies, { orderBy: 'OLDEST', first: 3, filter });
    expect(oldest).toHaveLength(10);
    expect(oldest).toEqual([...oldest].sort());
    expect(await walk(queries.policies, { orderBy: 'NEWEST', first: 4, filter })).toEqual(
      oldest.toReversed(),
    );
    expect(
      await walk(queries.policies, { orderBy: 'NEWEST', first: 4, filter: { ...filter, open: false } }),
    ).toEqual([]);
    expect(await queries.policies.count({ accountId: buyer?.id ?? '' })).toBe(10);
  });

  test('costs the server what it shows, wherever the page lies', async () => {
    const all = await queries.accounts.page({ first: 20, after: null, orderBy: 'OLDEST', filter: {} });
    const far = all.rows.at(-1);
    const after = { key: far?.key ?? '', id: far?.row._id ?? '' };
    const read = () => queries.accounts.page({ first: 3, after, orderBy: 'OLDEST', filter: {} });
    const [cost] = await costOf(place, 'accounts', read);
    expect(cost?.planSummary).toContain('createdAt');
    expect(cost?.hasSortStage ?? false).toBe(false);
    // The rows shown, one more to know whether the list goes on, and those of the cursor's own second.
    expect(cost?.docsExamined).toBeLessThanOrEqual(3 + 1 + 4);
  });

  test('a cursor that is none of ours shows nothing and breaks nothing', async () => {
    const page = (key: string) =>
      queries.accounts.page({ first: 5, after: { key, id: 'acc_1' }, orderBy: 'OLDEST', filter: {} });
    for (const key of ['', 'abc', '{"$gt":1}', '1e400'])
      expect(Array.isArray((await page(key)).rows)).toBe(true);
    const products = queries.products.page({
      first: 5,
      after: { key: 'abc', id: '' },
      orderBy: 'RATE',
      filter: {},
    });
    expect((await products).rows).toEqual([]);
  });

  test('a filter value is a value: an object in its place finds nothing', async () => {
    const operator = { $ne: 'nothing' } as unknown as string;
    const page = await queries.assets.page({
      first: 5,
      after: null,
      orderBy: 'OLDEST',
      filter: { symbol: operator },
    });
    expect(page.rows).toEqual([]);
  });
});

describe('products', () => {
  const scores = [70, 10, 40, 10];
  beforeAll(async () => {
    for (const [index, score] of scores.entries()) {
      const pool = { name: `Pool of ${index}`, assetId: world.assetId, kind: 'ISOLATED', sandbox: false };
      const { poolId } = await place.must<{ poolId: string }>(owner, 'createPool', pool);
      await place.must(owner, 'createProduct', {
        name: `Cover (${index}) of "X.Y"`,
        subject: `SUB${index}`,
        peril: 'DEPEG',
        group: `SUB${index}`,
        feedId: world.feedId,
        pools: [{ poolId, weightWad: WAD }],
        rule: DEPEG_RULE,
        deductibleBps: 0,
        waitingSeconds: 3 * DAY_SECONDS,
        challengeSeconds: 7_200,
        minCover: null,
        termSecondsMax: 365 * DAY_SECONDS,
        inputs: inputsForScore(score, place.clock.now),
        minRateWad: null,
        subjectSize: { amount: SUBJECT_SIZE, asOf: place.clock.now },
        sandbox: false,
      });
    }
  });

  const scoreOf = async (ids: string[]) => {
    const rows = await queries.products.byIds(ids);
    return ids.map((id) => rows.get(id)?.score);
  };

  test('come by score, by rate and by capacity, each row once', async () => {
    for (const first of [1, 2, 10]) {
      expect(await scoreOf(await walk(queries.products, { orderBy: 'SCORE', first }))).toEqual([
        10, 10, 30, 40, 70,
      ]);
      const byRate = await walk(queries.products, { orderBy: 'RATE', first });
      const views = await queries.productViews(byRate);
      const rates = byRate.map((id) => views.get(id)?.annualRateWad ?? -1n);
      expect(rates).toEqual([...rates].sort((a, b) => (a < b ? -1 : 1)));
      expect(new Set(byRate).size).toBe(5);
      const byCapacity = await walk(queries.products, { orderBy: 'CAPACITY', first });
      expect(byCapacity[0]).toBe(world.productId);
      expect(new Set(byCapacity).size).toBe(5);
    }
  });

  test('are found by what they insure and by a part of their name, which is never a pattern', async () => {
    const found = async (filter: object) =>
      (await walk(queries.products, { orderBy: 'OLDEST', first: 10, filter })).length;
    expect(await found({ peril: 'ASSET_LOSS' })).toBe(0);
    expect(await found({ subject: 'SUB1', phase: 'WATCH' })).toBe(1);
    expect(await found({ phase: 'CALM' })).toBe(1);
    expect(await found({ text: 'cover (' })).toBe(4);
    expect(await found({ text: 'x.y"' })).toBe(4);
    expect(await found({ text: 'X?Y' })).toBe(0);
    expect(await found({ text: '.*' })).toBe(0);
    expect(await found({ text: 'sub' })).toBe(4);
    expect(await queries.products.count({ text: 'usdc' })).toBe(1);
  });

  test('ask the database as often for five views as for one', async () => {
    const ids = await walk(queries.products, { orderBy: 'OLDEST', first: 10 });
    const { database, reads } = counting(place.database);
    const counted = createQueries(dependenciesOf(place, database));
    await counted.productViews(ids.slice(0, 1));
    const forOne = reads.length;
    await counted.productViews(ids);
    expect(reads.length - forOne).toBe(forOne);
  });
});

describe('accounts and what they hold', () => {
  test('an account is found by its address in any casing, and by nobody else', async () => {
    const [buyer] = world.buyers as ReturnType<typeof person>[];
    const address = buyer?.address ?? '';
    expect((await queries.accountByAddress(address.toUpperCase().replace('0X', '0x')))?._id).toBe(buyer?.id);
    expect(await queries.accountByAddress(person(999_999).address)).toBeNull();
  });

  test('balances come by account, those of others never', async () => {
    const [first, second] = world.buyers;
    const balances = await queries.balancesOf([first?.id ?? '', second?.id ?? '', 'acc_none']);
    expect(balances.get(second?.id ?? '')).toEqual([
      { assetId: world.assetId, available: 100_000n * UNIT, held: 0n },
    ]);
    expect(balances.get(first?.id ?? '')?.[0]?.available).toBeLessThan(100_000n * UNIT);
    expect(balances.get('acc_none')).toEqual([]);
  });

  test('incidents and feeds are listed too', async () => {
    expect(await walk(queries.incidents, { orderBy: 'NEWEST', first: 5, filter: { from: 0 } })).toEqual([]);
    expect(await walk(queries.feeds, { orderBy: 'NEWEST', first: 5 })).toEqual([world.feedId]);
    expect((await one(queries.feedViews, world.feedId)).policiesDepending).toBe(10);
  });
});
