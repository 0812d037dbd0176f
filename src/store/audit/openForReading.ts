/** A connection for looking at a ledger: nothing is created in it, as the service does at its start. */
import mongoose from 'mongoose';
import { type Collection, type Database, PATIENCE, type Session } from '../database.ts';

const OPTIONS: mongoose.ConnectOptions = {
  ...PATIENCE,
  readPreference: 'primary',
  autoIndex: false,
  autoCreate: false,
};

/**
 * Connects. Throws when the address is not one of MongoDB, or no primary answers within 5 seconds; an
 * address may say another `serverSelectionTimeoutMS`.
 */
export async function openForReading(uri: string): Promise<Database> {
  const { serverSelectionTimeoutMS, ...rest } = OPTIONS;
  const options = /[?&]serverSelectionTimeoutMS=/i.test(uri) ? rest : { ...rest, serverSelectionTimeoutMS };
  const connection = await mongoose.createConnection(uri, options).asPromise();
  return {
    connection,
    collection: (name) => connection.collection(name) as unknown as Collection,
    startSession: () => connection.getClient().startSession() as Session,
    async ping() {
      await connection.db?.admin().ping();
    },
    close: () => connection.close(),
  };
}
