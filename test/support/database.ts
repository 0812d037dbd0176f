/**
 * Databases for tests. Making one, with a file for each collection and index, takes the server half a second
 * of work; emptying one takes a moment. So a file's databases are emptied at its end, and lent again.
 */
import { randomUUID } from 'node:crypto';
import mongoose from 'mongoose';
import { inject } from 'vitest';
import { ACCESS_COLLECTIONS } from '../../src/store/access/accessModels.ts';
import { COLLECTIONS } from '../../src/store/models.ts';

/** Databases that the test file which is running has, and empty ones that files before it had. */
const lent = new Set<string>();
const spare: string[] = [];

/** Emptying more than that takes longer than making a new one. */
const DOCUMENTS_EMPTIED_MAX = 5_000;

/** An empty database on the run's server, for this test file alone. It may have its collections already. */
export function testDatabaseUri(): string {
  const name = spare.pop() ?? newName();
  lent.add(name);
  return uriOf(name);
}

/** The same without any collection. */
export function untouchedDatabaseUri(): string {
  const name = newName();
  lent.add(name);
  return uriOf(name);
}

/** One for this file and those that follow it in this worker. */
export function keptDatabaseUri(): string {
  return uriOf(newName());
}

/** No other worker or run uses it. MongoDB allows 63 bytes. */
const newName = (): string => `test-${randomUUID()}`;

/** Where a database of the run's server is. */
export function uriOf(name: string): string {
  const uri = new URL(inject('mongoUri'));
  uri.pathname = `/${name}`;
  return uri.href;
}

/** Takes back what the test file was lent. */
export async function takeDatabasesBack(): Promise<void> {
  if (lent.size === 0) return;
  const client = await mongoose.mongo.MongoClient.connect(inject('mongoUri'));
  const names = [...lent];
  lent.clear();
  await Promise.all(names.map((name) => takeBack(client.db(name))));
  await client.close();
}

/**
 * What is in any way not as a new one is dropped: the server keeps the files of a database open, and a
 * machine lets it open some ten thousand.
 */
async function takeBack(database: mongoose.mongo.Db): Promise<void> {
  const { databaseName: name } = database;
  const isInUse = mongoose.connections.some((each) => each.name === name && each.readyState !== 0);
  if (!isInUse && (await isAsPrepared(database))) {
    await empty(database);
    spare.push(name);
  } else await database.dropDatabase();
}

async function isAsPrepared(database: mongoose.mongo.Db): Promise<boolean> {
  const { objects } = await database.stats();
  if (objects > DOCUMENTS_EMPTIED_MAX) return false;
  const found = await database.listCollections({}, { nameOnly: true }).toArray();
  const names = found.map(({ name }) => name).filter((name) => !ACCESS_COLLECTIONS.includes(name));
  return names.length === COLLECTIONS.length && names.every((name) => COLLECTIONS.includes(name));
}

/** Takes every document out of a database and leaves its indexes. */
export async function empty(database: mongoose.mongo.Db): Promise<void> {
  const writeConcern = { w: 'majority', journal: true } as const;
  const collections = await database.listCollections({}, { nameOnly: true }).toArray();
  await Promise.all(
    collections.map(({ name }) => database.collection(name).deleteMany({}, { writeConcern })),
  );
}
