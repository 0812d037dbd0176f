import { readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { afterAll, afterEach, beforeEach, describe, expect, test } from 'vitest';
import type { SentReport } from '../../oracles/adapter.ts';
import { verify } from '../../src/cli/verify/command.ts';
import { DAY_SECONDS, WAD } from '../../src/domain/shared/units.ts';
import type { BreachRule, Reading } from '../../src/domain/trigger/rule.ts';
import type { SubmittedObservation } from '../../src/market/feed/submitObservations.ts';
import type { ReadingDocument } from '../../src/store/evidence/documents.ts';
import type { Watcher } from '../../src/watcher/watcher.ts';
import { keepingStreams } from '../cli/shared/streams.ts';
import { onlyBundle } from '../cli/verify/bundles.ts';
import { send, submitTo } from '../market/feed/pushedFeed.ts';
import { CHAIN_ID, keyOf, signed, unsigned } from '../oracles/signed-report/signing.ts';
import { testDatabaseUri } from '../support/database.ts';
import { DEPEG_RULE, type Marketplace, person, UNIT } from '../support/marketplace.ts';
import { temporaryFolder } from '../support/temporaryFolder.ts';
import {
  addFeed,
  all,
  closeDatabases,
  emptyMarketplace,
  evidence,
  openHouse,
  readingsOf,
  type WatchedFeed,
  watch,
} from './world.ts';

const USDC = 'src/cli/series/usdc-usd-2023-03.csv';
const UST = 'src/cli/series/ust-usdt-2022-05.csv';
/** Of each series as much as it takes until both incidents are paid. */
const HOURS = 110;
const COVER = 10_000n * UNIT;
/** Of six that sign: three are honest, dan lies, eve says for ever what was true at first, fay says nothing. */
const KEYS = new Map(
  ['ada', 'bob', 'cy', 'dan', 'eve', 'fay'].map((name, index) => [name, keyOf(11 + index)]),
);
const HONEST = ['ada', 'bob', 'cy'];
const SOURCE = {
  sourceId: 'signed',
  family: 'signed-report',
  config: {
    chainId: CHAIN_ID,
    signers: [...KEYS].map(([operator, { address }]) => ({ operator, key: address })),
  },
  heartbeatSeconds: 3_600,
  marginSeconds: 3_600,
  operators: [...KEYS.keys()],
};

const URI = testDatabaseUri();
afterAll(closeDatabases);
let place: Marketplace;
let watcher: Watcher;
let followed: WatchedFeed;
beforeEach(async () => {
  place = await emptyMarketplace(URI);
});
afterEach(async () => {
  await watcher.close();
  await place.stop();
});

const reported = (operator: string, at: number, value: bigint, round = at): Promise<SentReport> =>
  // Down: eight decimals, and every price of the series has fewer.
  signed(followed.feedId, unsigned(operator, at, value / 10n ** 10n, round), {
    account: KEYS.get(operator) ?? keyOf(1),
  });

/** What the six say when a price is known. */
async function reportsOf({ at, value }: Reading, first: Reading): Promise<SentReport[]> {
  // Pretends a crash in calm and calm in a crash.
  const lie = value >= (97n * WAD) / 100n ? WAD / 2n : WAD;
  return Promise.all([
    ...HONEST.map((operator) => reported(operator, at, value)),
    reported('dan', at, lie),
    reported('eve', first.at, first.value, at),
  ]);
}

/** Lives through a series, with cover from the first calm hour on; answers what became of the last reports. */
async function live(
  file: string,
  rule: BreachRule,
  batchesOf: (reports: SentReport[]) => SentReport[][] = (reports) => [reports],
): Promise<SubmittedObservation[]> {
  const rows = readingsOf(await readFile(file, 'utf8')).slice(0, HOURS);
  const [first, last] = [rows[0], rows.at(-1)];
  if (first === undefined || last === undefined) throw new Error(`${file} has no rows`);
  // Reports count from the registration on.
  place.clock.now = first.at - 1;
  const options = { subject: 'USDC', sources: [SOURCE], rule, quorum: 3, decimals: 8, waitingSeconds: 0 };
  followed = await addFeed(place, await openHouse(place), options);
  watcher = watch(place);
  const submit = submitTo(place.database, () => place.clock.now);
  const step = async () =>
    expect(await watcher.tick()).toMatchObject({ errors: [], failed: [], refused: [] });
  let answers: SubmittedObservation[] = [];
  for (const [hour, row] of rows.entries()) {
    place.clock.now = row.at;
    answers = [];
    for (const batch of batchesOf(await reportsOf(row, first))) {
      answers.push(...(await send(submit, followed.feedId, batch)));
    }
    if (hour % 3 === 1) await step();
    if (hour === 1) await buyCover();
  }
  place.clock.now = last.at + 901;
  await step();
  return answers;
}

async function buyCover(): Promise<void> {
  const items = [{ productId: followed.productId, coverAmount: COVER, termSeconds: 30 * DAY_SECONDS }];
  await place.must(person(3), 'buyPolicies', { items, maxPremium: COVER }, 'cover');
}

async function verified(bytes: Buffer): Promise<{ code: number; answer: { verified: boolean } }> {
  const path = join(await temporaryFolder(), 'bundle.json');
  await writeFile(path, bytes);
  const streams = keepingStreams();
  const code = await verify([path, '--json'], streams);
  return { code, answer: JSON.parse(streams.stdout()) };
}

describe('with six operators of which one lies, one is stale and one is missing', () => {
  // Settlement values and ratios: docs/mechanics.md section 5, vectors.
  test.each([
    { file: USDC, value: 90_100n, paid: COVER / 4n, confirmedAt: '2023-03-11T08:34:00Z' },
    { file: UST, value: 72_256n, paid: COVER, confirmedAt: '2022-05-09T23:57:00Z' },
  ])('$file pays as its terms say, and its evidence is verified', async ({ file, ...expected }) => {
    await live(file, DEPEG_RULE);
    expect(await all(place.database, 'incidents')).toMatchObject([
      {
        status: 'PAID',
        confirmedAt: Date.parse(expected.confirmedAt) / 1_000,
        settlementValueWad: (expected.value * WAD) / 100_000n,
      },
    ]);
    expect(await all(place.database, 'payouts')).toMatchObject([{ paid: expected.paid }]);
    const bundle = Buffer.from(await onlyBundle(place.database));
    expect(await verified(bundle)).toMatchObject({ code: 0, answer: { verified: true } });
    for (const position of [0, bundle.length >> 1, bundle.length - 2]) {
      const changed = Buffer.from(bundle);
      changed[position] = (changed[position] ?? 0) ^ 1;
      expect(await verified(changed)).toMatchObject({ code: 1, answer: { verified: false } });
    }
  });

  test('the same reports in another order and in other batches seal the same evidence', async () => {
    const sealed = async () => (await all(place.database, 'incidents'))[0]?.evidence?.sha256;
    await live(USDC, DEPEG_RULE);
    const expected = await sealed();
    await watcher.close();
    await place.stop();
    place = await emptyMarketplace(URI);
    await live(USDC, DEPEG_RULE, (reports) => {
      const [last, ...others] = [...reports].reverse();
      return [others, last === undefined ? [] : [last]];
    });
    expect(expected).toMatch(/^[0-9a-f]{64}$/);
    expect(await sealed()).toBe(expected);
  });

  test.each([
    { file: USDC, rule: { ...DEPEG_RULE, strike: (85n * WAD) / 100n } },
    { file: UST, rule: { ...DEPEG_RULE, holdSeconds: 30 * DAY_SECONDS } },
  ])('$file pays nothing where its terms are not met', async ({ file, rule }) => {
    const answers = await live(file, rule);
    expect(await all(place.database, 'policies')).toHaveLength(1);
    expect(await all(place.database, 'incidents')).toEqual([]);
    const readings = await evidence<ReadingDocument>(place.database, 'readings');
    // What eve said first was true, as long as it was fresh.
    const stale = (readings[0]?.at ?? 0) + SOURCE.heartbeatSeconds + SOURCE.marginSeconds;
    const votes = readings.filter(({ at }) => at > stale).flatMap((reading) => reading.votes);
    const voters = new Set(votes.map((key) => key.split('/')[1]));
    expect([...voters].sort()).toEqual(HONEST);
    expect(answers.map(({ rejection }) => rejection?.reason ?? null)).toEqual([
      null,
      null,
      null,
      null,
      'LATE',
    ]);
  });
});
