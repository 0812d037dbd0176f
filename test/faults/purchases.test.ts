/** Processes of the service are killed while customers buy: each purchase that is insisted on is made exactly once. */
import { expect, test } from 'vitest';
import { auditLedger } from '../../src/market/audit/auditLedger.ts';
import type { Outcome, Submission } from '../../src/market/command.ts';
import { openForReading } from '../../src/store/audit/openForReading.ts';
import type { Database } from '../../src/store/database.ts';
import { type EmbeddedDatabase, startEmbedded } from '../../src/store/embedded/startEmbedded.ts';
import { testDatabaseUri } from '../support/database.ts';
import { order } from '../support/depeg.ts';
import { openFailPoints } from '../support/failPoints.ts';
import { tally } from '../support/holder.ts';
import { openMarketplace, type ReadyWorld, readyWorld, UNIT } from '../support/marketplace.ts';
import { insist, startService } from '../support/processes.ts';

const LEASE_MS = 500;

/** A world that is ready to sell, with nobody who holds its head. */
async function prepare(uri: string): Promise<{ world: ReadyWorld; now: number }> {
  const place = await openMarketplace(uri);
  const world = await readyWorld(place, { buyers: 8 });
  await place.stop();
  return { world, now: place.clock.now };
}

const purchases = ({ buyers, productId }: ReadyWorld, count: number): Submission[] =>
  Array.from({ length: count }, (_, index) => ({
    command: 'buyPolicies',
    input: order(productId, BigInt(100 + index) * UNIT, 30),
    principal: buyers[index % buyers.length] as ReadyWorld['buyers'][0],
    idempotencyKey: `purchase-${index}`,
  }));

/** Customers who each buy one thing after the other. `acknowledged` is told of each purchase. */
async function buyAll(
  urlOf: () => string,
  submissions: readonly Submission[],
  acknowledged: (count: number) => void,
): Promise<Outcome[]> {
  const outcomes: Outcome[] = [];
  const left = [...submissions];
  const customer = async () => {
    for (let next = left.pop(); next !== undefined; next = left.pop()) {
      outcomes.push(await insist(urlOf, next));
      acknowledged(outcomes.length);
    }
  };
  await Promise.all(Array.from({ length: 16 }, customer));
  return outcomes;
}

async function expectOneEach(uri: string, outcomes: readonly Outcome[]): Promise<void> {
  expect(Object.keys(tally(outcomes)).every((gist) => gist === 'DONE' || gist === 'REPLAYED')).toBe(true);
  const database: Database = await openForReading(uri);
  const told = outcomes.flatMap((outcome) =>
    outcome.kind === 'DONE' ? (outcome.answer.policyIds as string[]) : [],
  );
  const stored = await database.collection('policies').distinct('_id');
  expect(told.sort()).toEqual(stored.sort());
  expect(told).toHaveLength(outcomes.length);
  const { differences, checked } = await auditLedger(database);
  expect(differences).toEqual([]);
  expect(checked.policies).toBe(outcomes.length);
  await database.close();
}

test('a service killed during purchases, and started again, sells one policy for each key', async () => {
  const uri = testDatabaseUri();
  const { world, now } = await prepare(uri);
  let service = await startService({ uri, leaseMs: LEASE_MS, now });
  let restarts: Promise<void> = Promise.resolve();
  const outcomes = await buyAll(
    () => service.url,
    purchases(world, 300),
    (count) => {
      if (count !== 100) return;
      restarts = restarts.then(async () => {
        await service.kill();
        service = await startService({ uri, leaseMs: LEASE_MS, now });
      });
    },
  );
  await restarts;
  await service.kill();
  await expectOneEach(uri, outcomes);
}, 240_000);

test('a holder killed with a successor waiting is followed by it, whatever it left open', async () => {
  // An hour: an orphaned transaction would keep the head locked until then, were it not ended by the successor.
  const server: EmbeddedDatabase = await startEmbedded({
    throwaway: true,
    transactionLifetimeLimitSeconds: 3_600,
  });
  const failPoints = await openFailPoints(server.uri);
  const { world, now } = await prepare(server.uri);
  const holder = await startService({ uri: failPoints.uriOf('holder'), leaseMs: LEASE_MS, now });
  const successor = await startService({ uri: failPoints.uriOf('successor'), leaseMs: LEASE_MS, now });
  let turn = 0;
  const alive = [holder.url, successor.url];
  let killing: Promise<void> | undefined;
  const outcomes = await buyAll(
    () => alive[turn++ % alive.length] as string,
    purchases(world, 300),
    (count) => {
      if (count === 100) killing = killInCommit();
    },
  );
  async function killInCommit(): Promise<void> {
    const block = { failCommands: ['insert'], blockConnection: true, blockTimeMS: 30_000 };
    await failPoints.begin('holder', block, 1);
    await failPoints.met(1);
    await holder.kill();
    alive.shift();
  }
  await killing;
  await successor.kill();
  await expectOneEach(server.uri, outcomes);
  await failPoints.close();
  await server.stop();
}, 240_000);
