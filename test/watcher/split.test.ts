/** Chains that split: two real ones that are the same up to a block and differ from there on. */
import { afterAll, afterEach, beforeEach, describe, expect, test } from 'vitest';
import { localFeedSource } from '../../src/cli/chain/source.ts';
import { DAY_SECONDS, HOUR_SECONDS, WAD } from '../../src/domain/shared/units.ts';
import { auditLedger } from '../../src/market/audit/auditLedger.ts';
import type { Principal } from '../../src/market/command.ts';
import type { VerdictDocument } from '../../src/store/evidence/documents.ts';
import type { TickReport } from '../../src/watcher/report.ts';
import type { Watcher } from '../../src/watcher/watcher.ts';
import { GENESIS, type LocalFeed, OPERATORS, startLocalFeed } from '../oracles/chainlink/localFeed.ts';
import { type Provider, startProvider } from '../oracles/evm/provider.ts';
import { testDatabaseUri } from '../support/database.ts';
import { gist } from '../support/holder.ts';
import { type Marketplace, person, UNIT } from '../support/marketplace.ts';
import { buy, declare, feedOf, incidentOf, productNamed } from './splitChain.ts';
import { STORY_RULE } from './story.ts';
import { addFeed, all, closeDatabases, emptyMarketplace, evidence, openHouse, watch } from './world.ts';

const HALF_HOUR = HOUR_SECONDS / 2;
const URI = testDatabaseUri();
afterAll(closeDatabases);

let place: Marketplace;
let watcher: Watcher;
afterEach(async () => {
  await watcher.close();
  expect((await auditLedger(place.database)).differences).toEqual([]);
  await place.stop();
});

/** A rule that only a price far below fires: its product is calm while the other is paid. */
const DEEP_RULE = {
  ...STORY_RULE,
  strike: WAD / 2n,
  recovery: (52n * WAD) / 100n,
  watch: (55n * WAD) / 100n,
  payout: { kind: 'BINARY' as const },
};

