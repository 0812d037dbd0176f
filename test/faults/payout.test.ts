/** The process that pays an incident is killed again and again: the next one finishes, and each policy is paid once. */
import { expect, test } from 'vitest';
import { auditLedger } from '../../src/market/audit/auditLedger.ts';
import { availableOf, balanceId } from '../../src/market/ledger/accounts.ts';
import { decodeDocument } from '../../src/store/codec.ts';
import type { IncidentDocument } from '../../src/store/documents/incidents.ts';
import type { BalanceDocument } from '../../src/store/documents/ledger.ts';
import { loadByIds } from '../../src/store/load.ts';
import { testDatabaseUri } from '../support/database.ts';
import { breakPeg, order } from '../support/depeg.ts';
import {
  type Marketplace,
  openMarketplace,
  type ReadyWorld,
  readyWorld,
  UNIT,
} from '../support/marketplace.ts';
import { startService } from '../support/processes.ts';

const LEASE_MS = 300;
const COVER = 20n * UNIT;

/** Sells many policies at once: ten a purchase, as many purchases a batch as there are. */
async function sell(place: Marketplace, { buyers, productId }: ReadyWorld, count: number): Promise<void> {
  const purchases = Array.from({ length: count / 10 }, (_, index) =>
    place.must(
      buyers[index % buyers.length] as ReadyWorld['buyers'][0],
      'buyPolicies',
      order(productId, COVER, 30, 10),
    ),
  );
  await Promise.all(purchases);
}

async function available(place: Marketplace, { buyers, assetId }: ReadyWorld): Promise<bigint[]> {
  const ids = buyers.map(({ id }) => balanceId(availableOf(id), assetId));
  const found: BalanceDocument[] = await loadByIds(place.database, 'balances', ids);
  return ids.map((id) => found.find(({ _id }) => _id === id)?.amount ?? 0n);
}

/** Kills the payer after each of some steps, by what it told; the last one is left to finish. */
async function payWithKills(uri: string, now: number, incidentId: string, killAfter: [string, number][]) {
  const steps: string[] = [];
  for (const [command, times] of [...killAfter, null].map((each) => each ?? (['', 0] as [string, number]))) {
    const payer = await startService({ uri, leaseMs: LEASE_MS, now, incidentId });
    let seen = 0;
    for await (const event of payer.told) {
      if (event.kind === 'DONE') steps.push(event.command ?? '');
      if (event.kind === 'DONE' && event.command === command) seen += 1;
      if (event.paid === incidentId || (command !== '' && seen === times)) break;
    }
    await payer.kill();
  }
  return steps;
}

test('ten thousand policies are paid once each, by four processes of which three were killed on the way', async () => {
  const count = 10_000;
  const uri = testDatabaseUri();
  const place = await openMarketplace(uri);
  const world = await readyWorld(place, { buyers: 10, waitingSeconds: 0 });
  await sell(place, world, count);
  const incidentId = await breakPeg(place, world);
  const before = await available(place, world);
  await place.market.stop(1_000);

  const steps = await payWithKills(uri, place.clock.now, incidentId, [
    ['assessIncident', 7],
    ['allocateIncident', 1],
    ['payIncident', 15],
  ]);
  expect(steps.at(-1)).toBe('closeIncident');

  const [stored] = await place.database.collection('incidents').find().toArray();
  const incident = decodeDocument<IncidentDocument>(stored);
  expect(incident).toMatchObject({
    status: 'PAID',
    policies: { scanned: count, eligible: count, paid: count },
  });
  const after = await available(place, world);
  // Every buyer has as many policies, and each is paid half of its cover.
  const due = (BigInt(count / world.buyers.length) * COVER) / 2n;
  expect(after.map((amount, index) => amount - (before[index] ?? 0n))).toEqual(before.map(() => due));
  const { differences, checked } = await auditLedger(place.database);
  expect(differences).toEqual([]);
  expect(checked).toMatchObject({ policies: count, payouts: count });
  await place.database.close();
}, 90_000);
