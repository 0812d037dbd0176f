/** Events: the history of a node, the query, and what each event shows. */
import { FILTER_IDS_MAX, NAME_LENGTH_MAX } from '../../domain/shared/limits.ts';
import { eventIdOf } from '../../market/queries/eventPlace.ts';
import type { EventFilter, EventPosition, EventView } from '../../market/queries/port.ts';
import type { ApiContext } from '../context.ts';
import { inputError, requestError } from '../errors.ts';
import type { EventFilter as EventFilterInput, Resolvers } from '../generated/schema.generated.ts';
import { must } from '../loaders/loaders.ts';
import { signedIn } from '../mutations/send.ts';
import type { ConnectionModel } from '../render/models.ts';
import { readerIdOf, readerOf } from './access.ts';
import { findNode } from './node.ts';
import { connection, connectionOf, decodeCursor, encodeCursor, pageSize } from './page.ts';
import { sentenceOf } from './reasons.ts';

const EVENT_TYPE = /^[a-z_]{1,40}\.[a-z_]{1,40}$/;
const PLACE = /^(0|[1-9]\d{0,15})$/;
/** Ledger accounts of people. */
const PERSONAL = /^acc_/;

/** A place in the journal as a cursor. */
export function eventCursor({ sequence, index }: EventPosition): string {
  return encodeCursor({ key: String(sequence), id: String(index) });
}

/** The place of a cursor, or null for none. */
export function eventPosition(cursor: string | null | undefined): EventPosition | null {
  if (!cursor) return null;
  const { key, id } = decodeCursor(cursor);
  if (!PLACE.test(key) || !PLACE.test(id)) throw inputError('after', 'is not a cursor of events');
  return { sequence: Number(key), index: Number(id) };
}

/** Checks a filter that came in. `viewer: true` needs a session. */
export function eventFilter(context: ApiContext, filter: EventFilterInput | null | undefined): EventFilter {
  const { nodeIds = null, types = null, viewer = false } = filter ?? {};
  for (const [path, list] of Object.entries({ nodeIds, types })) {
    if (list !== null && list.length > FILTER_IDS_MAX)
      throw inputError(path, `holds at most ${FILTER_IDS_MAX}`);
  }
  if (nodeIds?.some((id) => !/^[a-z]+_\w{1,150}$/.test(id)))
    throw inputError('nodeIds', 'holds something that is no id');
  if (types?.some((type) => type.length > NAME_LENGTH_MAX || !EVENT_TYPE.test(type))) {
    throw inputError('types', 'holds something that is no event type');
  }
  return { nodeIds, types, accountId: viewer ? viewerOf(context) : null, reader: readerOf(context) };
}

/** Whose events `viewer: true` asks for. */
function viewerOf(context: ApiContext): string {
  const { id } = signedIn(context);
  if (readerIdOf(context) === null) throw requestError('FORBIDDEN', { scope: 'ACCOUNT' });
  return id;
}

/** One page of events, oldest first. */
async function eventPage(
  context: ApiContext,
  filter: EventFilter,
  { first, after }: { first: number; after?: string | null | undefined },
): Promise<ConnectionModel<EventView>> {
  const size = pageSize(first);
  // One more than the page tells whether another follows.
  const rows = await context.services.market.queries.events(filter, eventPosition(after), size + 1);
  const edges = rows.slice(0, size).map((node) => ({ cursor: eventCursor(node), node }));
  return connectionOf(edges, rows.length > size, Boolean(after), () => Promise.resolve(null));
}

/** The field `history` of a node. */
export const history = (
  { _id }: { _id: string },
  page: { first: number; after?: string | null | undefined },
  context: ApiContext,
): Promise<ConnectionModel<EventView>> =>
  eventPage(context, { nodeIds: [_id], types: null, accountId: null, reader: readerOf(context) }, page);

export const eventResolvers: Resolvers = {
  Query: {
    events: (_parent, { filter, ...page }, context) => eventPage(context, eventFilter(context, filter), page),
  },
  EventConnection: { nodes: connection.nodes },
  Event: {
    id: eventIdOf,
    cursor: eventCursor,
    nodeId: ({ node }) => node,
    reason: (event, _arguments, context) => sentenceOf(event, context),
    node: ({ node }, _arguments, context) => findNode(context, node),
    // What other people hold and move is theirs to know.
    entries: ({ entries }, _arguments, context) => {
      const own = `${readerIdOf(context)}/`;
      return entries.filter(({ account }) => !PERSONAL.test(account) || account.startsWith(own));
    },
  },
  LedgerEntry: {
    asset: ({ assetId }, _arguments, { loaders }) => must(loaders.asset, assetId),
  },
};
