/** One process of several is lost or stands still: the others go on, and nothing is done twice. */
import { setTimeout as delay } from 'node:timers/promises';
import { expect, test } from 'vitest';
import { auditLedger } from '../../src/market/audit/auditLedger.ts';
import type { Submission } from '../../src/market/command.ts';
import { openForReading } from '../../src/store/audit/openForReading.ts';
import { testDatabaseUri } from '../support/database.ts';
import { order } from '../support/depeg.ts';
import { gist } from '../support/holder.ts';
import { openMarketplace, type ReadyWorld, readyWorld, UNIT } from '../support/marketplace.ts';
import { insist, send, startService } from '../support/processes.ts';

const LEASE_MS = 500;
/** Where nobody takes over: a busy machine must not lose it to a slow heartbeat. */
const LONG_LEASE_MS = 60_000;
const LOOK_AGAIN_MS = 10;

/** A world that is ready to sell, with nobody who holds its head. */
async function prepare(uri: string): Promise<{ world: ReadyWorld; now: number }> {
  const place = await openMarketplace(uri);
  const world = await readyWorld(place);
  await place.stop();
  return { world, now: place.clock.now };
}

const purchase = ({ buyers, productId }: ReadyWorld, key: string): Submission => ({
  command: 'buyPolicies',
  input: order(productId, 100n * UNIT, 30),
  principal: buyers[0] as ReadyWorld['buyers'][0],
  idempotencyKey: key,
});

/** How many policies there are, once the ledger was found clean. */
async function policiesOf(uri: string): Promise<number> {
  const database = await openForReading(uri);
  const { differences, checked } = await auditLedger(database);
  await database.close();
  expect(differences).toEqual([]);
  return checked.policies;
}

test('a process killed between its commit and its reply: the client asks again under its key and hears what was done', async () => {
  const uri = testDatabaseUri();
  const { world, now } = await prepare(uri);
  const first = await startService({ uri, leaseMs: LEASE_MS, now });
  const reading = await openForReading(uri);
  const reply = send(first.url, purchase(world, 'once'));
  // It is killed as soon as the purchase is in the database, whether it has answered by then or not.
  while ((await reading.collection('policies').countDocuments({})) === 0) await delay(LOOK_AGAIN_MS);
  await first.kill();
  await reply;
  const next = await startService({ uri, leaseMs: LEASE_MS, now });
  expect(gist(await insist(() => next.url, purchase(world, 'once')))).toBe('REPLAYED');
  await next.kill();
  await reading.close();
  expect(await policiesOf(uri)).toBe(1);
}, 240_000);

test('a holder that stands still past its lease and comes back: another has gone on, and what it believed has no effect', async () => {
  const uri = testDatabaseUri();
  const { world, now } = await prepare(uri);
  const holder = await startService({ uri, leaseMs: LEASE_MS, now });
  expect(gist(await insist(() => holder.url, purchase(world, 'before')))).toBe('DONE');
  const other = await startService({ uri, leaseMs: LEASE_MS, now });
  // What it is told while it stands still waits in its sockets.
  holder.signal('SIGSTOP');
  const late = send(holder.url, purchase(world, 'late'));
  expect(gist(await insist(() => other.url, purchase(world, 'meanwhile')))).toBe('DONE');
  holder.signal('SIGCONT');
  await late;
  expect(gist(await insist(() => holder.url, purchase(world, 'meanwhile')))).toBe('REPLAYED');
  await insist(() => holder.url, purchase(world, 'late'));
  await Promise.all([holder.kill(), other.kill()]);
  expect(await policiesOf(uri)).toBe(3);
}, 240_000);

test('a process that only answers and forwards is killed: whoever asks another one notices nothing', async () => {
  const uri = testDatabaseUri();
  const { world, now } = await prepare(uri);
  const holder = await startService({ uri, leaseMs: LONG_LEASE_MS, now });
  const follower = await startService({ uri, leaseMs: LONG_LEASE_MS, now });
  expect(gist(await insist(() => follower.url, purchase(world, 'forwarded')))).toBe('DONE');
  const under = send(follower.url, purchase(world, 'under way'));
  await follower.kill();
  await under;
  // The holder answers at once: it never waited for the other.
  expect(gist((await send(holder.url, purchase(world, 'after'))) ?? undefined)).toBe('DONE');
  await insist(() => holder.url, purchase(world, 'under way'));
  await holder.kill();
  expect(await policiesOf(uri)).toBe(3);
}, 240_000);
