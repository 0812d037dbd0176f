import { randomUUID } from 'node:crypto';
import mongoose from 'mongoose';
import { inject } from 'vitest';

/** Databases that the test file which is running has named. */
const named = new Set<string>();

/** A database name that no other test file, worker or run uses. MongoDB allows 63 bytes. */
export function testDatabaseName(label = 'test'): string {
  const name = `${label}-${randomUUID()}`;
  named.add(name);
  return name;
}

/** The run's server, with a database of its own that is dropped when the test file has ended. */
export function testDatabaseUri(name = testDatabaseName()): string {
  const uri = new URL(inject('mongoUri'));
  uri.pathname = `/${name}`;
  return uri.href;
}

/** The same, kept for the files that follow in this worker. */
export function keptDatabaseUri(): string {
  const name = testDatabaseName('kept');
  named.delete(name);
  return testDatabaseUri(name);
}

/**
 * Drops what the test file has named. The server keeps the files of a database open, one for each collection
 * and index, and a machine lets it open some ten thousand: a run with all databases left behind ends there.
 */
export async function dropTestDatabases(): Promise<void> {
  if (named.size === 0) return;
  const client = await mongoose.mongo.MongoClient.connect(inject('mongoUri'));
  const names = [...named];
  named.clear();
  await Promise.all(names.map((name) => client.db(name).dropDatabase()));
  await client.close();
}
