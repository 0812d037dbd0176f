import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import type { PollResult, RawObservation, Source } from '../../../oracles/adapter.ts';
import { EMPTY_FEED_STATE, foldReadings } from '../../../src/domain/feed/fold.ts';
import { validateObservation } from '../../../src/domain/feed/validate.ts';
import { BOUNDS, GENESIS, HOUR, type LocalFeed, OPERATORS, openSource, startLocalFeed } from './localFeed.ts';

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

async function submitHours(values: readonly bigint[], from = 1): Promise<void> {
  for (const [index, value] of values.entries()) {
    await local.writer.submitRow({
      at: GENESIS + (from + index) * HOUR,
      answers: [{ feed: local.feed, value }],
    });
  }
}

/** Polls until nothing more is at hand. */
async function readAll(
  reader: Source,
  until?: number,
): Promise<{ observations: RawObservation[]; last: PollResult }> {
  const observations: RawObservation[] = [];
  let last = await reader.poll({ cursor: null, until });
  observations.push(...last.observations);
  while (last.more) {
    last = await reader.poll({ cursor: last.cursor, until });
    observations.push(...last.observations);
  }
  return { observations, last };
}

test('observes what each oracle said, in its round and block', async () => {
  const at = GENESIS + HOUR;
  const values = [99_000_000n, 98_000_000n, 97_000_000n];
  await local.writer.submitRow({ at, answers: [{ feed: local.feed, value: values }] });
  const block = await local.client.getBlock({ blockTag: 'finalized' });
  const result = await source.poll({ cursor: null });
  expect(result.observations).toEqual(
    OPERATORS.map((operator, index) => ({
      source: 'aggregator',
      operator,
      round: '18446744073709551617',
      value: values[index],
      decimals: 8,
      observedAt: at,
      blockNumber: Number(block.number),
      blockHash: block.hash,
      finalized: true,
      bounds: BOUNDS,
    })),
  );
  expect(result.readThrough).toEqual({ eventTime: at, block: Number(block.number), blockHash: block.hash });
  expect([result.watch, result.more]).toEqual([[], false]);
});

test('keeps the word of a key that nobody registered, under its address', async () => {
  const oracles = local.feed.oracles.slice(0, 2).map((key, index) => ({ operator: OPERATORS[index], key }));
  const stranger = openSource(local, { oracles });
  await submitHours([99_990_000n]);
  const { observations } = await stranger.poll({ cursor: null });
  expect(observations.map(({ operator }) => operator)).toEqual(['ada', 'bob', local.feed.oracles[2]]);
});

describe('finality', () => {
  test('watches a block at once and lets it decide when it is final', async () => {
    const at = GENESIS + HOUR;
    await local.writer.submitRow({ at, answers: [{ feed: local.feed, value: 99_990_000n }], emptyBlocks: 0 });
    const early = await source.poll({ cursor: null });
    expect(early.observations).toEqual([]);
    expect(early.watch).toHaveLength(3);
    expect(early.watch.every(({ finalized }) => !finalized)).toBe(true);
    expect(early.readThrough?.eventTime).toBeLessThan(at);

    await local.writer.submitRow({ at: at + 10, answers: [] });
    const later = await source.poll({ cursor: early.cursor });
    expect(later.observations).toEqual(early.watch.map((seen) => ({ ...seen, finalized: true })));
    expect(later.watch).toEqual([]);
    expect(later.readThrough?.eventTime).toBe(at + 10);
  });

  test('says how far it has read when nothing is new', async () => {
    await submitHours([99_990_000n]);
    const first = await source.poll({ cursor: null });
    const second = await source.poll({ cursor: first.cursor });
    expect(second).toEqual({ ...first, observations: [] });
  });

  test('has read nothing while the feed is not in a final block', async () => {
    const newest = Number(await local.client.getBlockNumber());
    const future = openSource(local, { startBlock: newest + 1 });
    const result = await future.poll({ cursor: null });
    expect(result).toMatchObject({ observations: [], watch: [], readThrough: null, more: false });
  });
});

describe('resuming', () => {
  test('gives the same observations for the same cursor, also after a restart', async () => {
    await submitHours([99_990_000n]);
    const first = await source.poll({ cursor: null });
    await submitHours([99_980_000n, 99_970_000n], 2);
    const again = await source.poll({ cursor: first.cursor });
    expect(again.observations).toHaveLength(6);
    const restarted = openSource(local);
    expect(await restarted.poll({ cursor: first.cursor })).toEqual(again);
    const { observations } = await restarted.poll({ cursor: null });
    expect(observations).toEqual([...first.observations, ...again.observations]);
  });

  test('reads the same in small requests as in one', async () => {
    await submitHours([99_990_000n, 99_980_000n, 99_970_000n]);
    const whole = await source.poll({ cursor: null });
    const pieces = await openSource(local, { logBlocks: 1 }).poll({ cursor: null });
    expect(pieces).toEqual(whole);
  });

  test('stops at the event time that a replay asks for, and has then read all until it', async () => {
    await submitHours([99_990_000n, 99_980_000n, 99_970_000n]);
    const until = GENESIS + 2 * HOUR + 1_800;
    const { observations, last } = await readAll(source, until);
    expect(new Set(observations.map(({ observedAt }) => observedAt))).toEqual(
      new Set([GENESIS + HOUR, GENESIS + 2 * HOUR]),
    );
    expect(last.readThrough?.eventTime).toBe(until);
    const again = await source.poll({ cursor: last.cursor, until: until + 60 });
    expect([again.observations, again.readThrough?.eventTime]).toEqual([[], until + 60]);
    const rest = await source.poll({ cursor: again.cursor });
    expect(rest.observations).toHaveLength(3);
  });

  test('cuts a long way into pages that together are the whole', async () => {
    await submitHours([99_990_000n, 99_980_000n, 99_970_000n]);
    const whole = await source.poll({ cursor: null });
    const paged = openSource(local, { pollBlocks: 2 });
    const first = await paged.poll({ cursor: null });
    expect([first.more, first.readThrough?.block, first.watch]).toEqual([true, 2, []]);
    const { observations, last } = await readAll(paged);
    expect(observations).toEqual(whole.observations);
    expect(last.cursor).toEqual(whole.cursor);
  });
});

test('turns what oracles submit into the readings that they agree on', async () => {
  await submitHours([99_990_000n, 95_000_000n, 91_000_000n]);
  const { observations, readThrough } = await source.poll({ cursor: null });
  const terms = {
    sourceId: 'aggregator',
    decimals: 8,
    heartbeatSeconds: HOUR,
    marginSeconds: HOUR,
    operators: OPERATORS,
  };
  const accepted = observations.map((observation) => {
    const now = readThrough?.eventTime ?? 0;
    const verdict = validateObservation(observation, terms, {
      now,
      watermark: null,
      use: 'DECISION',
      previous: null,
    });
    if (!verdict.valid) throw new Error(verdict.reason);
    return verdict.accepted;
  });
  const levels = { strikes: [], others: [] };
  const { readings } = foldReadings(EMPTY_FEED_STATE, accepted, readThrough?.eventTime ?? 0, {
    quorum: 3,
    repeatSeconds: HOUR,
    levels,
  });
  expect(readings.map(({ at, value }) => [at, value])).toEqual([
    [GENESIS + HOUR, 999_900_000_000_000_000n],
    [GENESIS + 2 * HOUR, 950_000_000_000_000_000n],
    [GENESIS + 3 * HOUR, 910_000_000_000_000_000n],
  ]);
});
