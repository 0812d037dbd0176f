/** The lists of every noun: what a filter means, and the order in which each is read. */
import { COUNT_MAX } from '../../domain/shared/limits.ts';
import type { StateCollection, StateDocuments } from '../../store/collections.ts';
import type { Database } from '../../store/database.ts';
import { loadByIds } from '../../store/load.ts';
import {
  countRows,
  type Keyset,
  loadPage,
  type RowFilter,
  type RowPlace,
} from '../../store/queries/pages.ts';
import type { Collection, PageCursor, PageRequest, PageResult, Queries, TimeOrder } from './port.ts';

/** A field by which rows of one collection are ordered, and how its value is read back from a cursor. */
interface OrderField<Row> {
  field: string;
  valueOf(row: Row): string | number;
  fromKey(key: string): string | number;
}

/**
 * Order by a time that never changes, or by a score, which moves on a day at most. A key that is no number
 * has no rows behind it.
 */
export function byNumber<Name extends string>(field: Name): OrderField<Record<Name, number>> {
  return { field, valueOf: (row) => row[field], fromKey: Number };
}

/** Ids that are given out in the order of the journal sort by age themselves. */
const BY_ID: OrderField<{ _id: string }> = { field: '_id', valueOf: ({ _id }) => _id, fromKey: (key) => key };

/** Rows by id; what does not exist is left out. */
export async function rowsById<Name extends StateCollection>(
  database: Database,
  name: Name,
  ids: readonly string[],
): Promise<Map<string, StateDocuments[Name]>> {
  const rows = await loadByIds(database, name, ids);
  return new Map(rows.map((row) => [row._id, row]));
}

/** One page along an index. */
export async function keysetPage<Name extends StateCollection>(
  database: Database,
  name: Name,
  filter: RowFilter,
  order: OrderField<StateDocuments[Name]>,
  { direction, after, first }: { direction: Keyset['direction']; after: PageCursor | null; first: number },
): Promise<PageResult<StateDocuments[Name]>> {
  const place: RowPlace | null = after && { value: order.fromKey(after.key), id: after.id };
  const keyset = { field: order.field, direction };
  const rows = await loadPage(database, name, filter, keyset, place, first + 1);
  const shown = rows.slice(0, first).map((row) => ({ key: `${order.valueOf(row)}`, row }));
  return { rows: shown, hasNextPage: rows.length > first };
}

function timeOrdered<Name extends StateCollection, Filter>(
  database: Database,
  name: Name,
  order: OrderField<StateDocuments[Name]>,
  match: (filter: Filter) => RowFilter,
): Collection<StateDocuments[Name], Filter, TimeOrder> {
  return {
    byIds: (ids) => rowsById(database, name, ids),
    page: ({ first, after, orderBy, filter }: PageRequest<Filter, TimeOrder>) => {
      const direction = orderBy === 'NEWEST' ? -1 : 1;
      return keysetPage(database, name, match(filter), order, { direction, after, first });
    },
    count: (filter) => countRows(database, name, match(filter), COUNT_MAX),
  };
}

/** Equality in each member that is there. */
export function equal(members: Record<string, unknown>): RowFilter {
  const present = Object.entries(members).filter(([, value]) => value !== undefined);
  return Object.fromEntries(present.map(([field, value]) => [field, { $eq: value }]));
}

type TimeOrdered = Omit<Pick<Queries, StateCollection & keyof Queries>, 'products'>;

/** Every list but that of products, which has orders of its own. */
export function timeOrderedCollections(database: Database): TimeOrdered {
  const created = byNumber('createdAt');
  return {
    accounts: timeOrdered(database, 'accounts', created, ({ ids }) =>
      ids === undefined ? {} : { _id: { $in: [...ids] } },
    ),
    assets: timeOrdered(database, 'assets', created, ({ symbol }) => equal({ symbol })),
    pools: timeOrdered(database, 'pools', created, ({ assetId, kind, status }) =>
      equal({ assetId, kind, status }),
    ),
    reserves: timeOrdered(database, 'reserves', created, (filter) => equal({ ...filter })),
    policies: timeOrdered(database, 'policies', BY_ID, ({ accountId, productId, open }) =>
      equal({ accountId, productId, open }),
    ),
    positions: timeOrdered(database, 'positions', created, ({ accountId, poolId }) =>
      equal({ accountId, poolId }),
    ),
    withdrawals: timeOrdered(database, 'withdrawals', BY_ID, ({ accountId, positionId, poolId, status }) =>
      equal({ accountId, positionId, poolId, status }),
    ),
    orders: timeOrdered(database, 'orders', BY_ID, (filter) => equal({ ...filter })),
    trades: timeOrdered(database, 'trades', BY_ID, ({ accountId, orderId, status }) =>
      equal({ accountIds: accountId, orderId, status }),
    ),
    commitments: timeOrdered(database, 'commitments', created, (filter) => equal({ ...filter })),
    auctions: timeOrdered(database, 'auctions', byNumber('openedAt'), (filter) => equal({ ...filter })),
    distributors: timeOrdered(database, 'distributors', created, ({ active }) => equal({ active })),
    venues: timeOrdered(database, 'venues', created, ({ status }) => equal({ status })),
    liquidations: timeOrdered(database, 'liquidations', byNumber('openedAt'), (filter) =>
      equal({ ...filter }),
    ),
    markets: timeOrdered(database, 'markets', created, ({ venueId }) => equal({ venueId })),
    proposals: timeOrdered(database, 'proposals', BY_ID, ({ status, inTime }) => ({
      ...equal({ status }),
      ...(inTime === undefined ? {} : { expiresAt: { [inTime.isSo ? '$gte' : '$lt']: inTime.at } }),
    })),
    webhooks: timeOrdered(database, 'webhooks', BY_ID, ({ accountId, status }) => ({
      status: { $ne: 'REVOKED' },
      ...equal({ accountId, status }),
    })),
    scores: timeOrdered(database, 'scores', BY_ID, (filter) => equal({ ...filter })),
    feeds: timeOrdered(database, 'feeds', created, ({ status }) => equal({ status })),
    incidents: timeOrdered(database, 'incidents', byNumber('breachStart'), ({ productId, status, from }) => ({
      ...equal({ productId, status }),
      ...(from === undefined ? {} : { breachStart: { $gte: from } }),
    })),
  };
}
