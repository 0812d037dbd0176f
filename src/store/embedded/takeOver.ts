import { setTimeout as delay } from 'node:timers/promises';
import { MONGOD_END_MS_MAX } from '../../domain/shared/limits.ts';
import { isAlive, lockedBy, readOwner } from './owner.ts';
import { directClient, serverProcessId } from './replicaSet.ts';

const POLL_MILLISECONDS = 20;

/**
 * Called when another mongod holds the folder. If the service that started it is gone, the server is an
 * orphan: it is ended and the folder is free. If the service lives, or nobody knows it, the folder is refused
 * by name.
 *
 * The orphan is told to end through its own port and only after it has said that it is that process: a
 * process id alone may by now belong to somebody else.
 *
 * @param again whether an orphan was ended in this folder already, and it is still in use
 * @throws Error of one sentence that names the folder and the processes
 */
export async function endOrphan(folder: string, again: boolean): Promise<void> {
  const owner = await readOwner(folder);
  const mongodPid = owner?.mongodPid ?? (await lockedBy(folder));
  const server = mongodPid === undefined ? 'another database' : `the database of process ${mongodPid}`;
  if (owner === undefined || again) {
    throw new Error(
      `The data folder ${folder} is in use by ${server}: end it first, or choose another folder.`,
    );
  }
  if (isAlive(owner.servicePid)) {
    throw new Error(
      `The data folder ${folder} is in use by ${server}, started by process ${owner.servicePid}, ` +
        'which is still running: end that one first, or choose another folder.',
    );
  }
  await askToEnd(owner.port, owner.mongodPid);
  const deadline = performance.now() + MONGOD_END_MS_MAX;
  // A server that has ended leaves its lock file empty, which shows even where nobody collects dead
  // processes.
  const holds = async () => isAlive(owner.mongodPid) && (await lockedBy(folder)) === owner.mongodPid;
  while ((await holds()) && performance.now() < deadline) await delay(POLL_MILLISECONDS);
}

/**
 * Whether the server on this port is the one that holds the folder: then the folder is in use, not just the
 * port.
 */
export async function holdsPort(folder: string, port: number): Promise<boolean> {
  const owner = await readOwner(folder);
  return owner !== undefined && owner.port === port && isAlive(owner.mongodPid);
}

async function askToEnd(port: number, mongodPid: number): Promise<void> {
  const client = directClient(port);
  try {
    if ((await serverProcessId(client)) !== mongodPid) return;
    await client.db('admin').command({ shutdown: 1, force: true, timeoutSecs: 0 });
  } catch {
    // It is ending already, or it ended instead of answering.
  } finally {
    await client.close();
  }
}
