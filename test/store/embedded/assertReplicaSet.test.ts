import { spawn } from 'node:child_process';
import { once } from 'node:events';
import mongoose from 'mongoose';
import { expect, onTestFinished, test } from 'vitest';
import { assertReplicaSet } from '../../../src/store/embedded/assertReplicaSet.ts';
import { findMongod } from '../../../src/store/embedded/findMongod.ts';
import { freePort, LOOPBACK } from '../../../src/store/embedded/freePort.ts';
import { testDatabaseUri } from '../../support/database.ts';
import { temporaryFolder } from '../../support/temporaryFolder.ts';

test('a replica set passes', async () => {
  const connection = await mongoose.createConnection(testDatabaseUri()).asPromise();
  onTestFinished(() => connection.close());
  await expect(assertReplicaSet(connection)).resolves.toBeUndefined();
});

test('a standalone server is refused with a sentence that says what to do', async () => {
  const port = await freePort();
  const folder = await temporaryFolder();
  const { path } = await findMongod();
  const options = ['--dbpath', folder, '--port', String(port), '--bind_ip', LOOPBACK, '--nounixsocket'];
  const server = spawn(path, options, { stdio: 'ignore' });
  onTestFinished(async () => {
    const exit = once(server, 'exit');
    server.kill('SIGKILL');
    await exit;
  });
  const connection = await mongoose.createConnection(`mongodb://${LOOPBACK}:${port}/`).asPromise();
  onTestFinished(() => connection.close());
  await expect(assertReplicaSet(connection)).rejects.toThrow(
    `The MongoDB server at ${LOOPBACK}:${port} is a standalone server, which has no transactions: ` +
      'start it with --replSet and run rs.initiate() on it once (a set of one is enough), ' +
      'or leave MONGODB_URI unset to use the embedded database.',
  );
});
