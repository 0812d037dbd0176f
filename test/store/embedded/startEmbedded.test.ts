import { spawnSync } from 'node:child_process';
import { readFile, writeFile } from 'node:fs/promises';
import { createServer } from 'node:net';
import { join } from 'node:path';
import mongoose, { type Connection } from 'mongoose';
import { describe, expect, onTestFinished, test } from 'vitest';
import { freePort, LOOPBACK } from '../../../src/store/embedded/freePort.ts';
import { isAlive } from '../../../src/store/embedded/owner.ts';
import {
  type EmbeddedDatabase,
  type EmbeddedOptions,
  startEmbedded,
} from '../../../src/store/embedded/startEmbedded.ts';
import { temporaryFolder } from '../../support/temporaryFolder.ts';

const DURABLE = { writeConcern: { w: 'majority', j: true } } as const;

async function start(options: EmbeddedOptions): Promise<EmbeddedDatabase> {
  const database = await startEmbedded(options);
  onTestFinished(() => database.stop());
  return database;
}

async function connect(database: EmbeddedDatabase): Promise<Connection> {
  const connection = await mongoose.createConnection(database.uri).asPromise();
  onTestFinished(() => connection.close());
  return connection;
}

async function killHard(database: EmbeddedDatabase): Promise<void> {
  process.kill(database.pid, 'SIGKILL');
  await database.ended;
}

describe('a started server', () => {
  test('takes transactions and feeds change streams from the first command on', async () => {
    const database = await start({ throwaway: true });
    const connection = await connect(database);
    const rows = connection.collection('rows');
    const changes = rows.watch();
    const change = changes.next();
    await connection.transaction(async (session) => {
      await rows.insertOne({ value: 'first' }, { session });
      await rows.insertOne({ value: 'second' }, { session });
    });
    expect(await change).toMatchObject({ operationType: 'insert', fullDocument: { value: 'first' } });
    await changes.close();
  });

  test('listens on loopback only and ends an orphaned transaction after five seconds', async () => {
    const database = await start({ throwaway: true });
    const admin = (await connect(database)).getClient().db('admin');
    const { parsed } = await admin.command({ getCmdLineOpts: 1 });
    expect(parsed.net).toMatchObject({ bindIp: LOOPBACK, port: database.port });
    const parameter = { getParameter: 1, transactionLifetimeLimitSeconds: 1 };
    expect(await admin.command(parameter)).toMatchObject({ transactionLifetimeLimitSeconds: 5 });
  });

  test('keeps its data for a start on another port', async () => {
    const folder = await temporaryFolder();
    const first = await start({ folder });
    await (await connect(first)).collection('rows').insertOne({ value: 'kept' }, DURABLE);
    await first.stop();
    await first.stop();
    expect(isAlive(first.pid)).toBe(false);
    // mongod empties its lock file only when it has ended cleanly.
    expect(await readFile(join(folder, 'data', 'mongod.lock'), 'utf8')).toBe('');

    const second = await start({ folder, port: await freePort() });
    expect(second.port).not.toBe(first.port);
    const connection = await connect(second);
    expect(await connection.collection('rows').findOne()).toMatchObject({ value: 'kept' });
    await connection.transaction((session) =>
      connection.collection('rows').insertOne({ value: 'more' }, { session }),
    );
  });

  test('comes back on the same folder and port after kill -9 with all it had acknowledged', async () => {
    const folder = await temporaryFolder();
    const first = await start({ folder });
    const connection = await connect(first);
    await connection.collection('rows').insertOne({ value: 'acknowledged' }, DURABLE);
    await killHard(first);

    const second = await start({ folder, port: first.port });
    expect(second.pid).not.toBe(first.pid);
    // The connection of before the crash finds the new server by itself.
    expect(await connection.collection('rows').findOne()).toMatchObject({ value: 'acknowledged' });
  });

  test('deletes its folder at the end when it is a throw-away one, and only its own', async () => {
    const first = await start({ throwaway: true });
    const { folder, port } = first;
    await killHard(first);
    const second = await start({ throwaway: true, folder, port });
    await first.stop();
    expect((await connect(second)).readyState).toBe(mongoose.ConnectionStates.connected);
    await second.stop();
    await expect(readFile(join(folder, 'mongod.log'))).rejects.toThrow('ENOENT');
  });
});

describe('a start that cannot be', () => {
  test('names the folder that is in use, its database and the service that uses it', async () => {
    const folder = await temporaryFolder();
    const first = await start({ folder, throwaway: true });
    await expect(startEmbedded({ folder })).rejects.toThrow(
      `The data folder ${folder} is in use by the database of process ${first.pid}, ` +
        `started by process ${process.pid}, which is still running: ` +
        'end that one first, or choose another folder.',
    );
    // The same when the port is what collides first.
    await expect(startEmbedded({ folder, port: first.port })).rejects.toThrow(`The data folder ${folder}`);
    expect((await connect(first)).readyState).toBe(mongoose.ConnectionStates.connected);
  });

  test('names the folder when nobody knows which service its database belongs to', async () => {
    const folder = await temporaryFolder();
    const first = await start({ folder, throwaway: true });
    await writeFile(join(folder, 'owner.json'), 'not what a service wrote');
    await expect(startEmbedded({ folder })).rejects.toThrow(
      `The data folder ${folder} is in use by the database of process ${first.pid}: ` +
        'end it first, or choose another folder.',
    );
  });

  test('names the port that another program has taken', async () => {
    const other = createServer((socket) => socket.resume());
    await new Promise<void>((listening) => other.listen(0, LOOPBACK, listening));
    onTestFinished(() => new Promise<void>((closed) => other.close(() => closed())));
    const { port } = other.address() as { port: number };
    await expect(startEmbedded({ throwaway: true, port })).rejects.toThrow(
      `Port ${port} is taken by another program: choose another, or none to get a free one.`,
    );
  });

  test('quotes the server and names its log when it does not take the data', async () => {
    const folder = await temporaryFolder();
    const first = await start({ folder });
    await first.stop();
    await writeFile(join(folder, 'data', 'WiredTiger.turtle'), 'torn');
    await expect(startEmbedded({ folder })).rejects.toThrow(
      new RegExp(`^The database in ${folder} did not start: .+; its log is ${folder}/mongod.log.$`),
    );
  });

  test('names the folder that cannot be made', async () => {
    const file = join(await temporaryFolder(), 'file');
    await writeFile(file, '');
    await expect(startEmbedded({ folder: file })).rejects.toThrow(`The data folder ${file} cannot be used`);
  });

  test('names a binary that cannot be started', async () => {
    const binary = join(await temporaryFolder(), 'absent');
    await expect(startEmbedded({ throwaway: true, binary })).rejects.toThrow(`${binary} cannot be started`);
  });
});

describe('a server whose service is gone', () => {
  test('is ended and its folder taken over by the next start', async () => {
    const folder = await temporaryFolder();
    const orphan = await start({ folder });
    await (await connect(orphan)).collection('rows').insertOne({ value: 'kept' }, DURABLE);
    const gone = spawnSync(process.execPath, ['--version']).pid;
    const owner = { servicePid: gone, mongodPid: orphan.pid, port: orphan.port };
    await writeFile(join(folder, 'owner.json'), JSON.stringify(owner));

    const next = await start({ folder, port: orphan.port });
    expect(isAlive(orphan.pid)).toBe(false);
    expect(await (await connect(next)).collection('rows').findOne()).toMatchObject({ value: 'kept' });
  });
});
