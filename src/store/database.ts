/** A connection to the ledger's database, and plain access to its collections. */
import mongoose from 'mongoose';
import { encodeDocument } from './codec.ts';
import { prepareModels } from './models.ts';

export type Session = mongoose.mongo.ClientSession;

/** A stored document before it is decoded. */
export interface StoredDocument {
  _id: string;
  [field: string]: unknown;
}

export type Collection = mongoose.mongo.Collection<StoredDocument>;

export interface Database {
  readonly connection: mongoose.Connection;
  collection(name: string): Collection;
  startSession(): Session;
  ping(): Promise<void>;
  close(): Promise<void>;
}

/** How every read of the ledger is done: acknowledged by a majority, from the primary. */
const CLIENT_OPTIONS: mongoose.ConnectOptions = {
  readPreference: 'primary',
  readConcern: { level: 'majority' },
  writeConcern: { w: 'majority', journal: true },
  retryWrites: true,
  serverSelectionTimeoutMS: 5_000,
  maxPoolSize: 20,
  autoIndex: false,
  autoCreate: false,
};

/**
 * Connects, creates what is missing and hands out access. Throws when no primary answers within 5 seconds.
 */
export async function openDatabase(uri: string, name?: string): Promise<Database> {
  mongoose.set('sanitizeFilter', true);
  const options = name === undefined ? CLIENT_OPTIONS : { ...CLIENT_OPTIONS, dbName: name };
  const connection = await mongoose.createConnection(uri, options).asPromise();
  await prepareModels(connection);
  const client = connection.getClient();
  return {
    connection,
    collection: (collectionName) => connection.collection(collectionName) as unknown as Collection,
    startSession: () => client.startSession() as Session,
    async ping() {
      await connection.db?.admin().ping();
    },
    close: () => connection.close(),
  };
}

/** Encodes one document for a write. */
export function stored(document: object): StoredDocument {
  return encodeDocument(document) as StoredDocument;
}
