import { afterEach, expect, test } from 'vitest';
import type { Submission } from '../../../src/market/command.ts';
import type { Database } from '../../../src/store/database.ts';
import { order } from '../../support/depeg.ts';
import { gist } from '../../support/holder.ts';
import { emptyLedgerUri } from '../../support/ledgers.ts';
import {
  type Marketplace,
  openMarketplace,
  type ReadyWorld,
  readyWorld,
  UNIT,
} from '../../support/marketplace.ts';

const stops: (() => Promise<void>)[] = [];
afterEach(async () => {
  for (const stop of stops.splice(0).reverse()) await stop();
});

async function ready(uri: string): Promise<{ place: Marketplace; world: ReadyWorld }> {
  const place = await openMarketplace(uri);
  stops.push(place.stop);
  return { place, world: await readyWorld(place) };
}

/** Everything that is stored, but for the lease. */
async function everything({ connection }: Database): Promise<unknown> {
  const collections = (await connection.db?.listCollections({}, { nameOnly: true }).toArray()) ?? [];
  const contents = collections.map(async ({ name }) => {
    const projection = { leaseUntil: 0 };
    return [name, await connection.collection(name).find({}, { projection }).sort({ _id: 1 }).toArray()];
  });
  return Object.fromEntries(await Promise.all(contents));
}

test('answers what the real call answers, refuses what it refuses, and writes nothing', async () => {
  const uri = await emptyLedgerUri();
  const { place, world } = await ready(uri);
  const [buyer] = world.buyers as [(typeof world.buyers)[0]];
  const purchase: Submission = {
    ...{ command: 'buyPolicies', principal: buyer, idempotencyKey: null },
    input: order(world.productId, 5_000n * UNIT, 40, 3),
  };
  const tooMuch = { ...purchase, input: order(world.productId, 900_000n * UNIT, 40) };
  const unreadable = { ...purchase, input: { items: [] } };
  const before = await everything(place.database);
  const [rehearsed, refused, invalid] = await Promise.all(
    [purchase, tooMuch, unreadable].map((each) => place.market.submit({ ...each, dryRun: true })),
  );
  expect(await everything(place.database)).toEqual(before);
  const done = await place.market.submit({ ...purchase, idempotencyKey: 'real' });
  expect(rehearsed).toEqual({ ...done, sequence: null });
  expect(refused).toEqual(await place.market.submit({ ...tooMuch, idempotencyKey: 'real too' }));
  expect(invalid).toEqual(await place.market.submit({ ...unreadable, idempotencyKey: 'real three' }));
  expect([gist(rehearsed), gist(refused), gist(invalid)]).toEqual([
    'DONE',
    'CAPACITY_TOO_LOW',
    'INPUT_INVALID',
  ]);
});

test('needs neither the head nor anybody who holds it', async () => {
  const uri = await emptyLedgerUri();
  const { world } = await ready(uri);
  const follower = await openMarketplace(uri);
  stops.push(follower.stop);
  follower.clock.now += 7_200;
  const [buyer] = world.buyers as [(typeof world.buyers)[0]];
  const rehearsal = {
    command: 'buyPolicies',
    input: order(world.productId, 5_000n * UNIT, 40),
    principal: buyer,
  };
  expect(gist(await follower.market.submit({ ...rehearsal, idempotencyKey: null, dryRun: true }))).toBe(
    'DONE',
  );
});

test('sees one moment while purchases are committed around it', async () => {
  const uri = await emptyLedgerUri();
  const { place, world } = await ready(uri);
  const [buyer, other] = world.buyers as [(typeof world.buyers)[0], (typeof world.buyers)[0]];
  let buying = true;
  const buys = (async () => {
    for (let round = 0; round < 15; round += 1) {
      place.clock.now += 1;
      await Promise.all(
        Array.from({ length: 4 }, () =>
          place.must(buyer, 'buyPolicies', order(world.productId, 50n * UNIT, 40)),
        ),
      );
    }
    buying = false;
  })();
  const rehearsal = {
    command: 'buyPolicies',
    input: order(world.productId, 50n * UNIT, 40),
    principal: other,
  };
  const gists = new Set<string>();
  while (buying) {
    const dryRun = { ...rehearsal, idempotencyKey: null, dryRun: true };
    const outcomes = await Promise.all(Array.from({ length: 2 }, () => place.market.submit(dryRun)));
    for (const outcome of outcomes) gists.add(gist(outcome));
  }
  await buys;
  expect([...gists]).toEqual(['DONE']);
});
