import { open, rename, stat } from 'node:fs/promises';
import { join } from 'node:path';
import { MONGOD_LOG_BYTES_MAX } from '../../domain/shared/limits.ts';

/** How much of the log's end is read to explain a failed start. */
const TAIL_BYTES = 64 * 1024;

/** mongod's log in a data folder. */
export function logFile(folder: string): string {
  return join(folder, 'mongod.log');
}

/** Sets a log that has grown long aside; returns at which byte this start's own lines will begin. */
export async function prepareLog(log: string): Promise<number> {
  const size = await stat(log).then(
    (found) => found.size,
    () => 0,
  );
  if (size <= MONGOD_LOG_BYTES_MAX) return size;
  await rename(log, `${log}.1`);
  return 0;
}

/** The last error that mongod logged from that byte on, in its own words. */
export async function lastError(log: string, logStart: number): Promise<string> {
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
    const start = Math.max(from, size - TAIL_BYTES);
    const { buffer, bytesRead } = await file.read(Buffer.alloc(TAIL_BYTES), 0, TAIL_BYTES, start);
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
