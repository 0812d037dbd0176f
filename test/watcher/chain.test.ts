import { afterEach, beforeEach, expect, test } from 'vitest';
import { deployFeed } from '../../src/cli/chain/deploy.ts';
import { openPriceWriter } from '../../src/cli/chain/prices.ts';
import { callNodeStrictly } from '../../src/cli/chain/rpc.ts';
import { localFeedSource } from '../../src/cli/chain/source.ts';
import { HOUR_SECONDS, WAD } from '../../src/domain/shared/units.ts';
import type { ObservationDocument } from '../../src/store/evidence/documents.ts';
import type { Watcher } from '../../src/watcher/watcher.ts';
import { GENESIS, type LocalFeed, OPERATORS, startLocalFeed } from '../oracles/chainlink/localFeed.ts';
import { testDatabaseUri } from '../support/database.ts';
import { type Marketplace, openMarketplace } from '../support/marketplace.ts';
import { STORY_RULE } from './story.ts';
import { addFeed, all, evidence, openHouse, watch } from './world.ts';

const HALF_HOUR = HOUR_SECONDS / 2;
/** A full half hour after the feed was deployed. */
const FIRST_ROW = Math.ceil(GENESIS / HALF_HOUR + 1) * HALF_HOUR;

let local: LocalFeed;
let place: Marketplace;
let watcher: Watcher;
beforeEach(async () => {
  local = await startLocalFeed();
  place = await openMarketplace(testDatabaseUri(), { now: FIRST_ROW });
});
afterEach(async () => {
  await watcher.close();
  await place.stop();
  await local.anvil.close();
});

test('a breach on a real aggregator on a real chain is watched before it is final, and decided after', async () => {
  const { anvil, feed, writer } = local;
  await addFeed(place, await openHouse(place), {
    subject: 'USDC',
    sources: [localFeedSource(anvil, feed)],
    rule: STORY_RULE,
    quorum: 3,
    decimals: 8,
  });
  watcher = watch(place);
  const start = place.clock.now;
  const row = async (halfHour: number, cents: bigint, emptyBlocks = 2) => {
    const at = start + halfHour * HALF_HOUR;
    await writer.submitRow({ at, answers: [{ feed, value: cents * 10n ** 6n }], emptyBlocks });
    place.clock.now = at;
    expect(await watcher.tick()).toMatchObject({ errors: [], failed: [], refused: [] });
    return (await all(place.database, 'products'))[0]?.phase;
  };
  for (const halfHour of [0, 1, 2]) await row(halfHour, 100n);
  expect(await row(3, 100n)).toBe('CALM');
  expect(await row(4, 89n, 0)).toBe('WATCH');
  const unfinal = (await evidence<ObservationDocument>(place.database, 'observations')).filter(
    ({ accepted }) => !accepted,
  );
  expect(unfinal.map(({ value, rejection }) => [value, rejection?.reason])).toEqual(
    OPERATORS.map(() => ['89000000', 'UNFINAL']),
  );
  expect(await row(5, 89n)).toBe('BREACH');
  expect(await row(6, 89n)).toBe('CONFIRMED');
  for (let halfHour = 7; halfHour <= 14; halfHour += 1) await row(halfHour, 100n);
  const [incident] = await all(place.database, 'incidents');
  expect(incident).toMatchObject({
    status: 'PAID',
    breachStart: start + 4 * HALF_HOUR,
    confirmedAt: start + 5 * HALF_HOUR,
    settlementValueWad: (89n * WAD) / 100n,
    payoutRatioWad: WAD / 2n,
  });
  expect((await all(place.database, 'products'))[0]?.phase).toBe('CALM');
});

