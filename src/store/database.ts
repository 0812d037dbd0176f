/** A connection to the ledger's database, and plain access to its collections. */
import mongoose from 'mongoose';
import {
  DATABASE_HEARTBEAT_MS,
  DATABASE_SEARCH_MS_MAX,
  DATABASE_SILENCE_MS_MAX,
} from '../domain/shared/limits.ts';
import { encodeDocument } from './codec.ts';
import { createCollections, registerModels } from './models.ts';

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

/**
 * How long a database that is away or hangs is waited for. The driver hears heartbeats on a connection of its
 * own; when they stop, it ends the operations that are under way. So a hung server is told from a slow
 * answer,
 * which no time-out of sockets could do. Nothing is buffered by Mongoose while there is no connection.
 */
export const PATIENCE = {
  serverSelectionTimeoutMS: DATABASE_SEARCH_MS_MAX,
  heartbeatFrequencyMS: DATABASE_HEARTBEAT_MS,
  // The driver's patience with a heartbeat is this and the pause between two.
  connectTimeoutMS: DATABASE_SILENCE_MS_MAX - DATABASE_HEARTBEAT_MS,
  bufferCommands: false,
} satisfies mongoose.ConnectOptions;

/** How every read of the ledger is done: acknowledged by a majority, from the primary. */
const CLIENT_OPTIONS: mongoose.ConnectOptions = {
  ...PATIENCE,
  readPreference: 'primary',
  readConcern: { level: 'majority' },
  writeConcern: { w: 'majority', journal: true },
  retryWrites: true,
  maxPoolSize: 20,
  autoIndex: false,
  autoCreate: false,
};

/**
 * Connects, creates what is missing and hands out access. Throws when no primary answers within 5 seconds.
 */
export async function openDatabase(uri: string, name?: string): Promise<Database> {
  const database = await connectDatabase(uri, name);
  await createCollections(database.connection);
  return database;
}

/** The same to a database that has all its collections. */
export async function connectDatabase(uri: string, name?: string): Promise<Database> {
  mongoose.set('sanitizeFilter', true);
  const options = name === undefined ? CLIENT_OPTIONS : { ...CLIENT_OPTIONS, dbName: name };
  const connection = await mongoose.createConnection(uri, options).asPromise();
  registerModels(connection);
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
