import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { setImmediate } from 'node:timers/promises';
import { afterAll, beforeAll, describe, expect, test, vi } from 'vitest';
import { DAY_SECONDS } from '../../../src/domain/shared/units.ts';
import { createQueries } from '../../../src/market/queries/createQueries.ts';
import { LAST_INDEX } from '../../../src/market/queries/eventPlace.ts';
import { EVENT_TYPES, PUBLIC_EVENT_TYPES } from '../../../src/market/queries/eventVisibility.ts';
import type { EventFilter, EventPosition, EventView, Queries } from '../../../src/market/queries/port.ts';
import type { Database } from '../../../src/store/database.ts';
import { createJournalWakeups } from '../../../src/store/queries/journalWakeups.ts';
import { testDatabaseUri } from '../../support/database.ts';
import {
  type Marketplace,
  openMarketplace,
  person,
  type ReadyWorld,
  readyWorld,
  SYSTEM,
  UNIT,
} from '../../support/marketplace.ts';
import { costOf, dependenciesOf, queriesOf } from './reading.ts';

let place: Marketplace;
let world: ReadyWorld;
let queries: Queries;
const nobody = { accountId: null, seesAll: false };
const everybody = { accountId: null, seesAll: true };
beforeAll(async () => {
  place = await openMarketplace(testDatabaseUri());
  world = await readyWorld(place);
  queries = queriesOf(place);
  for (let index = 0; index < 3; index += 1) await buy(0);
  await buy(1);
});
afterAll(() => place.stop());

function buy(buyer: number): Promise<unknown> {
  const item = { productId: world.productId, coverAmount: 100n * UNIT, termSeconds: 30 * DAY_SECONDS };
  const order = { items: [item, item], maxPremium: 100n * UNIT };
  return place.must(world.buyers[buyer] ?? SYSTEM, 'buyPolicies', order);
}

const filter = (changes: Partial<EventFilter> = {}): EventFilter => ({
  nodeIds: null,
  types: null,
  accountId: null,
  reader: nobody,
  ...changes,
});

/** All events of a filter, page by page. */
async function all(wanted: EventFilter, first = 100): Promise<EventView[]> {
  const events: EventView[] = [];
  let after: EventPosition | null = null;
  for (;;) {
    const page = await queries.events(wanted, after, first);
    events.push(...page);
    after = page.at(-1) ?? null;
    if (page.length < first || after === null) return events;
  }
}

const places = (events: readonly EventView[]) => events.map(({ sequence, index }) => `${sequence}.${index}`);

