import { randomUUID } from 'node:crypto';
import { chmod, mkdir, rename, rm } from 'node:fs/promises';
import { homedir } from 'node:os';
import { dirname, join } from 'node:path';
import { mongodVersion } from './mongodVersion.ts';

/** Where a fetched mongod is kept for every later run: under `XDG_CACHE_HOME`, or `~/.cache`. */
export function cacheFolder(environment: NodeJS.ProcessEnv): string {
  const base = environment.XDG_CACHE_HOME || join(environment.HOME || homedir(), '.cache');
  return join(base, 'bulwark');
}

/** One file per kind of machine, since a home folder may be shared between machines. */
export function cachedBinaryPath(environment: NodeJS.ProcessEnv): string {
  const suffix = process.platform === 'win32' ? '.exe' : '';
  return join(cacheFolder(environment), `mongod-${process.platform}-${process.arch}${suffix}`);
}

/**
 * Lets `fetch` bring a mongod into a scratch folder beside the cache, proves that it runs, and only then
 * moves it to its place in one step. Two first runs at once therefore do the work twice, but neither sees
 * half a file.
 *
 * @param fetch receives the empty scratch folder and returns the path of the mongod that it put there
 * @returns the version of the mongod now in the cache
 */
export async function fillCache(
  environment: NodeJS.ProcessEnv,
  fetch: (scratchFolder: string) => Promise<string>,
): Promise<string> {
  const place = cachedBinaryPath(environment);
  const scratchFolder = join(dirname(place), `fetching-${randomUUID()}`);
  await mkdir(scratchFolder, { recursive: true });
  try {
    const fetched = await fetch(scratchFolder);
    await chmod(fetched, 0o755);
    const version = await mongodVersion(fetched);
    await rename(fetched, place);
    return version;
  } finally {
    await rm(scratchFolder, { recursive: true, force: true });
  }
}
