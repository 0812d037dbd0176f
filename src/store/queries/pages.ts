/**
 * Pages of a list by keyset: each goes on behind the last row seen, along an index, so that a page costs
 * the same wherever it lies and no row is skipped or repeated while others are inserted.
 */
import type { StateCollection, StateDocuments } from '../collections.ts';
import type { Database } from '../database.ts';
import { atOnce } from '../load.ts';
import { readDocuments } from '../rawDocuments.ts';

/**
 * A driver filter. Values from outside are wrapped in `$eq` or `$in`, so that an object is never an
 * operator.
 */
export type RowFilter = Record<string, unknown>;

/** Along which field rows are read: one that never changes. Rows that are equal in it follow by id. */
export interface Keyset {
  field: string;
  direction: 1 | -1;
}

/** The place of a row: the value of its field, and its id. */
export interface RowPlace {
  value: string | number;
  id: string;
}

/** The first `limit` rows behind a place. A place that no row has is as good as any: rows follow by value. */
export async function loadPage<Name extends StateCollection>(
  database: Database,
  collection: Name,
  filter: RowFilter,
  { field, direction }: Keyset,
  after: RowPlace | null,
  limit: number,
): Promise<StateDocuments[Name][]> {
  const conditions = after === null ? [filter] : [filter, ...behind(field, direction, after)];
  const sort = field === '_id' ? { _id: direction } : { [field]: direction, _id: direction };
  const found = await database
    .collection(collection)
    .find({ $and: conditions } as never, atOnce(limit))
    .sort(sort)
    .limit(limit)
    .toArray();
  return readDocuments<StateDocuments[Name]>(found);
}

/** The range of the index first, then the exact place within rows that are equal in the field. */
function behind(field: string, direction: 1 | -1, { value, id }: RowPlace): RowFilter[] {
  const further = direction === 1 ? '$gt' : '$lt';
  if (field === '_id') return [{ _id: { [further]: id } }];
  const atOrFurther = direction === 1 ? '$gte' : '$lte';
  const exact = { $or: [{ [field]: { [further]: value } }, { _id: { [further]: id } }] };
  return [{ [field]: { [atOrFurther]: value } }, exact];
}

/** How many rows there are, or null when there are more than `limit`: counting never costs more than that. */
export async function countRows(
  database: Database,
  collection: StateCollection,
  filter: RowFilter,
  limit: number,
): Promise<number | null> {
  const count = await database.collection(collection).countDocuments(filter as never, { limit: limit + 1 });
  return count > limit ? null : count;
}

/** All rows of a filter that names ids, so that there are few. */
export async function findRows<Name extends StateCollection>(
  database: Database,
  collection: Name,
  filter: RowFilter,
  sort: Record<string, 1 | -1>,
): Promise<StateDocuments[Name][]> {
  const found = await database
    .collection(collection)
    .find(filter as never, { raw: true })
    .sort(sort)
    .toArray();
  return readDocuments<StateDocuments[Name]>(found);
}
