/** The body of a webhook: the event as the query `events` gives it to the same account. */
import { execute, parse } from 'graphql';
import { eventIdOf, LAST_INDEX } from '../../market/queries/eventPlace.ts';
import type { EventPosition } from '../../market/queries/port.ts';
import type { ApiContext, ApiServices } from '../context.ts';
import { createLoaderFactory } from '../loaders/loaders.ts';
import { eventCursor } from '../resolvers/events.ts';
import { buildApiSchema } from '../schema/schema.ts';

/** Everything of an event but its node, which may be another by the time that the body is read. */
const BODY = `query ($filter: EventFilter!, $after: Cursor!) {
  events(filter: $filter, after: $after, first: 1) {
    nodes {
      id cursor sequence at eventTime type nodeId reason changes
      entries { account amount asset { id symbol decimals chainId address } }
    }
  }
}`;

export interface EventToRender extends EventPosition {
  type: string;
  node: string;
}

/** Makes what renders an event as JSON; null for one that the account may not see. */
export function createEventRenderer(services: ApiServices) {
  const schema = buildApiSchema({ sandbox: services.settings.sandbox });
  const document = parse(BODY);
  const loadersOf = createLoaderFactory(services.market.queries);
  return async (event: EventToRender, accountId: string): Promise<string | null> => {
    const contextValue: ApiContext = {
      services,
      facts: { requestId: 'webhook', address: 'webhook', idempotencyKey: null },
      notes: { replayed: false, headers: {} },
      caller: { id: accountId, roles: [], system: false },
      scopes: null,
      loaders: loadersOf(),
    };
    const variableValues = {
      filter: { nodeIds: [event.node], types: [event.type] },
      after: eventCursor(before(event)),
    };
    const { data, errors } = await execute({ schema, document, contextValue, variableValues });
    if (errors !== undefined || !data) throw errors?.[0] ?? new Error('an event without an answer');
    const [found] = (data.events as { nodes: { id: string }[] }).nodes;
    return found?.id === eventIdOf(event) ? JSON.stringify(found) : null;
  };
}

/** The place right before an event. */
function before({ sequence, index }: EventPosition): EventPosition {
  if (index > 0) return { sequence, index: index - 1 };
  return { sequence: sequence - 1, index: LAST_INDEX };
}
