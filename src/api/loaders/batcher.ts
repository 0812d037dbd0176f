/**
 * Folds reads by id. Requests that are answered by one batch commit re-render at the same moment: their reads
 * go to the database as one. Within a request a second load of an id is answered from memory.
 */
import DataLoader from 'dataloader';
import { LOADER_IDS_MAX } from '../../domain/shared/limits.ts';

/** Reads rows by id; ids that do not exist are left out. */
export interface ReadByIds<Row> {
  (ids: readonly string[]): Promise<Map<string, Row>>;
  /** What needs no reading any more. */
  known?(id: string): Row | undefined;
}

export interface Loader<Row> {
  load(id: string): Promise<Row | null>;
  /** The row, if it is here already; else it has to be loaded. */
  known(id: string): Row | undefined;
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

/** Reads rows that never change, each once: what is found is remembered for all requests. */
export function rememberingReader<Row>(read: ReadByIds<Row>): ReadByIds<Row> {
  const remembered = new Map<string, Row>();
  const reading = async (ids: readonly string[]): Promise<Map<string, Row>> => {
    const rows = new Map<string, Row>();
    for (const id of ids) {
      const row = remembered.get(id);
      if (row !== undefined) rows.set(id, row);
    }
    const missing = ids.filter((id) => !rows.has(id));
    if (missing.length === 0) return rows;
    for (const [id, row] of await read(missing)) {
      if (remembered.size === LOADER_IDS_MAX) remembered.clear();
      remembered.set(id, row);
      rows.set(id, row);
    }
    return rows;
  };
  return Object.assign(reading, { known: (id: string) => remembered.get(id) });
}

/** The loader of one request. */
export function requestLoader<Row>(read: ReadByIds<Row>): Loader<Row> {
  const loader = new DataLoader<string, Row | null>(async (ids) => {
    const rows = await read(ids);
    return ids.map((id) => rows.get(id) ?? null);
  });
  return {
    load: (id) => (ID.test(id) ? loader.load(id) : Promise.resolve(null)),
    known: (id) => read.known?.(id),
  };
}
