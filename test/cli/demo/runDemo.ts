/** The demo as a process of its own. */
import { spawn } from 'node:child_process';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

export const ROOT = join(import.meta.dirname, '../../..');

export interface Ended {
  code: number | null;
  out: string;
  err: string;
}

/** Runs the demo in a folder of its own; its database and chain are its own too. */
export async function runDemo(...argv: string[]): Promise<Ended> {
  const folder = await mkdtemp(join(tmpdir(), 'bulwark-test-'));
  const entry = join(ROOT, 'src/cli/demo.ts');
  const child = spawn(
    process.execPath,
    ['--import', import.meta.resolve('tsx'), entry, '--port', '0', ...argv],
    { cwd: folder },
  );
  let out = '';
  let err = '';
  child.stdout.on('data', (chunk) => {
    out += chunk;
  });
  child.stderr.on('data', (chunk) => {
    err += chunk;
  });
  const code = await new Promise<number | null>((resolve) => child.once('close', resolve));
  await rm(folder, { recursive: true, force: true, maxRetries: 5 });
  return { code, out, err };
}

/** An amount as a payload gives it, or 0n where there is none. */
export const unitsOf = (sum: { amount: string } | null | undefined): bigint => BigInt(sum?.amount ?? '0');

/** Adds bigints up. */
export const sumOf = (amounts: readonly bigint[]): bigint =>
  amounts.reduce((sum, amount) => sum + amount, 0n);
