/** The database itself is killed or hangs under load: what was acknowledged is there afterwards, nothing twice. */
import { setTimeout as delay } from 'node:timers/promises';
import { expect, onTestFinished, test } from 'vitest';
import { DATABASE_SEARCH_MS_MAX, DATABASE_SILENCE_MS_MAX } from '../../src/domain/shared/limits.ts';
import { auditLedger } from '../../src/market/audit/auditLedger.ts';
import type { Outcome } from '../../src/market/command.ts';
import { startEmbedded } from '../../src/store/embedded/startEmbedded.ts';
import { readHead } from '../../src/store/head.ts';
import { createJournalWakeups } from '../../src/store/queries/journalWakeups.ts';
import { order } from '../support/depeg.ts';
import { gist, tally } from '../support/holder.ts';
import { openMarketplace, type ReadyWorld, readyWorld, UNIT } from '../support/marketplace.ts';
import { temporaryFolder } from '../support/temporaryFolder.ts';

/** How long a customer waits before coming again. */
const RETRY_MS = 20;
/** How long a database hangs: longer than its silence and the search for another one in every part of a batch. */
const HANG_MS = DATABASE_SILENCE_MS_MAX + 5 * DATABASE_SEARCH_MS_MAX;

test('a database killed twice under purchases comes back with all that was acknowledged, and with nothing twice', async () => {
  const folder = await temporaryFolder();
  let server = await startEmbedded({ folder });
  const { port } = server;
  onTestFinished(() => server.stop());
  const place = await openMarketplace(server.uri, { leaseMs: 500 });
  const world = await readyWorld(place, { buyers: 8 });
  const answers: string[][] = [];
  let restarts: Promise<void> = Promise.resolve();

  async function buy(index: number): Promise<void> {
    const buyer = world.buyers[index % 8] as ReadyWorld['buyers'][0];
    const input = order(world.productId, BigInt(100 + index) * UNIT, 30);
    const outcome = await insist(() => place.send(buyer, 'buyPolicies', input, `purchase-${index}`));
    expect(outcome.kind).toBe('DONE');
    if (outcome.kind === 'DONE') answers.push(outcome.answer.policyIds as string[]);
    if (answers.length === 100 || answers.length === 300) restarts = restarts.then(restart);
  }
  async function restart(): Promise<void> {
    process.kill(server.pid, 'SIGKILL');
    await server.ended;
    server = await startEmbedded({ folder, port });
  }

  const left = Array.from({ length: 500 }, (_, index) => index);
  const customer = async () => {
    for (let next = left.pop(); next !== undefined; next = left.pop()) await buy(next);
  };
  await Promise.all(Array.from({ length: 32 }, customer));
  await restarts;
  const stored = await place.database.collection('policies').distinct('_id');
  expect(answers.flat().sort()).toEqual(stored.sort());
  expect(stored).toHaveLength(500);
  const { differences } = await auditLedger(place.database);
  expect(differences).toEqual([]);
  await place.stop();
}, 240_000);

test('a database that hangs lets nobody wait for it: all hear RETRY_LATER, and nothing is lost or there twice', async () => {
  const server = await startEmbedded({ folder: await temporaryFolder() });
  onTestFinished(() => server.stop());
  const place = await openMarketplace(server.uri, { leaseMs: 500 });
  const world = await readyWorld(place, { buyers: 8 });
  const wakeups = createJournalWakeups(place.database);
  const unfollow = wakeups.follow();
  const buy = (index: number, key = `purchase-${index}`) => {
    const buyer = world.buyers[index % 8] as ReadyWorld['buyers'][0];
    return place.send(buyer, 'buyPolicies', order(world.productId, BigInt(100 + index) * UNIT, 30), key);
  };
  // Eight customers, each until it hears that it should come later; in the middle of it the server is stopped:
  // its connections stay open, and nothing on them is answered.
  const left = Array.from({ length: 200 }, (_, index) => index);
  const outcomes: Outcome[] = [];
  const goOn = () => void process.kill(server.pid, 'SIGCONT');
  onTestFinished(goOn);
  let longest: NodeJS.Timeout | undefined;
  const customer = async () => {
    for (let next = left.pop(); next !== undefined; next = left.pop()) {
      const outcome = await buy(next);
      if (outcomes.push(outcome) === 50) {
        process.kill(server.pid, 'SIGSTOP');
        longest = setTimeout(goOn, HANG_MS);
      }
      if (outcome.kind !== 'DONE') return;
    }
  };
  await Promise.all(Array.from({ length: 8 }, customer));
  // Whoever had waited for the server to go on would have been answered by it.
  expect(tally(outcomes)).toMatchObject({ RETRY_LATER: 8 });
  clearTimeout(longest);
  goOn();
  const indexes = Array.from({ length: 200 }, (_, index) => index);
  const again = await Promise.all(indexes.map((index) => insist(() => buy(index))));
  const answers = again.flatMap((outcome) =>
    outcome.kind === 'DONE' ? (outcome.answer.policyIds as string[]) : [],
  );
  const stored = await place.database.collection('policies').distinct('_id');
  expect(answers.sort()).toEqual(stored.sort());
  expect(stored).toHaveLength(200);
  const { differences } = await auditLedger(place.database);
  expect(differences).toEqual([]);
  // What follows the journal has come back by itself.
  const { sequence } = await readHead(place.database);
  const patience = AbortSignal.timeout(20_000);
  const told = wakeups.past(sequence, patience);
  await insist(() => buy(0, 'one more'));
  await told;
  expect(patience.aborted).toBe(false);
  await unfollow();
  await place.stop();
}, 240_000);

/** Asks again under the same key while the answer is that it is not decided. Nothing else may be heard. */
async function insist(ask: () => Promise<Outcome>): Promise<Outcome> {
  for (;;) {
    const outcome = await ask();
    if (!/RETRY_LATER|BUSY/.test(gist(outcome))) return outcome;
    await delay(RETRY_MS);
  }
}
