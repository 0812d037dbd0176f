import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { existsSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import mongoose from 'mongoose';
import { expect, onTestFinished, test, vi } from 'vitest';
import {
  type EmbeddedDatabase,
  type EmbeddedOptions,
  startEmbedded,
} from '../../../src/store/embedded/startEmbedded.ts';
import { temporaryFolder } from '../../support/temporaryFolder.ts';

const HOLDER = fileURLToPath(new URL('../../support/databaseHolder.ts', import.meta.url));

type Held = Pick<EmbeddedDatabase, 'uri' | 'pid' | 'port' | 'folder'>;

/** A database that belongs to another process than this one. */
async function startInService(options: EmbeddedOptions): Promise<{ service: ChildProcess; held: Held }> {
  const service = spawn(process.execPath, ['--import', 'tsx', HOLDER, JSON.stringify(options)], {
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  onTestFinished(() => void service.kill('SIGKILL'));
  const [line] = await once(service.stdout as NonNullable<typeof service.stdout>, 'data');
  return { service, held: JSON.parse(String(line)) as Held };
}

async function killHard(service: ChildProcess): Promise<void> {
  const exit = once(service, 'exit');
  service.kill('SIGKILL');
  await exit;
}

test('a killed service leaves neither its throw-away server nor its folder behind', async () => {
  const { service, held } = await startInService({ throwaway: true });
  expect(existsSync(held.folder)).toBe(true);
  await killHard(service);
  await vi.waitFor(() => expect(existsSync(held.folder)).toBe(false), { timeout: 20_000 });
  // Its port may be another server's by now.
  await vi.waitFor(() => expect(() => process.kill(held.pid, 0)).toThrow('ESRCH'), { timeout: 20_000 });
});

test('the folder of a killed service is served again at once, with all that was acknowledged', async () => {
  const folder = await temporaryFolder();
  const { service, held } = await startInService({ folder });
  const before = await mongoose.createConnection(held.uri).asPromise();
  onTestFinished(() => before.close());
  await before.collection('rows').insertOne({ value: 'kept' }, { writeConcern: { w: 'majority', j: true } });
  await killHard(service);

  const next = await startEmbedded({ folder });
  onTestFinished(() => next.stop());
  expect(next.pid).not.toBe(held.pid);
  const after = await mongoose.createConnection(next.uri).asPromise();
  onTestFinished(() => after.close());
  expect(await after.collection('rows').findOne()).toMatchObject({ value: 'kept' });
});
