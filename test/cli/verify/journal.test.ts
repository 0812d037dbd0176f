/** A stranger follows the journal with files alone: from its first command to what was signed. */
import { mkdtemp, readFile, rm, stat, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import supertest from 'supertest';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { audit } from '../../../src/cli/audit/command.ts';
import { verify } from '../../../src/cli/verify/command.ts';
import { canonical } from '../../../src/domain/shared/canonical.ts';
import { headOfReport } from '../../../src/domain/solvency/sealed.ts';
import { parseSigned } from '../../../src/market/solvency/parseSigned.ts';
import { createSigner } from '../../../src/market/solvency/signer.ts';
import { type TakenSnapshot, takeSnapshot } from '../../../src/market/solvency/takeSnapshot.ts';
import { sha256 } from '../../../src/store/sha256.ts';
import { type OpenApi, openApi } from '../../api/support/openApi.ts';
import { historiesOf } from '../../market/queries/reading.ts';
import { untouchedDatabaseUri, uriOf } from '../../support/database.ts';
import { buy } from '../../support/depeg.ts';
import { type ReadyWorld, readyWorld, SYSTEM, UNIT } from '../../support/marketplace.ts';
import { TEST_SIGNER } from '../../support/signer.ts';
import { keepingStreams } from '../shared/streams.ts';

let api: OpenApi;
let world: ReadyWorld;
let taken: TakenSnapshot;
let folder = '';
let links = '';
let full = '';
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'bulwark-journal-'));
  api = await openApi();
  world = await readyWorld(api.place);
  await buy(api.place, world.buyers[0] as never, world.productId, 10_000n * UNIT, 60);
  taken = await takeSnapshot({
    database: api.place.database,
    signer: TEST_SIGNER,
    histories: () => historiesOf(api.place),
  });
  await api.place.must(SYSTEM, 'sealSnapshot', taken);
  await buy(api.place, world.buyers[1] as never, world.productId, 10_000n * UNIT, 60);
  await save('snapshot.json', (await get(`solvency/${taken.snapshotId}`)).text);
  links = (await get('journal')).text;
  const path = join(folder, 'exported.jsonl');
  expect(await audit(['--uri', uri(), '--export', path], keepingStreams(), {})).toBe(0);
  full = await readFile(path, 'utf8');
});
afterAll(async () => {
  await api.stop();
  await rm(folder, { recursive: true });
});

/** Where the API's database is. */
const uri = () => uriOf(api.place.database.connection.name);

const get = (path: string) =>
  supertest(api.app)
    .get(`/v1/${path}`)
    .buffer(true)
    .parse((response, done) => {
      let text = '';
      response.on('data', (chunk: Buffer) => {
        text += chunk.toString();
      });
      response.on('end', () => {
        Object.assign(response, { text });
        done(null, text);
      });
    });

async function save(name: string, text: string): Promise<string> {
  const path = join(folder, name);
  await writeFile(path, text);
  return path;
}

async function call(...argv: string[]) {
  const streams = keepingStreams();
  const code = await verify(argv, streams);
  return { code, stdout: streams.stdout(), stderr: streams.stderr() };
}

/** What the command answers for a journal, beside the snapshot unless another is named. */
async function follow(journal: string, snapshot = 'snapshot.json') {
  const path = await save('journal.jsonl', journal);
  const { code, stdout } = await call('--json', '--journal', path, '--snapshot', join(folder, snapshot));
  const { verified, difference, ...facts } = JSON.parse(stdout);
  expect(code).toBe(verified ? 0 : 1);
  return { verified, difference, facts };
}

/** The journal with one of its lines changed; the first command is line 1. */
function changed(
  journal: string,
  sequence: number,
  change: (line: Record<string, never>) => unknown,
): string {
  const lines = journal.split('\n');
  const line = JSON.parse(lines[sequence] ?? '');
  lines[sequence] = canonical(change(line) ?? line);
  return lines.join('\n');
}

describe('links, which anyone gets', () => {
  test('lead from the first command to the one that a snapshot was signed as of, and tell of no account', async () => {
    const { verified, facts } = await follow(links);
    const { sequence, hash } = await head();
    expect(verified).toBe(true);
    expect(facts).toMatchObject({ after: 0, sequence, hash, commands: sequence, contents: 0, entries: 0 });
    expect(facts).toMatchObject({ snapshotAt: taken.sequence, namedAt: null });
    expect(links).not.toMatch(/acc_|pol_/);
  });

  test('go on behind any command, part after part', async () => {
    const part = (await get('journal?after=3')).text;
    const first = links.split('\n').slice(0, 4).join('\n');
    expect((await follow(`${first}\n${part}`)).verified).toBe(true);
    const { verified, facts } = await follow(part);
    expect({ verified, after: facts.after }).toEqual({ verified: true, after: 3 });
    const second = links.split('\n').slice(0, 3).join('\n');
    expect((await follow(`${second}\n${part}`)).difference.path).toBe('line 4');
  });

  test.each(['journal?after=999999', 'journal?after=-1', 'journal?after=x', 'journal?after=1&after=2'])(
    'are not there for %s',
    async (path) => {
      expect([400, 404]).toContain((await get(path)).status);
    },
  );

  test('that were changed, taken away, moved or begin elsewhere are found by their sequence', async () => {
    const other = 'f'.repeat(64);
    const pathOf = async (journal: string) => (await follow(journal)).difference?.path;
    expect(await pathOf(changed(links, 5, (line) => ({ ...line, hash: other })))).toBe('commands.5.hash');
    expect(await pathOf(changed(links, 5, (line) => ({ ...line, contentHash: other })))).toBe(
      'commands.5.hash',
    );
    expect(await pathOf(changed(links, 5, (line) => ({ ...line, sequence: 6 })))).toBe('commands.5.sequence');
    expect(await pathOf(changed(links, 0, (line) => ({ ...line, hash: other })))).toBe('line 1');
    const lines = links.split('\n');
    expect(await pathOf(lines.toSpliced(4, 1).join('\n'))).toBe('commands.4.sequence');
    expect(await pathOf(lines.toSpliced(0, 1).join('\n'))).toBe('line 1');
    expect(await pathOf(lines.slice(0, 4).join('\n'))).toBe(`commands.${taken.sequence}`);
    expect(await pathOf(`${links}{`)).toBe(`line ${lines.length}`);
  });
});

