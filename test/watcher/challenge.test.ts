import { afterAll, afterEach, beforeEach, describe, expect, test } from 'vitest';
import { SourceError } from '../../oracles/adapter.ts';
import { checkText } from '../../src/cli/verify/checkText.ts';
import { HOUR_SECONDS, WAD } from '../../src/domain/shared/units.ts';
import { auditLedger } from '../../src/market/audit/auditLedger.ts';
import type { Principal } from '../../src/market/command.ts';
import { availableOf, bondsOf } from '../../src/market/ledger/accounts.ts';
import { decodeDocument } from '../../src/store/codec.ts';
import { readBundle } from '../../src/store/evidence/bundles.ts';
import type { Watcher } from '../../src/watcher/watcher.ts';
import { testDatabaseUri } from '../support/database.ts';
import { gist } from '../support/holder.ts';
import { type Marketplace, person, START, SYSTEM, UNIT } from '../support/marketplace.ts';
import { sharedFundOf } from '../support/reserves.ts';
import { Death, mortal } from './mortal.ts';
import { newScript, report, type Script, scripted, scriptedSource } from './scripted.ts';
import { STORY_RULE } from './story.ts';
import { addFeed, all, closeDatabases, emptyMarketplace, openHouse, watch } from './world.ts';

const HALF_HOUR = HOUR_SECONDS / 2;
const FEED = 'feed_usdc_usd';
const URI = testDatabaseUri();
afterAll(closeDatabases);

let place: Marketplace;
let watcher: Watcher;
let script: Script;
beforeEach(async () => {
  place = await emptyMarketplace(URI);
  script = newScript();
});
afterEach(async () => {
  await watcher.close();
  await place.stop();
});

const families = () => [scripted({ chain: script })];
const hashOf = (block: number): string => `0x${block.toString(16).padStart(64, '0')}`;
const challenger = person(3);
const guardian = person(9, ['GUARDIAN']);

/** A report of cents each half hour, one block each, and a watcher that follows until the result is known. */
async function watchTo(cents: readonly bigint[], halfHours: number): Promise<void> {
  script.final = cents.map((value, block) =>
    report('chain', 'ada', START + block * HALF_HOUR, value * 10n ** 6n, {
      blockNumber: block,
      blockHash: hashOf(block),
    }),
  );
  for (const block of cents.keys()) script.hashes.set(block, hashOf(block));
  await addFeed(place, await openHouse(place), {
    subject: 'USDC',
    sources: [scriptedSource('chain', ['ada'])],
    rule: STORY_RULE,
    decimals: 8,
    waitingSeconds: 0,
    challengeSeconds: 2 * HOUR_SECONDS,
  });
  watcher = watch(place, { families: families() });
  for (const halfHour of [0, 1, 2, halfHours]) await step(halfHour);
}

async function step(halfHour: number) {
  place.clock.now = START + halfHour * HALF_HOUR;
  const told = await watcher.tick();
  expect(told).toMatchObject({ errors: [], failed: [], refused: [] });
  const [product] = await all(place.database, 'products');
  if (halfHour === 2) {
    const items = [{ productId: product?._id, coverAmount: 10_000n * UNIT, termSeconds: 8 * 86_400 }];
    await place.must(challenger, 'buyPolicies', { items, maxPremium: 1_000n * UNIT });
  }
  return told;
}

const observationOf = (block: number): string =>
  `${FEED}/chain/ada/${START + block * HALF_HOUR}/${hashOf(block)}`;
const incidentNow = async () => {
  const [incident] = await all(place.database, 'incidents');
  if (incident === undefined) throw new Error('there is no incident');
  return incident;
};

async function challenge(block: number, rule = 'REORGED') {
  const { _id: incidentId } = await incidentNow();
  return place.send(challenger, 'challengeIncident', {
    incidentId,
    observationId: observationOf(block),
    rule,
  });
}

async function balanceOf(account: string): Promise<bigint> {
  const balances = await all(place.database, 'balances');
  return balances.filter((one) => one.account === account).reduce((sum, { amount }) => sum + amount, 0n);
}

async function bundle(): Promise<string> {
  let text = '';
  const { evidence } = await incidentNow();
  for await (const piece of readBundle(place.database, evidence?.sha256 ?? '')) text += piece;
  return text;
}

