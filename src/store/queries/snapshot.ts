/**
 * The database as it was at one moment. A view is made of documents that
 * are loaded in turn; between two reads a batch may have moved money from
 * one of them to another, and their sum would then be true at no time.
 */
import { SNAPSHOT_TRIES_MAX } from '../../domain/shared/limits.ts';
import type { Collection, Database, Session } from '../database.ts';

const SNAPSHOT = { readConcern: { level: 'snapshot' } } as const;
/** The moment is gone: a collection or an index was made just then, or its history was dropped. */
const MOMENT_GONE: readonly unknown[] = [239, 246];

/**
 * Runs reads that all see the same commits. The database given to them can only find, aggregate and count.
 */
export async function withSnapshot<Result>(
  database: Database,
  read: (view: Database) => Promise<Result>,
): Promise<Result> {
  for (let tries = 1; ; tries += 1) {
    const session = database.connection.getClient().startSession({ snapshot: true }) as Session;
    try {
      return await read({ ...database, collection: (name) => readsOf(database.collection(name), session) });
    } catch (error) {
      const gone = MOMENT_GONE.includes((error as { code?: unknown }).code);
      if (!gone || tries === SNAPSHOT_TRIES_MAX) throw error;
    } finally {
      await session.endSession();
    }
  }
}

type Reads = 'find' | 'findOne' | 'aggregate' | 'countDocuments';

/** Only reads are passed on, each within the session. */
function readsOf(collection: Collection, session: Session): Collection {
  const within = { session, ...SNAPSHOT };
  const reads: Record<Reads, (what: never, options?: object) => unknown> = {
    find: (filter, options) => collection.find(filter, { ...options, ...within }),
    findOne: (filter, options) => collection.findOne(filter, { ...options, ...within }),
    aggregate: (stages, options) => collection.aggregate(stages, { ...options, ...within }),
    countDocuments: (filter, options) => collection.countDocuments(filter, { ...options, ...within }),
  };
  return reads as unknown as Collection;
}
