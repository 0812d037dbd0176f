import { randomUUID } from 'node:crypto';
import { inject } from 'vitest';

/** A database name that no other test file, worker or run uses. MongoDB allows 63 bytes. */
export function testDatabaseName(label = 'test'): string {
  return `${label}-${randomUUID()}`;
}

/** The run's server, with a database of its own; the server is thrown away, so nothing has to be dropped. */
export function testDatabaseUri(name = testDatabaseName()): string {
  const uri = new URL(inject('mongoUri'));
  uri.pathname = `/${name}`;
  return uri.href;
}
