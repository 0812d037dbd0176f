/**
 * Folds reads by id. Requests that are answered by one batch commit re-render at the same moment: their reads
 * go to the database as one. Within a request a second load of an id is answered from memory.
 */
import DataLoader from 'dataloader';
import { LOADER_IDS_MAX } from '../../domain/shared/limits.ts';

/** Reads rows by id; ids that do not exist are left out. */
export type ReadByIds<Row> = (ids: readonly string[]) => Promise<Map<string, Row>>;

export interface Loader<Row> {
  load(id: string): Promise<Row | null>;
}

/** An id as the product hands them out. Anything else finds nothing and never reaches the database. */
const ID = /^[a-z]+_[0-9A-Za-z_]{1,150}$/;

/** Folds reads over all requests and remembers nothing. */
export function sharedReader<Row>(read: ReadByIds<Row>): ReadByIds<Row> {
  const loader = new DataLoader<string, Row | null>(
    async (ids) => {
      const rows = await read([...new Set(ids)]);
      return ids.map((id) => rows.get(id) ?? null);
    },
    { cache: false, maxBatchSize: LOADER_IDS_MAX },
  );
  return async (ids) => {
    const rows = await loader.loadMany(ids);
    const found = new Map<string, Row>();
    for (const [index, row] of rows.entries()) {
      if (row instanceof Error) throw row;
      if (row !== null) found.set(ids[index] as string, row);
    }
    return found;
  };
}

/** The loader of one request. */
export function requestLoader<Row>(read: ReadByIds<Row>): Loader<Row> {
  const loader = new DataLoader<string, Row | null>(async (ids) => {
    const rows = await read(ids);
    return ids.map((id) => rows.get(id) ?? null);
  });
  return { load: (id) => (ID.test(id) ? loader.load(id) : Promise.resolve(null)) };
}
