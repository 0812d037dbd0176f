import type { ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { mkdir, mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { findMongod } from './findMongod.ts';
import { freePort, LOOPBACK } from './freePort.ts';
import { hasEnded, type Launch, launchMongod, type MongodSettings } from './mongodProcess.ts';
import { dataFolder, writeOwner } from './owner.ts';
import { becomePrimary, directClient } from './replicaSet.ts';
import { endOrphan } from './takeOver.ts';
import { startWatchdog } from './watchdog.ts';

/** A crash under load leaves a journal to replay, which is what takes this long at worst. */
const START_LIMIT_MILLISECONDS = 60_000;
/** How often another free port is asked for when somebody else was quicker. */
const PORT_TRIES = 5;
const DEFAULT_TRANSACTION_LIFETIME_SECONDS = 5;
const DATABASE_NAME = 'bulwark';

interface CommonOptions {
  /** A fixed port; without it a free one. */
  readonly port?: number;
  /** A mongod; without it `findMongod` finds one. */
  readonly binary?: string;
  /** How long a transaction may stay open before the server ends it. */
  readonly transactionLifetimeLimitSeconds?: number;
}

export type EmbeddedOptions = CommonOptions &
  (
    | { /** Where the data lives. */ readonly folder: string; readonly throwaway?: false }
    | { /** By default a new temporary folder. */ readonly folder?: string; readonly throwaway: true }
  );

export interface EmbeddedDatabase {
  /** Connects to the database `bulwark` on the single member itself. */
  readonly uri: string;
  /** The process id of mongod. */
  readonly pid: number;
  readonly port: number;
  readonly folder: string;
  /** Ends the server cleanly, and deletes a throw-away one's folder. May be called twice. */
  stop(): Promise<void>;
}

/**
 * Starts a real MongoDB replica set of one on this machine's loopback address and returns when it takes writes.
 * Its data stays in `folder` for the next start, on whatever port. It ends with the process that started it, also
 * when that one is killed; a server that was killed itself is started again by the same call.
 *
 * @throws Error of one sentence: no mongod, a folder in use (named, with the process that uses it), a port taken
 *
 * @example
 * const database = await startEmbedded({ folder: '.bulwark/database' });
 * await mongoose.connect(database.uri);
 * await mongoose.disconnect();
 * await database.stop();
 */
export async function startEmbedded(options: EmbeddedOptions): Promise<EmbeddedDatabase> {
  const throwaway = options.throwaway === true;
  const binary = options.binary ?? (await findMongod()).path;
  const folder = resolve(options.folder ?? (await mkdtemp(join(tmpdir(), 'bulwark-'))));
  await mkdir(dataFolder(folder), { recursive: true });
  const limit = options.transactionLifetimeLimitSeconds ?? DEFAULT_TRANSACTION_LIFETIME_SECONDS;
  const settings = { binary, folder, throwaway, transactionLifetimeLimitSeconds: limit };

  const deadline = performance.now() + START_LIMIT_MILLISECONDS;
  const { child, client, port } = await launch(settings, options.port, deadline);
  const pid = child.pid as number;
  const dismissWatchdog = startWatchdog(
    throwaway ? { pid, signal: 'SIGKILL', deleteFolder: folder } : { pid, signal: 'SIGTERM' },
  );
  child.once('exit', dismissWatchdog);
  try {
    await writeOwner(folder, { servicePid: process.pid, mongodPid: pid, port });
    await becomePrimary(client, port, () => hasEnded(child), deadline);
  } catch (error) {
    child.kill('SIGKILL');
    throw error;
  } finally {
    await client.close();
  }

  let stopping: Promise<void> | undefined;
  const stop = () => {
    stopping ??= throwaway ? discard(child, folder) : shutDown(child, port);
    return stopping;
  };
  const uri = `mongodb://${LOOPBACK}:${port}/${DATABASE_NAME}?directConnection=true`;
  return { uri, pid, port, folder, stop };
}

type Running = Extract<Launch, { outcome: 'up' }> & { readonly port: number };

async function launch(
  settings: Omit<MongodSettings, 'port'>,
  fixedPort: number | undefined,
  deadline: number,
): Promise<Running> {
  let orphanEnded = false;
  for (let tries = 0; tries < PORT_TRIES; tries++) {
    const port = fixedPort ?? (await freePort());
    const result = await launchMongod({ ...settings, port }, deadline);
    if (result.outcome === 'up') return { ...result, port };
    if (result.outcome === 'folderInUse') {
      await endOrphan(settings.folder, orphanEnded);
      orphanEnded = true;
    } else if (fixedPort !== undefined) {
      throw new Error(
        `Port ${port} is taken by another program: choose another port, or none to get a free one.`,
      );
    }
  }
  throw new Error(`No free port was found in ${PORT_TRIES} tries.`);
}

async function shutDown(child: ChildProcess, port: number): Promise<void> {
  if (hasEnded(child)) return;
  child.ref();
  const exit = once(child, 'exit');
  const client = directClient(port);
  // The server closes the connection instead of answering; one that cannot be reached is signalled below.
  await client
    .db('admin')
    .command({ shutdown: 1, force: true, timeoutSecs: 0 })
    .catch(() => child.kill('SIGTERM'));
  await Promise.all([exit, client.close()]);
}

async function discard(child: ChildProcess, folder: string): Promise<void> {
  if (!hasEnded(child)) {
    child.ref();
    const exit = once(child, 'exit');
    child.kill('SIGKILL');
    await exit;
  }
  await rm(folder, { recursive: true, force: true, maxRetries: 5 });
}
