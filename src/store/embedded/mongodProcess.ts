import { type ChildProcess, spawn } from 'node:child_process';
import { open, rename, stat } from 'node:fs/promises';
import { connect } from 'node:net';
import { join } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import type mongoose from 'mongoose';
import { LOOPBACK } from './freePort.ts';
import { dataFolder } from './owner.ts';
import { directClient, REPLICA_SET_NAME, serverProcessId } from './replicaSet.ts';

/** Enough for the working set of a demo or a small deployment; mongod would take half of the machine's memory. */
const CACHE_GIGABYTES = 0.5;
/** How much of the recent past change streams can be resumed from; mongod would take 5 % of the disk. */
const OPLOG_MEGABYTES = 1024;
/** A server of tests writes little and is thrown away. */
const THROWAWAY_OPLOG_MEGABYTES = 256;
/** The log of earlier starts is set aside at this size, and what was set aside before it is dropped. */
const LOG_LIMIT_BYTES = 16 * 1024 * 1024;
/** How much of the log's end is read to explain a failed start. */
const LOG_TAIL_BYTES = 64 * 1024;
const POLL_MILLISECONDS = 10;

/** mongod's exit code when its port is taken (EXIT_NET_ERROR). */
const PORT_TAKEN_CODE = 48;

export interface MongodSettings {
  readonly binary: string;
  readonly folder: string;
  readonly port: number;
  readonly throwaway: boolean;
  readonly transactionLifetimeLimitSeconds: number;
}

export type Launch =
  | { readonly outcome: 'up'; readonly child: ChildProcess; readonly client: mongoose.mongo.MongoClient }
  | { readonly outcome: 'portTaken' }
  | { readonly outcome: 'folderInUse' };

/**
 * Starts mongod and waits until it answers. It is detached, in a process group of its own, so that Ctrl-C in a
 * terminal reaches the service and not its database.
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
  child.unref();
  let failedToStart: Error | undefined;
  child.once('error', (error) => {
    failedToStart = error;
  });

  const ended = () => failedToStart !== undefined || hasEnded(child);
  while (!ended() && performance.now() < deadline) {
    const client = await connectTo(child, settings.port);
    if (client !== undefined) return { outcome: 'up', child, client };
    await delay(POLL_MILLISECONDS);
  }
  if (failedToStart !== undefined) {
    throw new Error(`${settings.binary} cannot be started: ${failedToStart.message}`, {
      cause: failedToStart,
    });
  }
  if (!hasEnded(child)) {
    child.kill('SIGKILL');
    throw new Error(`the database in ${settings.folder} did not answer in time; its log is ${log}`);
  }
  if (child.exitCode === PORT_TAKEN_CODE) return { outcome: 'portTaken' };
  const reason = await lastError(log, logStart);
  if (reason.includes('DBPathInUse')) return { outcome: 'folderInUse' };
  throw new Error(`the database in ${settings.folder} did not start: ${reason}; its log is ${log}`);
}

export function hasEnded(child: ChildProcess): boolean {
  return child.exitCode !== null || child.signalCode !== null;
}

/** mongod's log in a data folder. */
export function logFile(folder: string): string {
  return join(folder, 'mongod.log');
}

function mongodArguments(settings: MongodSettings): string[] {
  const parameters = {
    // An orphaned transaction blocks the documents it touched until then; mongod's default is a minute.
    transactionLifetimeLimitSeconds: settings.transactionLifetimeLimitSeconds,
    // A set of one has nobody to hand over to: end at once when signalled.
    shutdownTimeoutMillisForSignaledShutdown: 100,
    diagnosticDataCollectionEnabled: false,
    // Lets tests provoke the network's failures in a real server; never in one that keeps data.
    ...(settings.throwaway ? { enableTestCommands: 1 } : {}),
  };
  return [
    ...['--dbpath', dataFolder(settings.folder), '--logpath', logFile(settings.folder), '--logappend'],
    ...['--bind_ip', LOOPBACK, '--port', String(settings.port), '--replSet', REPLICA_SET_NAME],
    ...['--wiredTigerCacheSizeGB', String(CACHE_GIGABYTES)],
    ...['--oplogSize', String(settings.throwaway ? THROWAWAY_OPLOG_MEGABYTES : OPLOG_MEGABYTES)],
    ...['--quiet', '--slowms', '1000', '--noscripting'],
    ...(process.platform === 'win32' ? [] : ['--nounixsocket']),
    // Dropping a database waits for the journal's own rhythm: 100 ms by default, which tests need not wait.
    ...(settings.throwaway ? ['--journalCommitInterval', '1'] : []),
    ...Object.entries(parameters).flatMap(([name, value]) => ['--setParameter', `${name}=${value}`]),
  ];
}

/** A client when it is this very process that listens: a port can be lost to another server between two starts. */
async function connectTo(child: ChildProcess, port: number): Promise<mongoose.mongo.MongoClient | undefined> {
  // A bare connection first: the driver would pause half a second after each one that is refused.
  if (!(await accepts(port))) return undefined;
  const client = directClient(port);
  try {
    if ((await serverProcessId(client)) === child.pid) return client;
  } catch {
    // Not listening yet, or not a MongoDB server.
  }
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

/** Sets a log that has grown long aside; returns at which byte this start's own lines will begin. */
async function prepareLog(log: string): Promise<number> {
  const size = await stat(log).then(
    (found) => found.size,
    () => 0,
  );
  if (size <= LOG_LIMIT_BYTES) return size;
  await rename(log, `${log}.1`);
  return 0;
}

/** The last error that mongod logged from that byte on, in its own words. */
async function lastError(log: string, logStart: number): Promise<string> {
  const lines = await tail(log, logStart);
  for (const line of lines.reverse()) {
    const entry = parsed(line);
    if (entry?.s !== 'E' && entry?.s !== 'F') continue;
    const { error } = entry.attr ?? {};
    const detail = typeof error === 'object' ? error.errmsg : error;
    return `${entry.msg}${detail ? ` (${detail})` : ''}`;
  }
  return 'it gave no reason';
}

async function tail(log: string, from: number): Promise<string[]> {
  const file = await open(log).catch(() => undefined);
  if (file === undefined) return [];
  try {
    const { size } = await file.stat();
    const start = Math.max(from, size - LOG_TAIL_BYTES);
    const { buffer, bytesRead } = await file.read(Buffer.alloc(LOG_TAIL_BYTES), 0, LOG_TAIL_BYTES, start);
    return buffer.toString('utf8', 0, bytesRead).split('\n');
  } finally {
    await file.close();
  }
}

interface LogEntry {
  readonly s?: string;
  readonly msg?: string;
  readonly attr?: { readonly error?: string | { readonly errmsg?: string } };
}

function parsed(line: string): LogEntry | undefined {
  try {
    return JSON.parse(line) as LogEntry;
  } catch {
    return undefined;
  }
}
