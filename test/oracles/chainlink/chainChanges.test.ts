import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import type { RawObservation, Source } from '../../../oracles/adapter.ts';
import { deployAggregator, deployFeed } from '../../../src/cli/chain/deploy.ts';
import { callNodeStrictly } from '../../../src/cli/chain/rpc.ts';
import { observationKey } from '../../../src/domain/feed/observation.ts';
import { reorganised } from '../../../src/domain/feed/reorganised.ts';
import {
  BOUNDS,
  changePhase,
  GENESIS,
  HOUR,
  type LocalFeed,
  openSource,
  startLocalFeed,
} from './localFeed.ts';

let local: LocalFeed;
let source: Source;

beforeEach(async () => {
  local = await startLocalFeed();
  source = openSource(local);
});
afterEach(async () => {
  await source.close();
  await local.anvil.close();
});

const roundsOf = (observations: readonly RawObservation[]) =>
  [...new Set(observations.map(({ round }) => round))].map((round) => [
    Number(BigInt(round) >> 64n),
    Number(BigInt(round) & 0xffff_ffff_ffff_ffffn),
  ]);

describe('a reorganisation', () => {
  test('gives the moved submissions another block hash, and names what is gone', async () => {
    const { anvil, client, feed, writer } = local;
    await writer.submitRow({ at: GENESIS + HOUR, answers: [{ feed, value: 90_000_000n }], emptyBlocks: 0 });
    const before = await source.poll({ cursor: null });
    const replaced = await client.getBlock();
    // The same submissions again, now in a block after the one that held them.
    const moved = await Promise.all(
      replaced.transactions.map(async (hash) => {
        const raw = await client.request({ method: 'eth_getRawTransactionByHash', params: [hash] } as never);
        return [raw, 1];
      }),
    );
    await callNodeStrictly(anvil.url, [{ method: 'anvil_reorg', params: [2, moved] }]);
    await writer.submitRow({ at: GENESIS + 2 * HOUR, answers: [] });

    const after = await source.poll({ cursor: before.cursor });
    expect(after.observations).toHaveLength(3);
    expect(after.observations.map(({ value }) => value)).toEqual(before.watch.map(({ value }) => value));
    const keys = after.observations.map(observationKey);
    for (const seen of before.watch) expect(keys).not.toContain(observationKey(seen));
    const gone = reorganised(before.watch, after.observations, after.readThrough?.block ?? 0);
    expect(gone.map(({ key }) => key)).toEqual(before.watch.map(observationKey));
  });

  test('of what was final is not read over but reported', async () => {
    await local.writer.submitRow({ at: GENESIS + HOUR, answers: [] });
    const { cursor } = await source.poll({ cursor: null });
    const forged = JSON.stringify({ ...JSON.parse(cursor), hash: `0x${'00'.repeat(32)}` });
    await expect(source.poll({ cursor: forged })).rejects.toMatchObject({
      code: 'CHAIN_SPLIT',
      retryable: false,
    });
  });
});

describe('a new phase of the proxy', () => {
  test('counts only what was submitted to the aggregator of its time, however it is polled', async () => {
    const { client, contracts, feed, writer } = local;
    const plan = {
      description: feed.description,
      decimals: 8,
      bounds: { minimum: 10n, maximum: 10n ** 10n },
    };
    const next = await deployAggregator(client, contracts, { ...plan, at: GENESIS + 100 });
    const bystander = openSource(local);
    let cursor: string | null = null;
    const step: RawObservation[] = [];
    const follow = async () => {
      const result = await bystander.poll({ cursor });
      cursor = result.cursor;
      step.push(...result.observations);
    };
    const submit = async (hour: number, target: typeof next, value: bigint) => {
      await writer.submitRow({ at: GENESIS + hour * HOUR, answers: [{ feed: target, value }] });
      await follow();
    };
    await submit(1, feed, 99_000_000n);
    // Too early: the proxy does not read it yet.
    await submit(2, next, 11_000_000n);
    await changePhase(local, next, GENESIS + 3 * HOUR);
    await follow();
    await submit(4, next, 98_000_000n);
    // Too late: the proxy has left it.
    await submit(5, feed, 12_000_000n);

    const whole = await source.poll({ cursor: null });
    expect(whole.observations).toEqual(step);
    expect(roundsOf(whole.observations)).toEqual([
      [1, 1],
      [2, 2],
    ]);
    expect(whole.observations.map(({ bounds }) => bounds?.minimum)).toEqual([1n, 1n, 1n, 10n, 10n, 10n]);
    expect(await openSource(local, { logBlocks: 2 }).poll({ cursor: null })).toEqual(whole);
  });

  test('is found also when several come between two polls', async () => {
    const { client, contracts, feed, writer } = local;
    const plan = { description: feed.description, decimals: 8, bounds: BOUNDS };
    const second = await deployAggregator(client, contracts, { ...plan, at: GENESIS + 100 });
    const third = await deployAggregator(client, contracts, { ...plan, decimals: 18, at: GENESIS + 200 });
    await writer.submitRow({ at: GENESIS + HOUR, answers: [{ feed, value: 91n }] });
    await changePhase(local, second, GENESIS + 2 * HOUR);
    await writer.submitRow({ at: GENESIS + 3 * HOUR, answers: [{ feed: second, value: 92n }] });
    await changePhase(local, third, GENESIS + 4 * HOUR);
    await writer.submitRow({ at: GENESIS + 5 * HOUR, answers: [{ feed: third, value: 93n }] });
    const { observations } = await source.poll({ cursor: null });
    expect(roundsOf(observations)).toEqual([
      [1, 1],
      [2, 1],
      [3, 1],
    ]);
    expect(observations.map(({ decimals }) => decimals)).toEqual([8, 8, 8, 8, 8, 8, 18, 18, 18]);
  });
});

test('says how the sequencer was in the block of each observation', async () => {
  const { client, contracts, feed, writer } = local;
  const uptime = await deployFeed(client, contracts, {
    at: GENESIS + 100,
    description: 'L2 Sequencer Uptime Status Feed',
    decimals: 0,
    bounds: { minimum: 0n, maximum: 1n },
    oracleCount: 1,
  });
  const status = (hour: number, value: bigint) =>
    writer.submitRow({ at: GENESIS + hour * HOUR, answers: [{ feed: uptime, value }] });
  const price = (hour: number) =>
    writer.submitRow({ at: GENESIS + hour * HOUR, answers: [{ feed, value: 99_990_000n }] });
  await status(1, 0n);
  await price(2);
  await status(3, 1n);
  await price(4);
  const guarded = openSource(local, { sequencerUptimeFeed: uptime.proxy });
  const { observations } = await guarded.poll({ cursor: null });
  expect(observations.map(({ sequencer }) => sequencer)).toEqual([
    ...Array(3).fill({ up: true, since: GENESIS + HOUR }),
    ...Array(3).fill({ up: false, since: GENESIS + 3 * HOUR }),
  ]);
});
