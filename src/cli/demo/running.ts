/**
 * The note that a running demo leaves for `npm run token` and `npm run sandbox`:
 * where it is, and the tokens of its cast.
 */
import { mkdir, readFile, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { isAlive } from '../../store/embedded/owner.ts';
import { UsageError } from '../shared/output.ts';
import type { Tokens } from './openMarket.ts';

/** Where the demo keeps its database and its note; `--fresh` empties it. */
export const DEMO_FOLDER = '.bulwark/demo';
const NOTE = join(DEMO_FOLDER, 'running.json');

export interface RunningDemo {
  pid: number;
  /** The service, for example `http://127.0.0.1:4000`. */
  url: string;
  /** The demo's own door for prices and time, and what opens it. */
  control: { url: string; secret: string };
  tokens: Tokens;
}

/** Leaves the note; only this user may read it. */
export async function noteRunning(demo: RunningDemo): Promise<void> {
  await mkdir(DEMO_FOLDER, { recursive: true });
  await writeFile(NOTE, JSON.stringify(demo), { mode: 0o600 });
}

/** Takes the note away at the end. */
export async function forgetRunning(): Promise<void> {
  await rm(NOTE, { force: true });
}

/** The demo that runs now. Throws UsageError where none does. */
export async function findRunning(): Promise<RunningDemo> {
  const demo = await readFile(NOTE, 'utf8').then(JSON.parse, () => null);
  if (demo === null || !isAlive((demo as RunningDemo).pid)) {
    throw new UsageError('no demo is running here; start one with npm run demo and leave it running');
  }
  return demo as RunningDemo;
}
