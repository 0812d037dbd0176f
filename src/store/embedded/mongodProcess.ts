import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { connect } from 'node:net';
import { setTimeout as delay } from 'node:timers/promises';
import type mongoose from 'mongoose';
import { LOOPBACK } from './freePort.ts';
import { type MongodSettings, mongodArguments } from './mongodArguments.ts';
import { lastError, logFile, prepareLog } from './mongodLog.ts';
import { directClient, serverProcessId } from './replicaSet.ts';
import { startWatchdog } from './watchdog.ts';

const POLL_MILLISECONDS = 10;

/** mongod's exit code when its port is taken (EXIT_NET_ERROR). */
const PORT_TAKEN_CODE = 48;

export interface Launched {
  readonly outcome: 'up';
  readonly child: ChildProcess;
  /** Connected to that very process; the caller closes it. */
  readonly client: mongoose.mongo.MongoClient;
}

export type Launch = Launched | { readonly outcome: 'portTaken' | 'folderInUse' };

/**
 * Starts mongod and waits until it answers. It is detached, in a process group of its own, so that Ctrl-C in
 * a terminal reaches the service and not its database.
 *
 * @param deadline in milliseconds of `performance.now()`
 * @throws Error that quotes mongod's own reason and names its log
 */
export async function launchMongod(settings: MongodSettings, deadline: number): Promise<Launch> {
  const log = logFile(settings.folder);
  const logStart = await prepareLog(log);
  const child = spawn(settings.binary, mongodArguments(settings), {
    detached: true,
    stdio: 'ignore',
    windowsHide: true,
    // mongod refuses to start in a locale that the machine does not have.
    env: { ...process.env, LC_ALL: 'C' },
  });
  if (child.pid === undefined) {
    const [error] = (await once(child, 'error')) as [Error];
    throw new Error(`${settings.binary} cannot be started: ${error.message}`, { cause: error });
  }
  child.unref();
  watchOver(child, child.pid, settings);

  const exit = exitOf(child);
  while (!hasEnded(child) && performance.now() < deadline) {
    const client = await connectTo(child, settings.port, exit);
    if (client !== undefined) return { outcome: 'up', child, client };
    await delay(POLL_MILLISECONDS);
  }
  if (!hasEnded(child)) {
    child.kill('SIGKILL');
    throw new Error(`The database in ${settings.folder} did not answer in time; its log is ${log}.`);
  }
  if (child.exitCode === PORT_TAKEN_CODE) return { outcome: 'portTaken' };
  const reason = await lastError(log, logStart);
  if (reason.includes('DBPathInUse')) return { outcome: 'folderInUse' };
  throw new Error(`The database in ${settings.folder} did not start: ${reason}; its log is ${log}.`);
}

/** From the first moment on: a service killed during the start must not leave a server behind either. */
function watchOver(child: ChildProcess, pid: number, { throwaway, folder }: MongodSettings): void {
  const dismiss = startWatchdog(
    throwaway ? { pid, signal: 'SIGKILL', deleteFolder: folder } : { pid, signal: 'SIGTERM' },
  );
  child.once('exit', dismiss);
}

/** Settles when the process has ended, for whatever reason. */
export function exitOf(child: ChildProcess): Promise<void> {
  return new Promise((settle) => {
    if (hasEnded(child)) settle();
    else child.once('exit', () => settle());
  });
}

export function hasEnded(child: ChildProcess): boolean {
  return child.exitCode !== null || child.signalCode !== null;
}

/** A client when it is this very process that listens: another server may have been quicker on the port. */
async function connectTo(
  child: ChildProcess,
  port: number,
  exit: Promise<unknown>,
): Promise<mongoose.mongo.MongoClient | undefined> {
  // A bare connection first: the driver would pause half a second after each one that is refused.
  if (!(await accepts(port))) return undefined;
  const client = directClient(port);
  // When it is another program that listens, our server ends, and that may be the only answer there is.
  const answer = serverProcessId(client).catch(() => undefined);
  if ((await Promise.race([answer, exit])) === child.pid) return client;
  await client.close();
  return undefined;
}

function accepts(port: number): Promise<boolean> {
  return new Promise((resolve) => {
    const socket = connect(port, LOOPBACK);
    socket.once('connect', () => resolve(true)).once('error', () => resolve(false));
    socket.once('connect', () => socket.destroy());
  });
}