async function tickAt(at: number): Promise<TickReport> {
  place.clock.now = at;
  const told = await watcher.tick();
  expect(told).toMatchObject({ errors: [], failed: [], refused: [] });
  return told;
}
describe('two providers that are on different chains', () => {
  const FIRST_ROW = Math.ceil(GENESIS / HALF_HOUR + 1) * HALF_HOUR;
  let left: LocalFeed;
  let right: LocalFeed;
  let provider: Provider;
  beforeEach(async () => {
    [left, right] = await Promise.all([startLocalFeed(), startLocalFeed()]);
    provider = await startProvider(left.anvil.url);
    place = await emptyMarketplace(URI, { now: FIRST_ROW });
  });
  afterEach(async () => {
    provider.close();
    await Promise.all([left.anvil.close(), right.anvil.close()]);
  });

  /** One row on both chains, the same unless the right one is told another price. */
  async function write(halfHour: number, cents: bigint, rightCents = cents): Promise<number> {
    const at = FIRST_ROW + halfHour * HALF_HOUR;
    const row = ({ writer, feed }: LocalFeed, value: bigint) =>
      writer.submitRow({ at, answers: [{ feed, value: value * 10n ** 6n }] });
    await Promise.all([row(left, cents), row(right, rightCents)]);
    return at;
  }
  const hashAt = async ({ client }: LocalFeed, block: number) =>
    (await client.getBlock({ blockNumber: BigInt(block) })).hash as string;

  /** Sold when calm, and confirmed and settled on what both chains say alike: low from the fourth row on. */
  async function breach(config: object): Promise<void> {
    const house = await openHouse(place);
    const source = localFeedSource(left.anvil, left.feed);
    const { feedId } = await addFeed(place, house, {
      subject: 'USDC',
      sources: [{ ...source, config: { ...source.config, ...config } }],
      rule: STORY_RULE,
      quorum: 3,
      decimals: 8,
      waitingSeconds: 0,
    });
    await addDeepProduct(feedId, house);
    watcher = watch(place);
    for (const halfHour of [0, 1, 2, 3]) await tickAt(await write(halfHour, 100n));
    for (const name of ['USDC depeg', 'Deep']) expect(gist(await buy(place, name))).toBe('DONE');
    for (let halfHour = 4; halfHour <= 9; halfHour += 1) {
      const { feeds } = await tickAt(await write(halfHour, halfHour < 7 ? 89n : 100n));
      expect(feeds.flatMap(({ failing }) => failing)).toEqual([]);
    }
    expect((await incidentOf(place)).status).toBe('CHALLENGE');
    expect((await productNamed(place, 'Deep'))?.phase).toBe('CALM');
  }
  async function addDeepProduct(feedId: string, { owner, assetId }: { owner: Principal; assetId: string }) {
    const pool = { name: 'Deep', assetId, kind: 'ISOLATED', sandbox: true };
    const { poolId } = await place.must<{ poolId: string }>(owner, 'createPool', pool);
    await place.must(person(2), 'depositCapital', { into: poolId, amount: 100_000n * UNIT });
    await place.must(owner, 'createProduct', {
      ...{ name: 'Deep depeg', subject: 'USDC deep', peril: 'DEPEG', group: 'USDC', feedId },
      ...{ pools: [{ poolId, weightWad: WAD }], rule: DEEP_RULE, deductibleBps: 0, waitingSeconds: 0 },
      ...{ challengeSeconds: 7_200, minCover: null, termSecondsMax: 365 * DAY_SECONDS, score: 30 },
      ...{ minRateWad: null, sandbox: true },
    });
  }

  test('suspend the feed: sales stop, no slot is closed, the incident is held; a governor names the block that counts, and everybody is paid once', async () => {
    await breach({ witnessUrl: right.anvil.url });
    const { watermark } = await feedOf(place);
    const at = await write(10, 100n, 99n);
    const told = await tickAt(at);
    expect(told.feeds[0]?.failing).toMatchObject([{ sourceId: 'chainlink', code: 'CHAIN_SPLIT' }]);
    const { fork, status } = await feedOf(place);
    const block = Number(await left.client.getBlockNumber()) - 2;
    const hashes = [await hashAt(left, block), await hashAt(right, block)];
    expect([status, fork]).toEqual([
      'SUSPENDED',
      {
        ...{ sourceId: 'chainlink', chainId: left.anvil.chainId, block, hashes, since: at },
        ...{ statusBefore: 'SANDBOX', endedAt: null, ruling: null },
      },
    ]);
    expect((await incidentOf(place)).status).toBe('FORK_HELD');
    const stopped = { code: 'SALES_STOPPED', data: { cause: 'FEED', since: at } };
    expect(await buy(place, 'Deep')).toMatchObject({ kind: 'REFUSED', refusal: stopped });

    // Long after the window has ended nothing has been paid, and nothing read.
    for (const halfHour of [14, 20]) await tickAt(await write(halfHour, 100n, 99n));
    expect(await incidentOf(place)).toMatchObject({
      status: 'FORK_HELD',
      payableAt: FIRST_ROW + 12 * HALF_HOUR,
    });
    expect(await all(place.database, 'payouts')).toEqual([]);
    expect((await feedOf(place)).watermark).toBe(watermark);

    const [mine = '', other = ''] = hashes;
    expect(gist(await declare(place, mine, {}, person(3)))).toBe('FORBIDDEN');
    expect(gist(await declare(place, mine, {}, person(1, ['OWNER', 'GUARDIAN'])))).toBe('FORBIDDEN');
    expect(await declare(place, `0x${'ab'.repeat(32)}`)).toMatchObject({
      refusal: { code: 'CONFIG_INVALID', data: { problems: [{ path: 'canonicalHash' }] } },
    });
    expect(await declare(place, mine, { block: block + 1, chainId: 1 })).toMatchObject({
      refusal: { code: 'CONFIG_INVALID', data: { problems: [{ path: 'chainId' }, { path: 'block' }] } },
    });
    expect(gist(await declare(place, mine))).toBe('DONE');
    expect(gist(await declare(place, other))).toBe('STATUS_FORBIDS');

    const resumed = await write(21, 100n, 99n);
    await tickAt(resumed);
    expect(await feedOf(place)).toMatchObject({
      status: 'SANDBOX',
      fork: { ruling: { canonicalHash: mine } },
    });
    expect((await feedOf(place)).watermark).toBe(resumed - 960);
    expect(await incidentOf(place)).toMatchObject({
      status: 'CHALLENGE',
      payableAt: resumed + 2 * HOUR_SECONDS,
    });
    for (const halfHour of [24, 25, 26]) await tickAt(await write(halfHour, 100n, 99n));
    expect((await incidentOf(place)).status).toBe('PAID');
    const payouts = await all(place.database, 'payouts');
    expect(payouts.map(({ paid }) => paid)).toEqual([500n * UNIT]);
    expect(
      (await all(place.database, 'policies')).map(({ terms }) => [terms.forkRule, terms.chainIds]),
    ).toEqual([0, 1].map(() => ['CANONICAL', [left.anvil.chainId]]));
  });

  test('leave a source that is on the other one failing, whatever it says, until its provider comes over', async () => {
    await breach({ rpcUrl: provider.url, witnessUrl: right.anvil.url });
    await tickAt(await write(10, 100n, 99n));
    const { fork } = await feedOf(place);
    expect(gist(await declare(place, fork?.hashes[1] ?? ''))).toBe('DONE');
    const told = await tickAt(await write(11, 60n, 99n));
    expect(told.feeds[0]?.failing).toMatchObject([{ code: 'OTHER_BRANCH' }]);
    // It fails for as long as slots wait: they close without it, and the incident is paid all the same.
    for (const halfHour of [12, 13, 15]) await tickAt(await write(halfHour, 60n, 99n));
    expect((await feedOf(place)).status).toBe('SANDBOX');
    expect((await incidentOf(place)).status).toBe('PAID');
    expect((await all(place.database, 'payouts')).length).toBe(1);

    provider.serve(right.anvil.url);
    expect((await tickAt(await write(16, 60n, 99n))).feeds[0]?.failing).toEqual([]);
    await tickAt(await write(17, 60n, 99n));
    expect((await feedOf(place)).lastReading?.value).toBe((99n * WAD) / 100n);
  });

  test('are found out also where one provider takes back a final block: what counted of it counts no more', async () => {
    const house = await openHouse(place);
    const source = localFeedSource(left.anvil, left.feed);
    await addFeed(place, house, {
      subject: 'USDC',
      sources: [{ ...source, config: { ...source.config, rpcUrl: provider.url } }],
      rule: STORY_RULE,
      quorum: 3,
      decimals: 8,
    });
    watcher = watch(place);
    for (const halfHour of [0, 1, 2]) await tickAt(await write(halfHour, 100n));
    // Final on the left, read, and in a slot that is not closed yet.
    const lost = await write(3, 60n, 100n);
    await tickAt(lost);
    provider.serve(right.anvil.url);
    await tickAt(await write(4, 60n, 100n));
    const { fork, watermark } = await feedOf(place);
    expect(fork?.hashes).toEqual([
      await hashAt(left, fork?.block ?? 0),
      await hashAt(right, fork?.block ?? 0),
    ]);
    expect(watermark).toBeLessThan(lost);
    expect(gist(await declare(place, fork?.hashes[1] ?? ''))).toBe('DONE');
    for (const halfHour of [5, 6, 7]) await tickAt(await write(halfHour, 60n, 100n));
    const verdicts = await evidence<VerdictDocument>(place.database, 'verdicts');
    expect(verdicts.map(({ reason, actual }) => [reason, actual])).toEqual(
      OPERATORS.map(() => ['REORGED', fork?.hashes[0]]),
    );
    const readings = await evidence<{ at: number; value: bigint }>(place.database, 'readings');
    expect(readings.find(({ at }) => at === lost)?.value).toBe(WAD);
    expect(readings.every(({ value }) => value === WAD)).toBe(true);
    expect((await productNamed(place, 'USDC depeg'))?.phase).toBe('CALM');
  });
});