/** 1.00; low from block 5 on, deepest in block 6; 1.00 again from block 8 on. */
const DEEP = [100n, 100n, 100n, 100n, 100n, 89n, 79n, 89n, ...Array<bigint>(20).fill(100n)];
/** Low for an hour, confirmed by the second report. */
const WICK = [100n, 100n, 100n, 100n, 100n, 89n, 89n, ...Array<bigint>(20).fill(100n)];

describe('a challenge that is right', () => {
  test('gives the result that follows without the record, with a window of its own, and the bond back', async () => {
    await watchTo(DEEP, 9);
    expect(await incidentNow()).toMatchObject({ status: 'CHALLENGE', payoutRatioWad: WAD });
    const before = await balanceOf(availableOf(challenger.id));
    script.hashes.set(6, hashOf(666));
    expect(gist(await challenge(6))).toBe('DONE');
    expect(await balanceOf(bondsOf(challenger.id))).toBe(1_000n * UNIT);
    expect(await balanceOf(availableOf(challenger.id))).toBe(before - 1_000n * UNIT);
    expect(await auditLedger(place.database)).toMatchObject({ clean: true });

    await step(10);
    const incident = await incidentNow();
    expect(incident).toMatchObject({
      status: 'CHALLENGE',
      payoutRatioWad: WAD / 2n,
      settlementValueWad: (89n * WAD) / 100n,
      payableAt: START + 14 * HALF_HOUR,
      challenges: [{ status: 'CHANGED', bond: 1_000n * UNIT }],
      firstResult: { payoutRatioWad: WAD },
    });
    expect(await balanceOf(bondsOf(challenger.id))).toBe(0n);
    expect(await balanceOf(availableOf(challenger.id))).toBe(before);

    const { bundle: checked, difference } = await checkText(await bundle(), () => null);
    expect(difference).toBeNull();
    expect(checked).toMatchObject({
      incident: { payoutRatio: WAD },
      correction: { records: [{ rule: 'REORGED', actual: hashOf(666) }], result: { payoutRatio: WAD / 2n } },
    });
    const lie = (await bundle()).replace(hashOf(666), hashOf(6));
    expect((await checkText(lie, () => null)).difference?.path).toMatch(/^correction\.records\.0/);

    await step(13);
    expect((await incidentNow()).status).toBe('CHALLENGE');
    await step(14);
    const [payout] = await all(place.database, 'payouts');
    expect(payout?.paid).toBe(5_000n * UNIT);
    expect(await auditLedger(place.database)).toMatchObject({ clean: true });
  });

  test('reverses an incident that was none, and frees what was set aside', async () => {
    await watchTo(WICK, 9);
    script.hashes.set(5, hashOf(555));
    script.hashes.set(6, hashOf(666));
    for (const block of [5, 6]) expect(gist(await challenge(block))).toBe('DONE');
    await step(10);
    const incident = await incidentNow();
    expect(incident).toMatchObject({ status: 'REVERSED', payableAt: null });
    expect(incident.challenges.map(({ status }) => status)).toEqual(['CHANGED', 'UNDECIDED']);
    const [pool] = await all(place.database, 'pools');
    const [product] = await all(place.database, 'products');
    expect([pool?.earmarks, product?.openIncidentIds]).toEqual([[], []]);
    expect(gist(await challenge(7))).toBe('CHALLENGE_CLOSED');
    const { bundle: checked } = await checkText(await bundle(), () => null);
    expect(checked?.correction?.result).toBeNull();
    expect(await balanceOf(bondsOf(challenger.id))).toBe(0n);
    for (const halfHour of [14, 15]) await step(halfHour);
    expect(await all(place.database, 'payouts')).toEqual([]);
    expect((await all(place.database, 'products'))[0]?.phase).toBe('CALM');
    expect(await auditLedger(place.database)).toMatchObject({ clean: true });
  });

  test('is decided by the next watcher where one died, whatever it had written', async () => {
    await watchTo(DEEP, 9);
    script.hashes.set(6, hashOf(666));
    await challenge(6);
    place.clock.now = START + 10 * HALF_HOUR;
    for (let writes = 0; ; writes += 1) {
      const dying = watch(place, { families: families(), ...mortal(place, writes) });
      const { errors } = await dying.tick();
      await dying.close();
      if (errors.length === 0) break;
      expect(errors.every(({ error }) => error instanceof Death)).toBe(true);
    }
    expect(await incidentNow()).toMatchObject({
      payoutRatioWad: WAD / 2n,
      challenges: [{ status: 'CHANGED' }],
    });
    expect((await checkText(await bundle(), () => null)).difference).toBeNull();
    expect(await auditLedger(place.database)).toMatchObject({ clean: true });
  });
});

