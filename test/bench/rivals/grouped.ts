/**
 * The floor: the very documents that our run wrote, written again 64 purchases at a time in one transaction
 * by the bare driver. No rules, no queue, nothing is decided and nothing is loaded.
 */
import {
  type Database,
  openDatabase,
  type Session,
  type StoredDocument,
} from '../../../src/store/database.ts';

/** Documents of a real run, as they lie in the database. */
export interface Written {
  balances: StoredDocument[];
  pools: StoredDocument[];
  earningBuckets: StoredDocument[];
  policies: StoredDocument[];
  journal: StoredDocument[];
}

/**
 * Reads what purchases have written: the newest policies and journal documents, and what they change each
 * time.
 */
export async function readWritten(
  database: Database,
  poolId: string,
  accountIds: readonly string[],
): Promise<Written> {
  const newest = (name: string) =>
    database
      .collection(name)
      .find(name === 'journal' ? { operation: 'buyPolicies' } : {})
      .sort({ _id: -1 })
      .limit(GROUP)
      .toArray();
  const accounts = [...accountIds.map((id) => `${id}/available`), `${poolId}/unearned`];
  return {
    balances: await database
      .collection('balances')
      .find({ account: { $in: accounts } })
      .toArray(),
    pools: await database.collection('pools').find({ _id: poolId }).toArray(),
    earningBuckets: await database.collection('earningBuckets').find({ earnerId: poolId }).toArray(),
    policies: await newest('policies'),
    journal: await newest('journal'),
  };
}

/** Purchases in one transaction. */
export const GROUP = 64;

/** How it talks to the server: as people write it, or with the fewest steps that the driver allows. */
export type Style = 'BULK_API' | 'PLAIN_COMMANDS';

export interface Grouped {
  /** Writes one group; resolves when it is durable. */
  write(): Promise<void>;
  stop(): Promise<void>;
}

/** The members of each changing document that a purchase sets. */
const CHANGED = {
  balances: ['amount', 'sequence'],
  pools: ['products', 'earning'],
  earningBuckets: ['bucket'],
} as const;

interface Update {
  filter: Record<string, unknown>;
  update: Record<string, unknown>;
}

/** Opens an empty database with the same collections and indexes and puts the changing documents there. */
export async function openGrouped(uri: string, written: Written, style: Style): Promise<Grouped> {
  const database = await openDatabase(uri);
  const session = database.startSession();
  await database.collection('head').insertOne({ _id: 'head', token: 1, sequence: 0 });
  for (const name of NAMES) {
    const documents = written[name].map((document) => ({ ...document, version: 0 }));
    await database.collection(name).insertMany(documents);
  }
  const { update, insert } = writerOf(database, session, style);
  let groups = 0;
  return {
    async write() {
      const sequence = groups * GROUP;
      session.startTransaction({
        readConcern: { level: 'snapshot' },
        writeConcern: { w: 'majority', journal: true },
      });
      const next = { $set: { sequence: sequence + GROUP, leaseUntil: new Date() } };
      await update('head', [{ filter: { _id: 'head', sequence }, update: next }]);
      for (const name of NAMES) {
        await update(
          name,
          written[name].map((document) => changeOf(name, document, groups)),
        );
      }
      await insert(
        'policies',
        written.policies.map((document, index) => ({
          ...document,
          _id: `pol_${idOf(sequence + index)}`,
        })),
      );
      await insert(
        'journal',
        written.journal.map((document, index) => ({
          ...document,
          _id: `${document._id}-${idOf(sequence + index)}`,
          sequence: sequence + index,
        })),
      );
      await session.commitTransaction();
      groups += 1;
    },
    async stop() {
      await session.endSession();
      await database.close();
    },
  };
}

const NAMES = ['balances', 'pools', 'earningBuckets'] as const;

const idOf = (number: number): string => number.toString(36).padStart(11, '0');

function changeOf(name: (typeof NAMES)[number], document: StoredDocument, version: number): Update {
  const set = Object.fromEntries(CHANGED[name].map((member) => [member, document[member]]));
  return { filter: { _id: document._id, version }, update: { $set: { ...set, version: version + 1 } } };
}

function writerOf(database: Database, session: Session, style: Style) {
  if (style === 'BULK_API') {
    return {
      async update(name: string, updates: Update[]): Promise<void> {
        const writes = updates.map((updateOne) => ({ updateOne: updateOne as never }));
        await database.collection(name).bulkWrite(writes, { session, ordered: true });
      },
      async insert(name: string, documents: StoredDocument[]): Promise<void> {
        await database.collection(name).insertMany(documents, { session, ordered: true });
      },
    };
  }
  const run = async (command: Record<string, unknown>) => {
    await database.connection.db?.command(command, { session });
  };
  return {
    update: (name: string, updates: Update[]) =>
      run({
        update: name,
        updates: updates.map(({ filter, update }) => ({ q: filter, u: update })),
        ordered: true,
      }),
    insert: (name: string, documents: StoredDocument[]) => run({ insert: name, documents, ordered: true }),
  };
}
