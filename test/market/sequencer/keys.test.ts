import { afterEach, expect, test } from 'vitest';
import type { Outcome } from '../../../src/market/command.ts';
import { bring, broughtTo, gist, type Holder, openHolder, tally, work } from '../../support/holder.ts';
import { emptyLedgerUri } from '../../support/ledgers.ts';
import {
  type Marketplace,
  openMarketplace,
  person,
  readyWorld,
  SYSTEM,
  UNIT,
} from '../../support/marketplace.ts';

const stops: (() => Promise<void>)[] = [];
afterEach(async () => {
  for (const stop of stops.splice(0).reverse()) await stop();
});

async function holder(): Promise<Holder> {
  const opened = await openHolder(await emptyLedgerUri());
  stops.push(opened.close);
  return opened;
}

async function marketplace(uri?: string): Promise<Marketplace> {
  const opened = await openMarketplace(uri ?? (await emptyLedgerUri()));
  stops.push(opened.stop);
  return opened;
}

test('a key used twice at once has one effect, and the second hears that the first is under way', async () => {
  const { sequencer, database } = await holder();
  const input = { to: 'acc_a', amount: 5n };
  const outcomes = await Promise.all([
    sequencer.enqueue(work(bring, input, 'same')),
    sequencer.enqueue(work(bring, input, 'same')),
  ]);
  expect(outcomes.map(gist)).toEqual(['DONE', 'IDEMPOTENCY_KEY_BUSY']);
  expect(await broughtTo(database, 'acc_a')).toBe(5n);
});

test('a key used twice in one batch has one effect', async () => {
  const { commit, database } = await holder();
  const input = { to: 'acc_a', amount: 5n };
  const outcomes = await commit([work(bring, input, 'same'), work(bring, input, 'same'), work(bring, input)]);
  expect(outcomes.map(gist)).toEqual(['DONE', 'IDEMPOTENCY_KEY_BUSY', 'DONE']);
  expect(await broughtTo(database, 'acc_a')).toBe(10n);
});

test('a key used for two inputs is a mistake: at once, in one batch, and long after', async () => {
  const { sequencer, commit, database } = await holder();
  const one = () => work(bring, { to: 'acc_a', amount: 5n }, 'same');
  const other = () => work(bring, { to: 'acc_a', amount: 6n }, 'same');
  const atOnce = await Promise.all([sequencer.enqueue(one()), sequencer.enqueue(other())]);
  expect(atOnce.map(gist)).toEqual(['DONE', 'IDEMPOTENCY_KEY_REUSED']);
  expect((await commit([other(), one(), other()])).map(gist)).toEqual([
    'IDEMPOTENCY_KEY_REUSED',
    'REPLAYED',
    'IDEMPOTENCY_KEY_REUSED',
  ]);
  const fresh = (amount: bigint) => work(bring, { to: 'acc_b', amount }, 'fresh');
  expect((await commit([fresh(1n), fresh(2n)])).map(gist)).toEqual(['DONE', 'IDEMPOTENCY_KEY_REUSED']);
  expect([await broughtTo(database, 'acc_a'), await broughtTo(database, 'acc_b')]).toEqual([5n, 1n]);
});

test('fifty requests with one key have one effect, and each can learn the answer', async () => {
  const place = await marketplace();
  const world = await readyWorld(place);
  const [buyer] = world.buyers as [(typeof world.buyers)[0]];
  const order = {
    items: [{ productId: world.productId, coverAmount: 100n * UNIT, termSeconds: 5_000_000 }],
    maxPremium: 100n * UNIT,
  };
  const first = await Promise.all(
    Array.from({ length: 50 }, () => place.send(buyer, 'buyPolicies', order, 'one')),
  );
  expect(tally(first)).toEqual({ DONE: 1, IDEMPOTENCY_KEY_BUSY: 49 });
  const again = await Promise.all(
    Array.from({ length: 50 }, () => place.send(buyer, 'buyPolicies', order, 'one')),
  );
  const done = first.find(({ kind }) => kind === 'DONE') as Extract<Outcome, { kind: 'DONE' }>;
  for (const outcome of again) {
    if (outcome.kind === 'DONE') expect(outcome).toEqual({ ...done, replayed: true });
    else expect(gist(outcome)).toBe('IDEMPOTENCY_KEY_BUSY');
  }
  expect(again.map(gist)).toContain('REPLAYED');
  expect(await place.database.collection('policies').countDocuments()).toBe(1);
});

test('a replay gives the stored answer with its sequence and time, also after a restart and later', async () => {
  const uri = await emptyLedgerUri();
  const place = await marketplace(uri);
  const world = await readyWorld(place);
  const deposit = { into: world.poolId, amount: 77n * UNIT };
  await place.must(SYSTEM, 'creditAccount', {
    ...{ accountId: world.underwriter.id, assetId: world.assetId, amount: 77n * UNIT, reference: 'more' },
  });
  const first = await place.send(world.underwriter, 'depositCapital', deposit, 'deposit');
  expect(gist(first)).toBe('DONE');
  await place.market.stop(1_000);
  const next = await marketplace(uri);
  next.clock.now = place.clock.now + 86_400;
  const again = await next.send(world.underwriter, 'depositCapital', deposit, 'deposit');
  expect(again).toEqual({ ...first, replayed: true });
});

test('keys of different senders and of different commands do not meet', async () => {
  const place = await marketplace();
  const world = await readyWorld(place);
  const [one, other] = world.buyers as [(typeof world.buyers)[0], (typeof world.buyers)[0]];
  const deposit = { into: world.poolId, amount: 10n * UNIT };
  const order = {
    items: [{ productId: world.productId, coverAmount: 100n * UNIT, termSeconds: 5_000_000 }],
    maxPremium: 100n * UNIT,
  };
  const outcomes = [
    await place.send(one, 'depositCapital', deposit, 'same'),
    await place.send(other, 'depositCapital', deposit, 'same'),
    await place.send(one, 'buyPolicies', order, 'same'),
  ];
  expect(outcomes.map(gist)).toEqual(['DONE', 'DONE', 'DONE']);
});

test('a refusal leaves its key free: the same request is done once it can be', async () => {
  const place = await marketplace();
  const world = await readyWorld(place);
  const newcomer = person(900);
  await place.must(SYSTEM, 'registerAccount', { address: newcomer.address, roles: [] });
  const deposit = { into: world.poolId, amount: 5n * UNIT };
  expect(gist(await place.send(newcomer, 'depositCapital', deposit, 'later'))).toBe('BALANCE_TOO_LOW');
  await place.must(SYSTEM, 'creditAccount', {
    ...{ accountId: newcomer.id, assetId: world.assetId, amount: 5n * UNIT, reference: 'arrived' },
  });
  expect(gist(await place.send(newcomer, 'depositCapital', deposit, 'later'))).toBe('DONE');
  expect(gist(await place.send(newcomer, 'depositCapital', deposit, 'later'))).toBe('REPLAYED');
});

test('a money command is not taken without a key, nor under one that is empty, too long or not printable', async () => {
  const place = await marketplace();
  const input = { accountId: 'acc_1', assetId: 'ast_1', amount: 1n, reference: 'none' };
  for (const idempotencyKey of [null, '', 'k'.repeat(256), 'half \ud800', 'zero \0']) {
    const submission = { command: 'creditAccount', input, principal: SYSTEM, idempotencyKey };
    expect(gist(await place.market.submit(submission))).toBe('IDEMPOTENCY_KEY_MISSING');
  }
});