describe('events', () => {
  test('come in the order of the journal, each once, whatever the page', async () => {
    const whole = await all(filter({ reader: everybody }));
    const sorted = [...whole].sort((a, b) => a.sequence - b.sequence || a.index - b.index);
    expect(places(whole)).toEqual(places(sorted));
    expect(whole.at(-1)?.sequence).toBe(await queries.headSequence());
    for (const first of [1, 2, 7]) {
      expect(places(await all(filter({ reader: everybody }), first))).toEqual(places(whole));
    }
  });

  test('a page goes on inside a command that had several events', async () => {
    const bought = await all(filter({ types: ['policy.bought'], reader: everybody }), 1);
    expect(bought).toHaveLength(8);
    expect(bought[0]?.sequence).toBe(bought[1]?.sequence);
  });

  test('strangers see nothing that is private', async () => {
    const seen = await all(filter());
    expect(seen.map(({ type }) => type)).toEqual(expect.arrayContaining(['pool.funded', 'product.watched']));
    expect(seen.filter(({ node }) => /^(acc|pol|pos|wdr|pay)_/.test(node))).toEqual([]);
    expect(await all(filter({ types: ['policy.bought'] }))).toEqual([]);
    expect(await all(filter({ accountId: world.buyers[0]?.id ?? '', types: ['policy.bought'] }))).toEqual([]);
  });

  test('everyone sees what is their own, and only that', async () => {
    const [first, second] = world.buyers.map(({ id }) => ({ accountId: id, seesAll: false }));
    const boughtBy = (reader = nobody as EventFilter['reader']) =>
      all(filter({ types: ['policy.bought'], reader }));
    expect(await boughtBy(first)).toHaveLength(6);
    expect(await boughtBy(second)).toHaveLength(2);
    const mine = await all(filter({ accountId: first?.accountId ?? '', reader: first ?? nobody }));
    expect(new Set(mine.map(({ type }) => type))).toEqual(
      new Set(['account.registered', 'account.credited', 'policy.bought']),
    );
    const signedIn = await all(filter({ reader: first ?? nobody }));
    const strangers = await all(filter());
    expect(signedIn.length).toBe(strangers.length + mine.length);
  });

  test('the history of a node has what happened to it and what it was part of', async () => {
    const of = (id: string, reader: EventFilter['reader']) => all(filter({ nodeIds: [id], reader }));
    const types = (await of(world.poolId, nobody)).map(({ type }) => type);
    expect(types).toEqual(['pool.status_changed', 'pool.funded', 'product.watched']);
    expect((await of(world.productId, nobody)).map(({ type }) => type)).toEqual([
      'product.watched',
      'product.scored',
      'product.thawed',
    ]);
    expect(await of(world.productId, everybody)).toHaveLength(11);
  });

  test('a page for strangers costs what it shows, however much is private in between', async () => {
    const wanted = filter();
    const credit = {
      accountId: world.buyers[0]?.id,
      assetId: world.assetId,
      amount: 1n,
      reference: 'private',
    };
    await Promise.all(Array.from({ length: 400 }, () => place.must(SYSTEM, 'creditAccount', credit)));
    // A plan that was chosen for a journal of a few documents is not asked again.
    await place.database.connection.db?.command({ planCacheClear: 'journal' });
    const shown = await all(wanted);
    const costs = await costOf(place, 'journal', () => queries.events(wanted, null, 100));
    const docs = costs.reduce((sum, { docsExamined }) => sum + docsExamined, 0);
    expect(docs).toBeLessThanOrEqual(2 * shown.length);
    expect(costs.some(({ hasSortStage }) => hasSortStage === true)).toBe(false);
  });

  test('every type that a command emits is known as public, or is about a private node', () => {
    const emitted = sourceFiles('src/market')
      .flatMap((file) => readFileSync(file, 'utf8').match(/\btype: [^,}]+/g) ?? [])
      .flatMap((member) => member.match(/'[a-z]+\.[a-z_]+'/g) ?? [])
      .map((quoted) => quoted.slice(1, -1));
    const known = new Set(PUBLIC_EVENT_TYPES);
    const isPrivate = (type: string) =>
      /^(account|policy|position|withdrawal|payout|recovery|webhook)\./.test(type);
    expect(emitted).toContain('policy.bought');
    const unknown = emitted.filter(
      (type) => !isPrivate(type) && !known.has(type) && !type.startsWith('events.'),
    );
    expect(unknown).toEqual([]);
    expect(PUBLIC_EVENT_TYPES.filter(isPrivate)).toEqual([]);
    // Whoever asks for a type by name is told when there is none.
    const unnamed = emitted.filter((type) => !EVENT_TYPES.has(type) && !type.startsWith('events.'));
    expect(unnamed).toEqual([]);
  });
});

function sourceFiles(folder: string): string[] {
  return readdirSync(folder, { recursive: true, encoding: 'utf8' })
    .filter((name) => name.endsWith('.ts'))
    .map((name) => join(folder, name));
}

