import { execFile } from 'node:child_process';
import { writeFile } from 'node:fs/promises';
import { createRequire } from 'node:module';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { expect, test } from 'vitest';
import { temporaryFolder } from '../support/temporaryFolder.ts';

const VITEST = join(dirname(createRequire(import.meta.url).resolve('vitest/package.json')), 'vitest.mjs');
const REPORTER = fileURLToPath(new URL('./closingLine.ts', import.meta.url));
const CONFIG = `
import { closingLine } from ${JSON.stringify(REPORTER)};
export default { test: { globals: true, include: ['*.test.js'], reporters: ['default', closingLine()] } };
`;

/** Runs these files as a suite of their own; returns the last line of its output and its exit code. */
async function closing(files: Record<string, string>): Promise<{ last: string | undefined; code: number }> {
  const folder = await temporaryFolder();
  await writeFile(join(folder, 'vitest.config.ts'), CONFIG);
  for (const [name, text] of Object.entries(files)) await writeFile(join(folder, name), text);
  return new Promise((resolve) => {
    execFile(process.execPath, [VITEST, 'run', '--root', folder], (error, stdout) => {
      resolve({ last: stdout.trimEnd().split('\n').at(-1), code: Number(error?.code ?? 0) });
    });
  });
}

test('closes on what passed when all passed', async () => {
  const files = { 'a.test.js': `test('a', () => {}); describe('b', () => { test('c', () => {}); });` };
  expect(await closing(files)).toEqual({ last: '2 passed, 0 failed', code: 0 });
});

test('counts skipped tests, and a file that cannot be loaded as a failure', async () => {
  const files = {
    'a.test.js': `test('a', () => {}); test['skip']('b', () => {}); test('c', () => expect(1).toBe(2));`,
    'b.test.js': `throw new Error('cannot be loaded');`,
  };
  expect(await closing(files)).toEqual({ last: '1 passed, 2 failed, 1 skipped', code: 1 });
});

test('counts an error outside every test as a failure', async () => {
  const files = { 'a.test.js': `test('a', () => { Promise.reject(new Error('unhandled')); });` };
  expect(await closing(files)).toEqual({ last: '1 passed, 1 failed', code: 1 });
});
