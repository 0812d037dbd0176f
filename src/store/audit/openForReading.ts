/** A connection for looking at a ledger: nothing is created in it, as the service does at its start. */
import mongoose from 'mongoose';
import type { Collection, Database, Session } from '../database.ts';

const OPTIONS: mongoose.ConnectOptions = {
  readPreference: 'primary',
  serverSelectionTimeoutMS: 5_000,
  autoIndex: false,
  autoCreate: false,
  bufferCommands: false,
};

/** Connects. Throws when the address is not one of MongoDB or no primary answers within 5 seconds. */
export async function openForReading(uri: string): Promise<Database> {
  const connection = await mongoose.createConnection(uri, OPTIONS).asPromise();
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
