/** Empty ledgers for tests in turn: the indexes of a new database take a second, emptying one takes a moment. */
import { openForReading } from '../../src/store/audit/openForReading.ts';
import type { Database } from '../../src/store/database.ts';
import { empty, keptDatabaseUri } from './database.ts';

let uri: string | undefined;
let database: Database | undefined;

/** The one database of this worker, emptied. Whoever used it before has to be stopped. */
export async function emptyLedgerUri(): Promise<string> {
  uri ??= keptDatabaseUri();
  database ??= await openForReading(uri);
  await emptyDatabase(database);
  return uri;
}

/** Takes every document out of a database and leaves its indexes. */
export async function emptyDatabase({ connection: { db } }: Database): Promise<void> {
  if (db === undefined) throw new Error('the database is not connected');
  await empty(db);
}
