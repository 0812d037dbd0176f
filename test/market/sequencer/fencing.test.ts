import { afterEach, expect, test, vi } from 'vitest';
import { auditLedger } from '../../../src/market/audit/auditLedger.ts';
import { SteppedDown } from '../../../src/market/sequencer/commitWorks.ts';
import { acquireHead, readHead, releaseHead, renewHead } from '../../../src/store/head.ts';
import { bring, broughtTo, gist, type Holder, openHolder, tally, work } from '../../support/holder.ts';
import { emptyLedgerUri } from '../../support/ledgers.ts';
import { type Marketplace, openMarketplace, person, START, SYSTEM } from '../../support/marketplace.ts';

const stops: (() => Promise<void>)[] = [];
afterEach(async () => {
  for (const stop of stops.splice(0).reverse()) await stop();
});

/** A holder whose lease has run out by the time that anybody asks: as if its process had been stopped for long. */
async function stoppedHolder(uri: string): Promise<Holder> {
  const holder = await openHolder(uri, 1);
  stops.push(holder.close);
  return holder;
}

async function marketplace(uri: string, options: { leaseMs: number; now?: number }): Promise<Marketplace> {
  const place = await openMarketplace(uri, options);
  stops.push(place.stop);
  return place;
}

const register = (place: Marketplace, number: number) =>
  place.send(SYSTEM, 'registerAccount', { address: person(number).address, roles: [] });

test('a holder that was overtaken commits nothing and says so, however long it believed', async () => {
  const uri = await emptyLedgerUri();
  const stale = await stoppedHolder(uri);
  await stale.commit([work(bring, { to: 'acc_a', amount: 1n })]);
  const next = await stoppedHolder(uri);
  await expect(stale.commit([work(bring, { to: 'acc_a', amount: 10n })])).rejects.toThrow(SteppedDown);
  expect(await broughtTo(next.database, 'acc_a')).toBe(1n);
  await next.commit([work(bring, { to: 'acc_a', amount: 100n })]);
  await expect(stale.commit([work(bring, { to: 'acc_a', amount: 10n })])).rejects.toThrow(SteppedDown);
  expect(await broughtTo(next.database, 'acc_a')).toBe(101n);
  expect(await renewHead(stale.database, stale.committer.head.token, 60_000)).toBe(false);
  await releaseHead(stale.database, stale.committer.head.token);
  expect(await readHead(next.database)).toMatchObject({ token: next.committer.head.token });
  expect((await auditLedger(next.database)).differences).toEqual([]);
});

test('works that wait when the head is lost are all answered, and none has an effect', async () => {
  const uri = await emptyLedgerUri();
  const stale = await stoppedHolder(uri);
  const next = await stoppedHolder(uri);
  const works = Array.from({ length: 600 }, (_, index) =>
    work(bring, { to: `acc_${index % 3}`, amount: 1n }),
  );
  const outcomes = await Promise.all(works.map((each) => stale.sequencer.enqueue(each)));
  expect(tally(outcomes)).toEqual({ RETRY_LATER: 600 });
  expect(stale.losses).toEqual([expect.any(SteppedDown)]);
  expect(gist(await stale.sequencer.enqueue(work(bring, { to: 'acc_0', amount: 1n })))).toBe('RETRY_LATER');
  expect(stale.sequencer.size()).toBe(0);
  expect(await next.database.collection('journal').countDocuments()).toBe(0);
});

test('a holder whose history moved on under its own token decides again on what is there', async () => {
  const uri = await emptyLedgerUri();
  const holder = await stoppedHolder(uri);
  await holder.commit([work(bring, { to: 'acc_a', amount: 1n })]);
  const behind = { ...holder.committer.head, sequence: 0 };
  holder.committer.head = behind;
  expect((await holder.commit([work(bring, { to: 'acc_a', amount: 2n })])).map(gist)).toEqual(['DONE']);
  expect(holder.batches.at(-1)?.tries).toBe(2);
  expect(await broughtTo(holder.database, 'acc_a')).toBe(3n);
});

test('each holder has a token of its own, and no two processes hold at once', async () => {
  const uri = await emptyLedgerUri();
  const first = await marketplace(uri, { leaseMs: 60_000 });
  const second = await marketplace(uri, { leaseMs: 60_000 });
  expect([first.market.standing().holder, second.market.standing().holder]).toEqual([true, false]);
  const { token } = await readHead(first.database);
  await first.market.stop(1_000);
  const third = await marketplace(uri, { leaseMs: 60_000 });
  expect(third.market.standing().holder).toBe(true);
  expect((await readHead(first.database)).token).toBe(token + 1);
});

test('a follower without a holder to forward to says that it will be possible later', async () => {
  const uri = await emptyLedgerUri();
  await marketplace(uri, { leaseMs: 60_000 });
  const follower = await marketplace(uri, { leaseMs: 60_000 });
  expect(gist(await register(follower, 1))).toBe('RETRY_LATER');
  expect(follower.market.standing()).toEqual({ holder: false, holderKnown: false, queued: 0 });
});

test('an orderly stop hands the head over at once, though its lease would have run for a minute', async () => {
  const uri = await emptyLedgerUri();
  const first = await marketplace(uri, { leaseMs: 60_000 });
  const second = await marketplace(uri, { leaseMs: 400 });
  expect(gist(await register(first, 1))).toBe('DONE');
  await first.market.stop(1_000);
  await vi.waitFor(async () => expect(gist(await register(second, 2))).toBe('DONE'), { timeout: 10_000 });
  expect(gist(await register(first, 3))).toBe('RETRY_LATER');
});

test('the head goes there and back again between two processes', async () => {
  const uri = await emptyLedgerUri();
  const holders = [await stoppedHolder(uri), await stoppedHolder(uri)] as const;
  for (let turn = 0; turn < 6; turn += 1) {
    const [mine, other] = turn % 2 === 0 ? holders : [holders[1], holders[0]];
    const taken = await acquireHead(mine.database, mine.committer.session, { leaseMs: 1, endpoint: null });
    if (taken === null) throw new Error('the lease runs');
    mine.committer.head = taken;
    expect((await mine.commit([work(bring, { to: 'acc_a', amount: 1n })])).map(gist)).toEqual(['DONE']);
    await expect(other.commit([work(bring, { to: 'acc_a', amount: 1n })])).rejects.toThrow(SteppedDown);
  }
  expect(await broughtTo(holders[0].database, 'acc_a')).toBe(6n);
  expect((await auditLedger(holders[0].database)).differences).toEqual([]);
});

test('time never goes back: neither with the clock nor with a successor whose clock is behind', async () => {
  const uri = await emptyLedgerUri();
  const first = await marketplace(uri, { leaseMs: 60_000 });
  const at = async (place: Marketplace, number: number) => {
    const outcome = await register(place, number);
    return outcome.kind === 'DONE' ? outcome.at : outcome;
  };
  expect(await at(first, 1)).toBe(START);
  first.clock.now = START + 500;
  expect(await at(first, 2)).toBe(START + 500);
  first.clock.now = START;
  expect(await at(first, 3)).toBe(START + 500);
  await first.market.stop(1_000);
  const second = await marketplace(uri, { leaseMs: 60_000, now: START - 86_400 });
  expect(await at(second, 4)).toBe(START + 500);
  second.clock.now = START + 501;
  expect(await at(second, 5)).toBe(START + 501);
});
