import { mkdtemp, readdir, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { compileFeedContracts } from '../../../src/cli/chain/contracts.ts';

let folder: string;
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'contracts-'));
});
afterAll(async () => {
  await rm(folder, { recursive: true });
});

test('compiles the published sources once and keeps the result', async () => {
  const handlers = process.listeners('unhandledRejection');
  const compiled = await compileFeedContracts(folder);
  expect(process.listeners('unhandledRejection')).toEqual(handlers);
  for (const { abi, bytecode } of [compiled.aggregator, compiled.proxy]) {
    expect(bytecode).toMatch(/^0x[0-9a-f]{8000,}$/);
    expect(abi.length).toBeGreaterThan(20);
  }
  const files = await readdir(folder);
  expect(files).toHaveLength(1);
  expect(await compileFeedContracts(folder)).toEqual(compiled);
});

test('compiles again when what was kept is damaged, and goes on where nothing can be kept', async () => {
  const [file = ''] = await readdir(folder);
  await writeFile(join(folder, file), '{"aggregator":');
  const again = await compileFeedContracts(folder);
  expect(again).toEqual(await compileFeedContracts(join(folder, file, 'not-a-folder')));
});
