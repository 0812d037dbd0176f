/** The process that pays an incident is killed again and again: the next one finishes, and each policy is paid once. */
import { expect, test } from 'vitest';
import { PAYOUT_POLICIES_MAX } from '../../src/domain/shared/limits.ts';
import { auditLedger } from '../../src/market/audit/auditLedger.ts';
import { COMMANDS } from '../../src/market/commands.ts';
import { availableOf, balanceId } from '../../src/market/ledger/accounts.ts';
import { commitWorks } from '../../src/market/sequencer/commitWorks.ts';
import { decodeDocument } from '../../src/store/codec.ts';
import type { IncidentDocument } from '../../src/store/documents/incidents.ts';
import type { BalanceDocument } from '../../src/store/documents/ledger.ts';
import { acquireHead } from '../../src/store/head.ts';
import { loadByIds } from '../../src/store/load.ts';
import { testDatabaseUri } from '../support/database.ts';
import { breakPeg, order } from '../support/depeg.ts';
import { work } from '../support/holder.ts';
import {
  type Marketplace,
  openMarketplace,
  type ReadyWorld,
  readyWorld,
  UNIT,
} from '../support/marketplace.ts';
import { nextStep } from '../support/payer.ts';
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

/** Every policy was paid half of its cover, once; the ledger is clean. */
async function expectPaidOnce(place: Marketplace, world: ReadyWorld, before: bigint[], count: number) {
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

  await expectPaidOnce(place, world, before, count);
  await place.database.close();
}, 240_000);

/**
 * A holder that dies in the next commit: before the server has it, and its transaction stays open, or after it
 * and before anybody is told.
 */
async function openMortal({ database, clock, quoteKey }: Marketplace, dies: 'BEFORE' | 'AFTER' | 'NEVER') {
  const session = database.startSession();
  let head = await acquireHead(database, session, { leaseMs: 1, endpoint: null });
  while (head === null) head = await acquireHead(database, session, { leaseMs: 1, endpoint: null });
  const commit = session.commitTransaction.bind(session);
  const life = { isOver: false };
  const die = () => {
    life.isOver = true;
    session.abortTransaction = async () => undefined;
    session.startTransaction = () => {
      throw new Error('it is dead');
    };
    throw new Error('it has died');
  };
  session.commitTransaction = async () => {
    if (dies === 'BEFORE') die();
    await commit();
    if (dies === 'AFTER') die();
  };
  const settings = { quoteKey, sandbox: true };
  const now = () => clock.now;
  const committer = { database, session, settings, leaseMs: 1, now, head, committed: () => undefined };
  return { committer, life };
}

test('the holder is killed at every step of a payout of two thousand, before its commit or after it: each policy is paid once', async () => {
  const count = 2_000;
  const place = await openMarketplace(testDatabaseUri());
  const world = await readyWorld(place, { buyers: 10, waitingSeconds: 0 });
  await sell(place, world, count);
  const incidentId = await breakPeg(place, world);
  const before = await available(place, world);
  await place.market.stop(1_000);

  const killed: string[] = [];
  for (let steps = 0; ; steps += 1) {
    const [incident] = await loadByIds(place.database, 'incidents', [incidentId]);
    if (incident === undefined || incident.status === 'PAID') break;
    const { command: name, input } = nextStep(incident);
    const command = COMMANDS.get(name);
    if (command === undefined) throw new Error(`there is no ${name}`);
    const { committer, life } = await openMortal(place, steps % 2 === 0 ? 'BEFORE' : 'AFTER');
    await commitWorks(committer, [work(command, input, command.naturalKey?.(input))], () => undefined);
    expect(life.isOver).toBe(true);
    killed.push(name);
  }
  // Each step was tried by one that died before it was done, and done by one that died of it.
  const lives = 2 * (count / PAYOUT_POLICIES_MAX + 1);
  const times = (name: string) => killed.filter((one) => one === name).length;
  expect([times('assessIncident'), times('payIncident')]).toEqual([lives, lives]);
  expect([times('allocateIncident'), times('closeIncident')]).toEqual([2, 2]);
  await expectPaidOnce(place, world, before, count);
  await place.database.close();
}, 240_000);
