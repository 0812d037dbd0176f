import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { replay } from '../../../oracles/replay/adapter.ts';
import { testConformance } from '../conformance.ts';

let folder: string;
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'replay-'));
  await writeFile(join(folder, 'calm.csv'), 'time,value\n3600,1\n7200,0.99\n10800,0.98\n14400,0.97\n');
});
afterAll(async () => {
  await rm(folder, { recursive: true });
});

let files = 0;
async function openSeries(content: string, now: () => number = () => 10_000) {
  files += 1;
  const file = join(folder, `${files}.csv`);
  await writeFile(file, content);
  const signal = new AbortController().signal;
  return replay.open({ file }, { sourceId: 'past', operators: ['history'], now, signal });
}

test('gives each row exactly, as the word of one operator, named by its line', async () => {
  const source = await openSeries('time,value\r\n1970-01-01T01:00:00Z,0.999900000000000001\r\n7200,1\r\n');
  expect(await source.poll({ cursor: null })).toEqual({
    observations: [
      {
        source: 'past',
        operator: 'history',
        round: '2',
        value: 999_900_000_000_000_001n,
        decimals: 18,
        observedAt: 3_600,
        finalized: true,
      },
      {
        source: 'past',
        operator: 'history',
        round: '3',
        value: 10n ** 18n,
        decimals: 18,
        observedAt: 7_200,
        finalized: true,
      },
    ],
    watch: [],
    cursor: '2',
    readThrough: { eventTime: 10_000 },
    more: false,
  });
});

test('knows no row before its time, by the clock or by what is asked for', async () => {
  let now = 3_600;
  const source = await openSeries('time,value\n3600,1\n7200,2\n10800,3\n', () => now);
  const first = await source.poll({ cursor: null, until: 99_999 });
  expect([first.observations.length, first.readThrough]).toEqual([1, { eventTime: 3_600 }]);
  now = 99_999;
  const second = await source.poll({ cursor: first.cursor, until: 7_200 });
  expect(second.observations.map(({ observedAt }) => observedAt)).toEqual([7_200]);
  expect(await source.poll({ cursor: first.cursor, until: 7_200 })).toEqual(second);
});

test('cuts a long series into pages', async () => {
  const rows = Array.from({ length: 6_000 }, (_, index) => `${index + 1},1`);
  const source = await openSeries(`time,value\n${rows.join('\n')}`);
  const first = await source.poll({ cursor: null });
  expect([first.observations.length, first.more, first.readThrough]).toEqual([
    5_000,
    true,
    { eventTime: 5_000 },
  ]);
  const rest = await source.poll({ cursor: first.cursor });
  expect([rest.observations.length, rest.more, rest.readThrough]).toEqual([
    1_000,
    false,
    { eventTime: 10_000 },
  ]);
});

describe('a series that is wrong', () => {
  test.each([
    ['', 'Line 1'],
    ['time;value\n1,1\n', 'Line 1'],
    ['time,value\n', 'Line 2'],
    ['time,value\n1,1\n\n2,1\n', 'Line 3'],
    ['time,value\n1,1\n1,1\n', 'Line 3'],
    ['time,value\n1,0\n', 'Line 2'],
    [`time,value\n1,${'1'.repeat(1_001)}\n`, 'Line 2'],
  ])('is named by its line and not tried again', async (content, line) => {
    const source = await openSeries(content);
    await expect(source.poll({ cursor: null })).rejects.toMatchObject({
      code: 'CONFIG',
      message: expect.stringContaining(line),
    });
  });

  test('is a file that is not there, or a cursor beyond its end', async () => {
    const context = { sourceId: 'past', operators: [], now: () => 0, signal: new AbortController().signal };
    const missing = replay.open({ file: join(folder, 'none.csv') }, context);
    await expect(missing.poll({ cursor: null })).rejects.toMatchObject({ code: 'CONFIG' });
    const source = await openSeries('time,value\n1,1\n');
    for (const cursor of ['2', '-1', 'x', '0.5']) {
      await expect(source.poll({ cursor })).rejects.toMatchObject({ code: 'CONFIG' });
    }
  });
});

testConformance('replay', () => ({
  family: replay,
  config: { file: join(folder, 'calm.csv') },
  operators: ['history'],
  now: () => 20_000,
  wrong: [
    { change: { file: '' }, path: 'file' },
    { change: { other: 1 }, path: '' },
  ],
}));
