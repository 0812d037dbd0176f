/** The database itself is killed under load: what was acknowledged is there afterwards, and nothing is there twice. */

import { setTimeout as delay } from 'node:timers/promises';
import { expect, onTestFinished, test } from 'vitest';
import { auditLedger } from '../../src/market/audit/auditLedger.ts';
import type { Outcome } from '../../src/market/command.ts';
import { startEmbedded } from '../../src/store/embedded/startEmbedded.ts';
import { order } from '../support/depeg.ts';
import { gist } from '../support/holder.ts';
import { openMarketplace, type ReadyWorld, readyWorld, UNIT } from '../support/marketplace.ts';
import { temporaryFolder } from '../support/temporaryFolder.ts';

/** How long a customer waits before coming again. */
const RETRY_MS = 20;

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
}, 60_000);

/** Asks again under the same key while the answer is that it is not decided. Nothing else may be heard. */
async function insist(ask: () => Promise<Outcome>): Promise<Outcome> {
  for (;;) {
    const outcome = await ask();
    if (!/RETRY_LATER|BUSY/.test(gist(outcome))) return outcome;
    await delay(RETRY_MS);
  }
}
