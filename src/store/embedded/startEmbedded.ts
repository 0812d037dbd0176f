import type { ChildProcess } from 'node:child_process';
import { mkdir, mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import {
  MONGOD_START_MS_MAX,
  MONGOD_START_TRIES_MAX,
  TRANSACTION_LIFETIME_SECONDS_MAX,
} from '../../domain/shared/limits.ts';
import { findMongod } from './findMongod.ts';
import { freePort, LOOPBACK } from './freePort.ts';
import type { MongodSettings } from './mongodArguments.ts';
import { exitOf, hasEnded, type Launched, launchMongod } from './mongodProcess.ts';
import { dataFolder, writeOwner } from './owner.ts';
import { becomePrimary } from './replicaSet.ts';
import { discard, shutDown } from './stopMongod.ts';
import { endOrphan, holdsPort } from './takeOver.ts';

const DATABASE_NAME = 'bulwark';

interface CommonOptions {
  /** A fixed port; without it a free one. */
  readonly port?: number;
  /** A mongod; without it `findMongod` finds one. */
  readonly binary?: string;
  readonly transactionLifetimeLimitSeconds?: number;
}

export type EmbeddedOptions = CommonOptions &
  (
    | {
        /** Where the data lives. */
        readonly folder: string;
        readonly throwaway?: false;
      }
    | {
        /** Deleted at the end; by default a new temporary one. */ readonly folder?: string;
        readonly throwaway: true;
      }
  );

export interface EmbeddedDatabase {
  /** Connects to the database `bulwark` on the single member itself. */
  readonly uri: string;
  /** The process id of mongod. */
  readonly pid: number;
  readonly port: number;
  readonly folder: string;
  /** Settles when mongod has ended, for whatever reason; from then on the folder can be started again. */
  readonly ended: Promise<void>;
  /** Ends the server cleanly, and deletes a throw-away one's folder. May be called twice. */
  stop(): Promise<void>;
}

/**
 * Starts a real MongoDB replica set of one on this machine's loopback address and returns when it takes
 * writes. Its data stays in `folder` for the next start, on whatever port. It ends with the process that
 * started it, also when that one is killed; after a crash of its own, the same call brings it back.
 *
 * @throws Error of one sentence: no mongod, a port taken, a folder in use (named, with the process using it)
 *
 * @example
 * const database = await startEmbedded({ folder: '.bulwark/database' });
 * await mongoose.connect(database.uri);
 * await mongoose.disconnect();
 * await database.stop();
 */
export async function startEmbedded(options: EmbeddedOptions): Promise<EmbeddedDatabase> {
  const binary = options.binary ?? (await findMongod()).path;
  const throwaway = options.throwaway === true;
  const isNewFolder = options.folder === undefined;
  const folder = await prepareFolder(options.folder);
  const transactionLifetimeLimitSeconds =
    options.transactionLifetimeLimitSeconds ?? TRANSACTION_LIFETIME_SECONDS_MAX;
  const settings = { binary, folder, throwaway, transactionLifetimeLimitSeconds };
  try {
    const { child, port } = await launchPrimary(settings, options.port);
    return handle(child, settings, port);
  } catch (error) {
    if (isNewFolder) await rm(folder, { recursive: true, force: true });
    throw error;
  }
}

/** The address of the ledger's database on a server of ours. */
export function embeddedUri(port: number): string {
  return `mongodb://${LOOPBACK}:${port}/${DATABASE_NAME}?directConnection=true`;
}

async function prepareFolder(named: string | undefined): Promise<string> {
  const folder = resolve(named ?? (await mkdtemp(join(tmpdir(), 'bulwark-'))));
  try {
    await mkdir(dataFolder(folder), { recursive: true });
  } catch (error) {
    const reason = (error as Error).message;
    throw new Error(`The data folder ${folder} cannot be used (${reason}): choose another folder.`, {
      cause: error,
    });
  }
  return folder;
}

async function launchPrimary(settings: Omit<MongodSettings, 'port'>, fixedPort: number | undefined) {
  const deadline = performance.now() + MONGOD_START_MS_MAX;
  const { child, client, port } = await launch(settings, fixedPort, deadline);
  try {
    const owner = { servicePid: process.pid, mongodPid: child.pid as number, port };
    await writeOwner(settings.folder, owner);
    await becomePrimary(client, port, () => hasEnded(child), deadline);
  } catch (error) {
    child.kill('SIGKILL');
    throw error;
  } finally {
    await client.close();
  }
  return { child, port };
}

async function launch(
  settings: Omit<MongodSettings, 'port'>,
  fixedPort: number | undefined,
  deadline: number,
): Promise<Launched & { readonly port: number }> {
  const { folder } = settings;
  let orphanEnded = false;
  for (let tries = 0; tries < MONGOD_START_TRIES_MAX; tries++) {
    const port = fixedPort ?? (await freePort());
    const result = await launchMongod({ ...settings, port }, deadline);
    if (result.outcome === 'up') return { ...result, port };
    const heldByUs = result.outcome === 'folderInUse' || (!orphanEnded && (await holdsPort(folder, port)));
    if (heldByUs) {
      await endOrphan(folder, orphanEnded);
      orphanEnded = true;
    } else if (fixedPort !== undefined) {
      throw new Error(`Port ${port} is taken by another program: choose another, or none to get a free one.`);
    }
  }
  throw new Error(`The database in ${folder} found no free port in ${MONGOD_START_TRIES_MAX} tries.`);
}

function handle(child: ChildProcess, { folder, throwaway }: Omit<MongodSettings, 'port'>, port: number) {
  let stopping: Promise<void> | undefined;
  const stop = () => {
    stopping ??= throwaway ? discard(child, folder) : shutDown(child);
    return stopping;
  };
  return { uri: embeddedUri(port), pid: child.pid as number, port, folder, ended: exitOf(child), stop };
}
