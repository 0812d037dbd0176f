/** Members of the database are lost, one at a time, while customers buy. */
import { setTimeout as delay } from 'node:timers/promises';
import { expect, test } from 'vitest';
import { auditLedger } from '../../src/market/audit/auditLedger.ts';
import type { Outcome } from '../../src/market/command.ts';
import { order } from '../support/depeg.ts';
import { gist } from '../support/holder.ts';
import { openMarketplace, type ReadyWorld, readyWorld, UNIT } from '../support/marketplace.ts';
import { startReplicaSet } from '../support/replicaSet.ts';

/** How long a customer waits before coming again. */
const RETRY_MS = 20;
const PURCHASES = 240;

test('the member of the database that takes writes is killed under purchases: another is elected, nothing is lost or there twice', async () => {
  const set = await startReplicaSet();
  const place = await openMarketplace(set.uri, { leaseMs: 3_000 });
  const world = await readyWorld(place, { buyers: 8 });
  const answers: string[][] = [];
  let killed: Promise<void> | undefined;

  async function buy(index: number): Promise<void> {
    const buyer = world.buyers[index % 8] as ReadyWorld['buyers'][0];
    const input = order(world.productId, BigInt(100 + index) * UNIT, 30);
    let outcome: Outcome;
    do {
      outcome = await place.send(buyer, 'buyPolicies', input, `purchase-${index}`);
      if (outcome.kind === 'FAILED') await delay(RETRY_MS);
    } while (/RETRY_LATER|BUSY/.test(gist(outcome)));
    expect(outcome.kind).toBe('DONE');
    if (outcome.kind === 'DONE') answers.push(outcome.answer.policyIds as string[]);
    if (answers.length === 80) killed = set.killPrimary();
  }

  const left = Array.from({ length: PURCHASES }, (_, index) => index);
  const customer = async () => {
    for (let next = left.pop(); next !== undefined; next = left.pop()) await buy(next);
  };
  await Promise.all(Array.from({ length: 16 }, customer));
  await killed;
  const stored = await place.database.collection('policies').distinct('_id');
  expect(answers.flat().sort()).toEqual(stored.sort());
  expect(stored).toHaveLength(PURCHASES);
  expect((await auditLedger(place.database)).differences).toEqual([]);
  await place.stop();
}, 240_000);