describe('the journal that an operator exports for an auditor', () => {
  test('is whole: what each command holds leads to its hash and sums to zero, and one command names the snapshot', async () => {
    const { verified, facts } = await follow(full);
    const { sequence } = await head();
    expect(verified).toBe(true);
    expect(facts).toMatchObject({ after: 0, sequence, contents: sequence, snapshotAt: taken.sequence });
    expect(facts.namedAt).toBe(taken.sequence + 1);
    expect(facts.entries).toBeGreaterThan(10);
    expect((await stat(join(folder, 'exported.jsonl'))).mode & 0o777).toBe(0o600);
  });

  test('is not written over a file that is there, nor where there is no journal', async () => {
    const streams = keepingStreams();
    const nothing = join(folder, 'nothing.jsonl');
    expect(await audit(['--uri', untouchedDatabaseUri(), '--export', nothing], streams, {})).toBe(2);
    await expect(stat(nothing)).rejects.toThrow('ENOENT');
    const argv = ['--uri', uri(), '--export', join(folder, 'exported.jsonl')];
    expect(await audit(argv, streams, {})).toBe(2);
    expect(streams.stderr()).toContain('cannot be written');
  });

  test('holds the same commands as the links: one may stand for the other', async () => {
    const lines = full.split('\n');
    lines[3] = links.split('\n')[3] ?? '';
    const { verified, facts } = await follow(lines.join('\n'));
    expect({ verified, told: facts.commands - facts.contents }).toEqual({ verified: true, told: 1 });
  });

  test('with an entry changed is found by the sequence of its command', async () => {
    const place = full.split('\n').findIndex((line) => /"amount":"\d+n"/.test(line));
    const text = full.split('\n');
    text[place] = (text[place] ?? '').replace(/"amount":"(\d+)n"/, '"amount":"1$1n"');
    expect((await follow(text.join('\n'))).difference.path).toBe(`commands.${place}.hash`);
  });
});

describe('a snapshot', () => {
  test('of a proof stands on the chain too', async () => {
    const buyer = world.buyers[0]?.id ?? '';
    const { text } = await supertest(api.app)
      .get(`/v1/solvency/${taken.snapshotId}/proofs/${buyer}`)
      .set('Authorization', `Bearer ${api.token(buyer)}`);
    await save('proof.json', text);
    expect((await follow(links, 'proof.json')).facts).toMatchObject({ snapshotAt: taken.sequence });
  });

  test('that was signed of another history is found by the command that it is as of', async () => {
    const file = JSON.parse((await get(`solvency/${taken.snapshotId}`)).text);
    await save('lie.json', canonical({ ...file, signer: `0x${'2'.repeat(40)}` }));
    expect((await follow(links, 'lie.json')).difference.path).toBe('signature');
    await save('other.json', await signedOf('e'.repeat(64)));
    expect((await follow(links, 'other.json')).difference).toMatchObject({
      path: `commands.${taken.sequence}.hash`,
      expected: `${'e'.repeat(64)}, as signed`,
    });
  });

  test('that says other than the one that was named is found by the command that names it', async () => {
    await save('another.json', await signedOf(taken.journalHash));
    expect((await follow(links, 'another.json')).verified).toBe(true);
    expect((await follow(full, 'another.json')).difference).toMatchObject({
      path: `commands.${taken.sequence + 1}.snapshot.sealed`,
      found: taken.sha256,
    });
  });
});

test('says in words what follows, and what the arguments are', async () => {
  const path = await save('journal.jsonl', full);
  const { stdout } = await call('--journal', path, '--snapshot', join(folder, 'snapshot.json'));
  expect(stdout).toContain('Everything follows, from the first command: commands ');
  expect(stdout).toContain(`its file is named by command ${taken.sequence + 1}`);
  expect(await call('--snapshot', path)).toMatchObject({ code: 2 });
  expect(await call('--journal', join(folder, 'nowhere'))).toMatchObject({ code: 2 });
});

async function head(): Promise<{ sequence: number; hash: string }> {
  return (await api.place.database.collection('head').findOne({ _id: 'head' })) as never;
}

/** The snapshot signed anew by somebody else, as of a command with a hash. */
async function signedOf(journalHash: string): Promise<string> {
  const file = parseSigned((await get(`solvency/${taken.snapshotId}`)).text);
  if ('path' in file) throw new Error(file.expected);
  const report = { ...file.report, journalHash };
  const key = createSigner(`0x${'3'.repeat(64)}`);
  const sealed = headOfReport(report as never, file.head.trees, sha256);
  const signature = await key.sign(sealed);
  return canonical({ format: file.format, head: sealed, report, signer: key.address, signature });
}