test('a reorganisation of blocks that are not final rolls a breach back to the last final slot', async () => {
  const { anvil, client, feed } = local;
  let { writer } = local;
  await addFeed(place, await openHouse(place), {
    subject: 'USDC',
    sources: [localFeedSource(anvil, feed)],
    rule: STORY_RULE,
    quorum: 3,
    decimals: 8,
  });
  watcher = watch(place);
  const start = place.clock.now;
  const submit = (halfHour: number, cents: bigint, emptyBlocks = 2) =>
    writer.submitRow({
      at: start + halfHour * HALF_HOUR,
      answers: [{ feed, value: cents * 10n ** 6n }],
      emptyBlocks,
    });
  const step = async (halfHour: number) => {
    place.clock.now = start + halfHour * HALF_HOUR;
    expect(await watcher.tick()).toMatchObject({ errors: [], failed: [], refused: [] });
    const [product] = await all(place.database, 'products');
    return product?.phase;
  };
  for (const [halfHour, cents] of [100n, 100n, 100n, 100n, 89n].entries()) {
    await submit(halfHour, cents);
    await step(halfHour);
  }
  // Low and final in row 4, calm and final in row 5: the breach is open, and counts no more time.
  await submit(5, 96n);
  expect(await step(5)).toBe('BREACH');
  const [before] = await all(place.database, 'products');
  // Low again in a block that is not final: long enough to confirm, if it counted.
  await submit(6, 89n, 0);
  expect(await step(6)).toBe('BREACH');
  await callNodeStrictly(anvil.url, [{ method: 'anvil_reorg', params: [1, []] }]);
  // It counts rounds and nonces itself: those of the lost block are not there any more.
  writer = openPriceWriter(client);
  await submit(7, 100n);
  expect(await step(7)).toBe('BREACH');
  const gone = await evidence<{ reason: string }>(place.database, 'verdicts');
  expect(gone.map(({ reason }) => reason)).toEqual(OPERATORS.map(() => 'REORGED'));
  // The slots of row 6 are closed on row 5 alone, as if nothing had been said.
  await submit(8, 100n);
  expect(await step(8)).toBe('WATCH');
  expect(await all(place.database, 'incidents')).toEqual([]);
  const [product] = await all(place.database, 'products');
  if (before === undefined || product === undefined || product.feedId === null || before.feedId === null)
    throw new Error('there is no product of a feed');
  expect(before.ruleState.openSet.runs).toHaveLength(1);
  expect(product.ruleState.openSet.runs).toEqual([]);
});

test('while the sequencer is down no slot says anything, however low the last price', async () => {
  const { anvil, client, contracts, feed, writer } = local;
  const uptime = await deployFeed(client, contracts, {
    at: GENESIS + 100,
    description: 'L2 Sequencer Uptime Status Feed',
    decimals: 0,
    bounds: { minimum: 0n, maximum: 1n },
    oracleCount: 1,
  });
  const start = place.clock.now;
  const say = (second: number, answers: { feed: typeof feed; value: bigint }[]) =>
    writer.submitRow({ at: start + second, answers });
  const up = async (second: number, isUp: boolean) => say(second, [{ feed: uptime, value: isUp ? 0n : 1n }]);
  const source = localFeedSource(anvil, feed);
  await addFeed(place, await openHouse(place), {
    subject: 'USDC',
    sources: [{ ...source, config: { ...source.config, sequencerUptimeFeed: uptime.proxy } }],
    rule: STORY_RULE,
    quorum: 3,
    decimals: 8,
  });
  watcher = watch(place);
  const row = async (halfHour: number, cents: bigint) => {
    await say(halfHour * HALF_HOUR, [{ feed, value: cents * 10n ** 6n }]);
    place.clock.now = start + halfHour * HALF_HOUR;
    expect(await watcher.tick()).toMatchObject({ errors: [], failed: [], refused: [] });
  };
  await up(-600, true);
  for (const halfHour of [0, 1, 2]) await row(halfHour, 100n);
  await up(2 * HALF_HOUR + 600, false);
  for (const halfHour of [3, 4, 5, 6]) await row(halfHour, 60n);
  await up(6 * HALF_HOUR + 600, true);
  for (const halfHour of [7, 8]) await row(halfHour, 60n);
  for (const halfHour of [9, 10, 11]) await row(halfHour, 100n);
  const records = await evidence<ObservationDocument>(place.database, 'observations');
  const rejected = records.filter(({ accepted }) => !accepted).map(({ rejection }) => rejection?.reason);
  const counts = ['SEQUENCER_DOWN', 'GRACE'].map((reason) => rejected.filter((one) => one === reason).length);
  // Four rows while it was down; two after its first start, and two after the stop.
  expect(counts).toEqual([4 * OPERATORS.length, 4 * OPERATORS.length]);
  const readings = await evidence<{ value: bigint }>(place.database, 'readings');
  expect(readings.every(({ value }) => value === WAD)).toBe(true);
  expect(await all(place.database, 'incidents')).toEqual([]);
  const [product] = await all(place.database, 'products');
  expect(product?.feedId !== null && product?.ruleState.indeterminate).toBeGreaterThan(60);
});