describe('subscribe', () => {
  /** Reads batches until so many events have come. */
  async function take(batches: AsyncIterable<EventView[]>, count: number): Promise<EventView[]> {
    const events: EventView[] = [];
    for await (const batch of batches) {
      expect(batch.length).toBeGreaterThan(0);
      events.push(...batch);
      if (events.length >= count) break;
    }
    return events;
  }

  test('replays what was missed and goes on with what comes, in order and without a gap', async () => {
    const stop = new AbortController();
    const reader = everybody;
    const before = await all(filter({ reader }));
    const start = before[4];
    const expected = before.length - 5 + 12;
    const taken = take(
      queries.subscribe(filter({ reader }), start ?? { sequence: 0, index: 0 }, stop.signal),
      expected,
    );
    for (let index = 0; index < 6; index += 1) await buy(index % 2);
    expect(places(await taken)).toEqual(places((await all(filter({ reader }))).slice(5)));
    stop.abort();
  });

  test('many followers share one stream and each gets its own', async () => {
    const stop = new AbortController();
    const after = { sequence: await queries.headSequence(), index: LAST_INDEX };
    const readers = world.buyers.map(({ id }) => ({ accountId: id, seesAll: false }));
    const taken = readers.map((reader) =>
      take(queries.subscribe(filter({ accountId: reader.accountId, reader }), after, stop.signal), 4),
    );
    const stranger = queries.subscribe(filter(), after, stop.signal)[Symbol.asyncIterator]().next();
    for (const index of [0, 1, 0, 1]) await buy(index);
    for (const events of await Promise.all(taken)) {
      expect(events.map(({ type }) => type)).toEqual(Array(4).fill('policy.bought'));
    }
    await place.must(person(1, ['OWNER']), 'createPool', {
      name: 'Public news',
      assetId: world.assetId,
      kind: 'ISOLATED',
      sandbox: true,
    });
    expect((await stranger).value).toMatchObject([{ type: 'pool.status_changed' }]);
    stop.abort();
  });

  test('ends when its signal aborts, also while it waits', async () => {
    const stop = new AbortController();
    const after = { sequence: await queries.headSequence(), index: LAST_INDEX };
    const ended = take(queries.subscribe(filter(), after, stop.signal), 1);
    stop.abort();
    expect(await ended).toEqual([]);
    const never = queries.subscribe(filter(), after, AbortSignal.abort());
    expect(await take(never, 1)).toEqual([]);
  });

  test('loses nothing when the change stream breaks', async () => {
    const stop = new AbortController();
    const reader = everybody;
    const after = { sequence: await queries.headSequence(), index: LAST_INDEX };
    const taken = take(queries.subscribe(filter({ reader }), after, stop.signal), 16);
    let killed = 0;
    for (let index = 0; index < 8; index += 1) {
      await buy(0);
      if (index % 3 === 1) killed += await endStreams();
    }
    expect(killed).toBeGreaterThan(0);
    const events = await taken;
    expect(places(events)).toEqual(places((await all(filter({ reader }))).slice(-16)));
    stop.abort();
  });

  test('goes on by looking again where no change stream can be had', async () => {
    const stop = new AbortController();
    const database: Database = {
      ...place.database,
      collection(name) {
        const whole = place.database.collection(name);
        const watch = () => {
          throw new Error('change streams are switched off here');
        };
        return Object.assign(Object.create(whole) as typeof whole, { watch });
      },
    };
    const blind = createQueries(dependenciesOf(place, database));
    const after = { sequence: await queries.headSequence(), index: LAST_INDEX };
    const taken = take(blind.subscribe(filter({ reader: everybody }), after, stop.signal), 4);
    await buy(0);
    await buy(1);
    expect((await taken).map(({ type }) => type)).toEqual(Array(4).fill('policy.bought'));
    stop.abort();
  });

  test('leaves no stream behind, even when the reader just stops asking', async () => {
    const stop = new AbortController();
    const batches = queries.subscribe(filter({ reader: everybody }), { sequence: 0, index: 0 }, stop.signal);
    const first = await batches[Symbol.asyncIterator]().next();
    expect(first.done).toBe(false);
    await vi.waitFor(async () => expect((await openStreams()).length).toBe(1), WAIT);
    stop.abort();
    await vi.waitFor(async () => expect(await openStreams()).toEqual([]), WAIT);
  });

  test('leaves none behind that is given up while it opens', async () => {
    const givenUp = Array.from({ length: 20 }, async (_, turns) => {
      const unfollow = createJournalWakeups(place.database).follow();
      for (let turn = 0; turn < turns; turn += 1) await setImmediate();
      await unfollow();
    });
    await Promise.all(givenUp);
    expect(await openStreams()).toEqual([]);
  });

  const WAIT = { timeout: 10_000, interval: 50 };

  /** Cursors of the change streams on this test's journal, at rest on the server. */
  async function openStreams(): Promise<unknown[]> {
    const { connection } = place.database;
    const stages = [
      { $currentOp: { idleCursors: true, allUsers: true } },
      { $match: { ns: `${connection.db?.databaseName}.journal`, 'cursor.tailable': true } },
    ];
    const admin = connection.getClient().db('admin');
    const found = await admin.aggregate(stages, { readConcern: { level: 'local' } }).toArray();
    return found.map(({ cursor }) => cursor.cursorId);
  }

  /** Ends every change stream on the server, as a failover would. */
  async function endStreams(): Promise<number> {
    const cursors = await openStreams();
    if (cursors.length > 0) {
      await place.database.connection.db?.command({ killCursors: 'journal', cursors });
    }
    return cursors.length;
  }
});
