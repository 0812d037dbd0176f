import { readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';

/** Which service a data folder belongs to right now, and how to reach its server. */
export interface Owner {
  /** The service's process. */
  readonly servicePid: number;
  readonly mongodPid: number;
  readonly port: number;
}

/** Where the server keeps its files, below the folder that the reader names. */
export function dataFolder(folder: string): string {
  return join(folder, 'data');
}

/** Written once the server holds the folder; the lock itself is mongod's own, which ends with its process. */
export async function writeOwner(folder: string, owner: Owner): Promise<void> {
  await writeFile(ownerFile(folder), `${JSON.stringify(owner)}\n`);
}

/**
 * The owner of a folder that a live mongod holds. The file alone may be older than the lock: it counts only
 * when it names the very process that mongod's lock file names.
 */
export async function readOwner(folder: string): Promise<Owner | undefined> {
  try {
    const owner = JSON.parse(await readFile(ownerFile(folder), 'utf8')) as Owner;
    return owner.mongodPid === (await lockedBy(folder)) ? owner : undefined;
  } catch {
    return undefined;
  }
}

/** The process id in mongod's lock file; the file is empty after a clean stop. */
export async function lockedBy(folder: string): Promise<number | undefined> {
  try {
    const text = await readFile(join(dataFolder(folder), 'mongod.lock'), 'utf8');
    return Number.parseInt(text, 10) || undefined;
  } catch {
    return undefined;
  }
}

/** Whether a process exists; one that we may not signal does. */
export function isAlive(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return true;
  } catch (error) {
    return (error as NodeJS.ErrnoException).code === 'EPERM';
  }
}

function ownerFile(folder: string): string {
  return join(folder, 'owner.json');
}
