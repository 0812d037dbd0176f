import type { ChildProcess } from 'node:child_process';
import { rm } from 'node:fs/promises';
import { MONGOD_END_MS_MAX } from '../../domain/shared/limits.ts';
import { exitOf, hasEnded } from './mongodProcess.ts';
import { lockedBy } from './owner.ts';

/**
 * Ends a server that keeps its data: it writes its last checkpoint, about a second, and is gone on return.
 */
export async function shutDown(child: ChildProcess): Promise<void> {
  await end(child, 'SIGTERM');
}

/**
 * Ends a throw-away server at once and deletes its folder, unless a later start has taken the folder over.
 */
export async function discard(child: ChildProcess, folder: string): Promise<void> {
  await end(child, 'SIGKILL');
  const holder = await lockedBy(folder);
  if (holder !== undefined && holder !== child.pid) return;
  await rm(folder, { recursive: true, force: true, maxRetries: 5 });
}

async function end(child: ChildProcess, signal: 'SIGTERM' | 'SIGKILL'): Promise<void> {
  if (hasEnded(child)) return;
  // The server does not keep this process alive by itself; waiting for its end does.
  child.ref();
  child.kill(signal);
  // Nothing acknowledged is lost with a server that hangs: its journal has it.
  const lastResort = setTimeout(() => child.kill('SIGKILL'), MONGOD_END_MS_MAX);
  await exitOf(child);
  clearTimeout(lastResort);
}
