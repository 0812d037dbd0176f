/** Pages of a list: cursors, the bounds of `first`, and the shape that Relay clients expect. */
import { CURSOR_LENGTH_MAX, PAGE_SIZE_MAX } from '../../domain/shared/limits.ts';
import type { Collection, PageCursor } from '../../market/queries/port.ts';
import { inputError } from '../errors.ts';
import type { ConnectionModel } from '../render/models.ts';

/** The arguments of every list. */
interface PageArguments<Order> {
  first: number;
  after?: string | null | undefined;
  orderBy: Order;
}

/** `(sort key, id)` as an opaque text. */
export function encodeCursor({ key, id }: PageCursor): string {
  return Buffer.from(JSON.stringify([key, id])).toString('base64url');
}

/** The sort key and id in a cursor. Throws INPUT_INVALID on anything that did not come from us. */
export function decodeCursor(text: string): PageCursor {
  try {
    if (text.length > CURSOR_LENGTH_MAX) throw new RangeError('too long');
    const value: unknown = JSON.parse(Buffer.from(text, 'base64url').toString());
    if (Array.isArray(value) && value.length === 2) {
      const [key, id] = value as unknown[];
      if (typeof key === 'string' && typeof id === 'string') return { key, id };
    }
  } catch {
    // Told below, like every other text that is not a cursor.
  }
  throw inputError('after', 'is not a cursor of this list');
}

/** Checks `first`. */
export function pageSize(first: number): number {
  if (first < 1 || first > PAGE_SIZE_MAX) throw inputError('first', `is 1 to ${PAGE_SIZE_MAX}`);
  return first;
}

/** One page of a collection. */
export async function pageOf<Row, Filter, Order extends string>(
  collection: Collection<Row, Filter, Order>,
  { first, after, orderBy }: PageArguments<Order>,
  filter: Filter,
): Promise<ConnectionModel<Row>> {
  const { rows, hasNextPage } = await collection.page({
    first: pageSize(first),
    after: after ? decodeCursor(after) : null,
    orderBy,
    filter,
  });
  const edges = rows.map(({ key, row }) => ({ cursor: encodeCursor({ key, id: idOf(row) }), node: row }));
  return connectionOf(edges, hasNextPage, Boolean(after), () => collection.count(filter));
}

/** Puts a page together. */
export function connectionOf<Row>(
  edges: { cursor: string; node: Row }[],
  hasNextPage: boolean,
  hasPreviousPage: boolean,
  count: () => Promise<number | null>,
): ConnectionModel<Row> {
  const startCursor = edges[0]?.cursor ?? null;
  const endCursor = edges.at(-1)?.cursor ?? null;
  return { edges, pageInfo: { hasNextPage, hasPreviousPage, startCursor, endCursor }, count };
}

function idOf(row: unknown): string {
  return (row as { _id: string })._id;
}

/** The fields of a connection that its model does not have as they are. */
export const connection = {
  nodes: <Row>({ edges }: ConnectionModel<Row>): Row[] => edges.map(({ node }) => node),
  totalCount: (page: ConnectionModel<unknown>): Promise<number | null> => page.count(),
};
