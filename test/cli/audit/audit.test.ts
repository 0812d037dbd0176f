import { spawnSync } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { audit } from '../../../src/cli/audit/command.ts';
import { availableOf, balanceId } from '../../../src/market/ledger/accounts.ts';
import { stored } from '../../../src/store/database.ts';
import { testDatabaseUri, uriOf } from '../../support/database.ts';
import { type Marketplace, openMarketplace, type ReadyWorld, readyWorld } from '../../support/marketplace.ts';
import { temporaryFolder } from '../../support/temporaryFolder.ts';
import { keepingStreams } from '../shared/streams.ts';

const ENTRY = fileURLToPath(new URL('../../../src/cli/audit.ts', import.meta.url));
const uri = testDatabaseUri();
let place: Marketplace;
let world: ReadyWorld;

beforeAll(async () => {
  place = await openMarketplace(uri);
  world = await readyWorld(place);
});
afterAll(() => place.stop());

async function call(argv: string[], environment = {}) {
  const streams = keepingStreams();
  const code = await audit(argv, streams, environment);
  return { code, stdout: streams.stdout(), stderr: streams.stderr() };
}

test('answers 0 and one object for a clean ledger, and nothing else', async () => {
  const { code, stdout, stderr } = await call(['--uri', uri, '--json']);
  expect({ code, stderr }).toEqual({ code: 0, stderr: '' });
  expect(JSON.parse(stdout)).toMatchObject({ clean: true, differenceCount: 0, differences: [] });
  expect(stdout.trimEnd().split('\n')).toHaveLength(1);
});

test('answers 1 for a ledger with a difference, and names the first bad row', async () => {
  const id = balanceId(availableOf(world.underwriter.id), world.assetId);
  const balances = place.database.collection('balances');
  const before = await balances.findOne({ _id: id });
  await balances.updateOne({ _id: id }, { $set: stored({ amount: 7n }) });
  const json = await call(['--json'], { MONGODB_URI: uri });
  const text = await call(['--uri', uri]);
  await balances.updateOne({ _id: id }, { $set: { amount: before?.amount } });
  expect([json.code, text.code]).toEqual([1, 1]);
  const difference = { collection: 'balances', id, field: 'amount', expected: '0', found: '7' };
  expect(JSON.parse(json.stdout)).toMatchObject({ clean: false, differences: [difference] });
  expect(text.stdout).toContain(`balances "${id}" amount: expected 0, found "7"`);
});

test('says in words what it has looked at', async () => {
  const { stdout } = await call(['--uri', uri]);
  expect(stdout).toMatch(/^Looked at: commands \d+, entries \d+, balances \d+, .*pools 1,/);
  expect(stdout).toContain('The ledger is clean.');
});

test('explains itself', async () => {
  const { code, stdout } = await call(['--help']);
  expect(code).toBe(0);
  expect(stdout).toContain('Exit codes: 0 clean, 1');
});

test.each([
  ['an unknown option', ['--wat'], 'Unknown option'],
  ['an address of another kind', ['--uri', 'http://localhost'], 'is not a mongodb:// address'],
  ['a positional argument', ['ledger'], 'Unexpected argument'],
])('answers 2 for %s', async (_what, argv, message) => {
  const { code, stdout, stderr } = await call(argv);
  expect({ code, stdout }).toEqual({ code: 2, stdout: '' });
  expect(stderr).toContain(message);
});

test('answers 2 for a database that holds no ledger, and makes nothing in it', async () => {
  const { code, stderr } = await call(['--uri', uriOf('no-ledger')]);
  expect(code).toBe(2);
  expect(stderr).toMatch(/there is no ledger in 127\.0\.0\.1:\d+\/no-ledger/);
});

test('answers 1 for a database that does not answer, and keeps its password to itself', async () => {
  const { code, stdout, stderr } = await call([
    '--uri',
    'mongodb://me:secret@127.0.0.1:1/x?serverSelectionTimeoutMS=100',
    '--json',
  ]);
  expect({ code, stdout }).toEqual({ code: 1, stdout: '' });
  expect(stderr).toContain('ECONNREFUSED');
  expect(stderr).not.toContain('secret');
});

test('answers 2 where no ledger is named and none is here', async () => {
  const folder = await temporaryFolder();
  const run = spawnSync(process.execPath, ['--import', import.meta.resolve('tsx'), ENTRY, '--json'], {
    cwd: folder,
    env: { PATH: process.env.PATH },
    encoding: 'utf8',
  });
  expect({ status: run.status, stdout: run.stdout }).toEqual({ status: 2, stdout: '' });
  expect(run.stderr).toContain('there is no ledger in .bulwark/data or .bulwark/demo');
});
