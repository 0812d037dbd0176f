/** What operators of the service are told of sources that cannot be read. */
import { pino } from 'pino';
import { afterAll, afterEach, beforeEach, expect, test } from 'vitest';
import { SourceError } from '../../oracles/adapter.ts';
import { createMetrics } from '../../src/api/metrics.ts';
import { noteStep } from '../../src/telemetry.ts';
import type { Watcher } from '../../src/watcher/watcher.ts';
import { testDatabaseUri } from '../support/database.ts';
import { DEPEG_RULE, type Marketplace, OPERATORS, START } from '../support/marketplace.ts';
import { newScript, report, scripted, scriptedSource } from './scripted.ts';
import { addFeed, closeDatabases, emptyMarketplace, openHouse, watch } from './world.ts';

const PAR = 10n ** 8n;

let place: Marketplace;
let watcher: Watcher;
let scripts: Record<'one' | 'two', ReturnType<typeof newScript>>;
let lines: { level: string; msg: string; sourceId?: string; code?: string }[];

afterAll(closeDatabases);
beforeEach(async () => {
  place = await emptyMarketplace(testDatabaseUri());
  scripts = { one: newScript(), two: newScript() };
  await addFeed(place, await openHouse(place), {
    subject: 'USDC',
    sources: [scriptedSource('one', [...OPERATORS]), scriptedSource('two', [...OPERATORS])],
    rule: DEPEG_RULE,
    quorum: 3,
    decimals: 8,
  });
  watcher = watch(place, { families: [scripted(scripts)] });
  lines = [];
});
afterEach(async () => {
  await watcher.close();
  await place.stop();
});

const log = pino(
  { formatters: { level: (level) => ({ level }) } },
  { write: (line) => lines.push(JSON.parse(line)) },
);
const metrics = createMetrics();

async function stepAt(seconds: number): Promise<void> {
  place.clock.now = START + seconds;
  noteStep(await watcher.tick(), place.market, metrics, log);
}

const told = () => lines.splice(0).map(({ level, msg, sourceId, code }) => [level, msg, sourceId, code]);

test('a source that fails is told of once, and once when it can be read again', async () => {
  scripts.one.final = OPERATORS.map((operator) => report('one', operator, START, PAR));
  await stepAt(60);
  expect(told()).toEqual([]);
  scripts.two.failure = new SourceError('UNREACHABLE', 'The node does not answer.');
  await stepAt(120);
  expect(told()).toEqual([['warn', 'a source cannot be read', 'two', 'UNREACHABLE']]);
  for (const seconds of [180, 240, 3_600]) await stepAt(seconds);
  scripts.two.failure = new SourceError('TIMEOUT', 'The node is slow.');
  await stepAt(7_200);
  expect(told()).toEqual([]);
  // Not by the next process either.
  await watcher.close();
  watcher = watch(place, { families: [scripted(scripts)] });
  await stepAt(7_260);
  expect(told()).toEqual([]);
  scripts.two.failure = null;
  await stepAt(7_320);
  expect(told()).toEqual([['info', 'a source can be read again', 'two', undefined]]);
  await stepAt(7_380);
  expect(told()).toEqual([]);
});

test('an adapter with a fault of its own is told of once, with the error', async () => {
  scripts.one.failure = new TypeError('fault is not a function') as never;
  await stepAt(60);
  expect(told()).toMatchObject([
    ['error', 'a part of a step failed', undefined, undefined],
    ['warn', 'a source cannot be read', 'one', 'BAD_ANSWER'],
  ]);
  for (const seconds of [120, 180]) await stepAt(seconds);
  expect(told()).toEqual([]);
});
