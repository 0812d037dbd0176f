import { spawnSync } from 'node:child_process';
import { readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { actuary } from '../../../src/cli/actuary/command.ts';
import { DAY_SECONDS } from '../../../src/domain/shared/units.ts';
import { testDatabaseUri } from '../../support/database.ts';
import {
  type Marketplace,
  openMarketplace,
  type ReadyWorld,
  readyWorld,
  UNIT,
} from '../../support/marketplace.ts';
import { temporaryFolder } from '../../support/temporaryFolder.ts';
import { keepingStreams } from '../shared/streams.ts';

const ENTRY = fileURLToPath(new URL('../../../src/cli/actuary.ts', import.meta.url));
const uri = testDatabaseUri();
let place: Marketplace;
let world: ReadyWorld;

beforeAll(async () => {
  place = await openMarketplace(uri);
  world = await readyWorld(place);
  const items = [{ productId: world.productId, coverAmount: 5_000n * UNIT, termSeconds: 60 * DAY_SECONDS }];
  for (const buyer of world.buyers)
    await place.must(buyer, 'buyPolicies', { items, maxPremium: 5_000n * UNIT });
});
afterAll(() => place.stop());

async function call(argv: string[], environment = {}) {
  const streams = keepingStreams();
  const code = await actuary(argv, streams, environment);
  return { code, stdout: streams.stdout(), stderr: streams.stderr() };
}

const SMALL = ['--paths', '4000', '--years', '2'];

test('reads the book of a ledger: cover in force, capital and price as they stand', async () => {
  const { code, stdout } = await call(['ruin', '--uri', uri, ...SMALL, '--json']);
  expect(code).toBe(0);
  const report = JSON.parse(stdout);
  expect(report).toMatchObject({ products: 1, pools: 1, cover: 10_000, paths: 4_000, years: 2, broken: [] });
  expect(report.layers[0]).toMatchObject({ layer: 'CAPITAL', balance: 1_000_000 });
  // What the buyers were quoted for the same cover, over a year.
  const policy = await place.database.collection('policies').findOne({});
  expect(policy).not.toBeNull();
  expect(report.capital.products[0].premiumRate).toBeCloseTo(report.premium / report.cover, 12);
  expect(report.shortfallProbability.value).toBe(0);
});

test('the same seed gives the same text in another process with another number of threads', async () => {
  const argv = ['ruin', '--book', 'ten', ...SMALL, '--seed', '9', '--json'];
  const here = await call([...argv, '--workers', '1']);
  const there = spawnSync(process.execPath, ['--import', 'tsx', ENTRY, ...argv, '--workers', '3'], {
    encoding: 'utf8',
  });
  expect([here.code, there.status]).toEqual([0, 0]);
  expect(there.stdout).toBe(here.stdout);
  expect(there.stderr).toMatch(/4000 of 4000 paths\n$/);
});

test('says in words what it found, and draws a picture that is well formed', async () => {
  const file = join(await temporaryFolder(), 'losses.svg');
  const { code, stdout } = await call(['ruin', '--book', 'demo', ...SMALL, '--svg', file]);
  expect(code).toBe(0);
  for (const said of ['Loss ratio', 'Shortfall to policyholders', 'CAPITAL', 'drawdown', 'Capital at 99.5 %'])
    expect(stdout).toContain(said);
  const svg = await readFile(file, 'utf8');
  expect(svg).toMatch(/^<svg xmlns="http:\/\/www\.w3\.org\/2000\/svg"[\s\S]*<\/svg>\n$/);
  expect(svg).not.toMatch(/NaN|Infinity|undefined/);
  const names = [...svg.matchAll(/<(\/?)(\w+)[^>]*?(\/?)>/g)];
  const depth = names.reduce((open, [, closes, , empty]) => open + (closes ? -1 : empty ? 0 : 1), 0);
  expect(depth).toBe(0);
});

const GOOD = {
  name: 'a <b> & c',
  products: [{ id: 'x', peril: 'DEPEG', score: 50, payout: 'TIERED', ratios: ['0.5', '1'] }],
  pools: [{ id: 'p', capital: 1_000, cover: { x: 2_000 } }],
};

test('takes a book from a file, tells what the rules would not have sold, and escapes its name', async () => {
  const folder = await temporaryFolder();
  const [book, svg] = [join(folder, 'book.json'), join(folder, 'book.svg')];
  await writeFile(book, JSON.stringify(GOOD));
  const { code, stdout } = await call(['ruin', '--book', book, ...SMALL, '--svg', svg]);
  expect(code).toBe(0);
  expect(stdout).toContain('a <b> & c: products 1, pools 1, cover 2,000');
  expect(stdout).toContain('pool p carries more than the rules sell: LOCKED_CAPITAL');
  expect(await readFile(svg, 'utf8')).toContain('a &#60;b&#62; &#38; c');
});

test.each([
  ['no JSON', 'hello', 'is no JSON'],
  ['another shape', JSON.stringify({ ...GOOD, pools: [] }), 'at "pools"'],
  ['an unknown field', JSON.stringify({ ...GOOD, price: 1 }), 'price'],
  [
    'a negative amount',
    JSON.stringify({ ...GOOD, pools: [{ ...GOOD.pools[0], capital: -1 }] }),
    'pools.0.capital',
  ],
  [
    'a score out of range',
    JSON.stringify({ ...GOOD, products: [{ ...GOOD.products[0], score: 101 }] }),
    'products.0.score',
  ],
  [
    'a ratio above 1',
    JSON.stringify({ ...GOOD, products: [{ ...GOOD.products[0], ratios: ['1.5'] }] }),
    'ratios.0',
  ],
  [
    'tiers that pay less the deeper',
    JSON.stringify({ ...GOOD, products: [{ ...GOOD.products[0], ratios: ['0.5', '0.25'] }] }),
    'products.0.ratios',
  ],
  [
    'more ratios than there are thresholds',
    JSON.stringify({ ...GOOD, products: [{ ...GOOD.products[0], ratios: ['0.1', '0.2', '0.3', '1'] }] }),
    'products.0.ratios',
  ],
  [
    'ratios without tiers',
    JSON.stringify({ ...GOOD, products: [{ ...GOOD.products[0], payout: 'BINARY' }] }),
    'products.0.ratios',
  ],
  [
    'tiers of what nobody tells the depth of',
    JSON.stringify({ ...GOOD, products: [{ ...GOOD.products[0], peril: 'ASSET_LOSS' }] }),
    'products.0.payout',
  ],
  [
    'a product twice',
    JSON.stringify({ ...GOOD, products: [GOOD.products[0], GOOD.products[0]] }),
    '"x" twice',
  ],
  [
    'cover of nothing',
    JSON.stringify({ ...GOOD, pools: [{ ...GOOD.pools[0], cover: { y: 1 } }] }),
    'carries y',
  ],
  [
    'no cover',
    JSON.stringify({ ...GOOD, pools: [{ ...GOOD.pools[0], cover: { x: 0 } }] }),
    'no cover in force',
  ],
  [
    'no capital',
    JSON.stringify({ ...GOOD, pools: [{ ...GOOD.pools[0], capital: 0 }] }),
    'no pool has any capital',
  ],
])('answers 2 for a file with %s, and says where', async (_what, text, message) => {
  const book = join(await temporaryFolder(), 'book.json');
  await writeFile(book, text);
  const { code, stdout, stderr } = await call(['ruin', '--book', book, ...SMALL]);
  expect({ code, stdout }).toEqual({ code: 2, stdout: '' });
  expect(stderr).toContain(message);
  expect(stderr.trimEnd().split('\n')).toHaveLength(1);
});

test.each([
  ['nothing to do', [], 'ruin'],
  ['something else', ['fortune'], 'ruin'],
  ['a book and a ledger', ['ruin', '--book', 'demo', '--uri', uri], 'in place of a ledger'],
  ['a book that is not there', ['ruin', '--book', 'nowhere.json'], 'cannot be read'],
  [
    'no years',
    ['ruin', '--book', 'demo', '--years', '0'],
    '--years "0" is not a whole number from 1 to 1000',
  ],
  ['half a path', ['ruin', '--book', 'demo', '--paths', '1.5'], '--paths'],
  ['more paths than fit', ['ruin', '--book', 'demo', '--paths', '5000001'], '--paths'],
  ['a negative seed', ['ruin', '--book', 'demo', '--seed=-1'], '--seed'],
  ['a seed that is no exact number', ['ruin', '--book', 'demo', '--seed', '9007199254740992'], '--seed'],
  ['no workers', ['ruin', '--book', 'demo', '--workers', '0'], '--workers'],
  ['a correlation of one', ['ruin', '--book', 'demo', '--correlation', '1'], '--correlation'],
  ['a hazard that is no number', ['ruin', '--book', 'demo', '--hazard-times', 'NaN'], '--hazard-times'],
  ['an asset that is none', ['ruin', '--uri', uri, '--asset', 'DOGE'], 'of USDT'],
  ['an unknown option', ['ruin', '--wat'], 'Unknown option'],
])('answers 2 for %s', async (_what, argv, message) => {
  const { code, stdout, stderr } = await call(argv);
  expect({ code, stdout }).toEqual({ code: 2, stdout: '' });
  expect(stderr).toContain(message);
});

test('answers 1 for a picture that cannot be written, and explains itself', async () => {
  const folder = await temporaryFolder();
  const { code, stderr } = await call(['ruin', '--book', 'demo', ...SMALL, '--svg', folder]);
  expect(code).toBe(1);
  expect(stderr).toContain('cannot be written');
  const help = await call(['--help']);
  expect(help.code).toBe(0);
  expect(help.stdout).toContain('Exit codes: 0 done');
});