describe('a challenge that is wrong', () => {
  test('stops nothing, and the insurance fund has the bond', async () => {
    await watchTo(DEEP, 9);
    const { payableAt } = await incidentNow();
    expect(gist(await challenge(6, 'CLAMPED'))).toBe('DONE');
    await step(10);
    expect(await incidentNow()).toMatchObject({
      payoutRatioWad: WAD,
      payableAt,
      firstResult: null,
      challenges: [{ status: 'UNCHANGED' }],
    });
    const journal = place.database.collection('journal');
    const [decided] = await journal.find({ operation: 'reevaluateIncident' }).toArray();
    expect(decodeDocument(decided)).toMatchObject({
      entries: [
        { account: bondsOf(challenger.id), amount: -1_000n * UNIT },
        { account: sharedFundOf((await incidentNow()).assetId), amount: 1_000n * UNIT },
      ],
    });
    await step(13);
    expect((await incidentNow()).status).toBe('PAID');
    expect(await auditLedger(place.database)).toMatchObject({ clean: true });
  });

  test('about what nobody can say by then gets its bond back, and the payment is in time', async () => {
    await watchTo(DEEP, 9);
    const { payableAt } = await incidentNow();
    await challenge(6);
    script.failure = new SourceError('UNREACHABLE', 'The node is away.');
    await step(10);
    expect(await incidentNow()).toMatchObject({ challenges: [{ status: 'PENDING' }], status: 'CHALLENGE' });
    await step(13);
    const incident = await incidentNow();
    expect(incident).toMatchObject({
      status: 'PAID',
      paidAt: payableAt,
      challenges: [{ status: 'UNDECIDED' }],
    });
    expect(await balanceOf(bondsOf(challenger.id))).toBe(0n);
  });

  test('cannot be made twice, of nothing, without the bond or after the window', async () => {
    await watchTo(DEEP, 9);
    await challenge(6);
    expect(gist(await challenge(6))).toBe('STATUS_FORBIDS');
    const { _id: incidentId, payableAt } = await incidentNow();
    const send = (by: Principal, of: string) => {
      const observationId = observationOf(5);
      return place.send(by, 'challengeIncident', { incidentId: of, observationId, rule: 'REORGED' });
    };
    expect(gist(await send(challenger, 'inc_none'))).toBe('NOT_FOUND');
    const poor = person(8);
    await place.must(SYSTEM, 'registerAccount', { address: poor.address, roles: [] });
    expect(gist(await send(poor, incidentId))).toBe('BALANCE_TOO_LOW');
    place.clock.now = payableAt ?? 0;
    expect(gist(await challenge(5))).toBe('CHALLENGE_CLOSED');
  });
});

describe('a guardian', () => {
  const delayBy = async (seconds: number, by: Principal = guardian) => {
    const { _id: incidentId } = await incidentNow();
    return place.send(by, 'delayIncident', { incidentId, seconds, reason: 'Two providers disagree' });
  };

  test('delays a payment, by three days in all, and it goes on by itself', async () => {
    await watchTo(DEEP, 9);
    const { payableAt } = await incidentNow();
    expect(gist(await delayBy(HOUR_SECONDS, challenger))).toBe('FORBIDDEN');
    expect(gist(await delayBy(HOUR_SECONDS))).toBe('DONE');
    expect(gist(await delayBy(2 * HOUR_SECONDS))).toBe('DONE');
    const spent = await delayBy(72 * HOUR_SECONDS - 1);
    expect(spent).toMatchObject({
      refusal: { code: 'DELAY_SPENT', data: { remainingSeconds: 69 * HOUR_SECONDS } },
    });
    const until = (payableAt ?? 0) + 3 * HOUR_SECONDS;
    expect(await incidentNow()).toMatchObject({
      status: 'DELAYED',
      payableAt: until,
      delayedSeconds: 10_800,
    });
    await step((until - START) / HALF_HOUR - 1);
    expect((await incidentNow()).status).toBe('DELAYED');
    await step((until - START) / HALF_HOUR);
    expect(await incidentNow()).toMatchObject({ status: 'PAID', paidAt: until });
    expect(gist(await delayBy(60))).toBe('STATUS_FORBIDS');
  });

  test('cannot delay what is not settled', async () => {
    await watchTo(DEEP, 7);
    expect((await incidentNow()).status).toBe('SETTLING');
    expect(gist(await delayBy(60))).toBe('STATUS_FORBIDS');
  });
});
