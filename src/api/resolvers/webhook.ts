/** Webhooks and what was sent to them: each account's own, shown to nobody else. */
import { eventIdOf } from '../../market/queries/eventPlace.ts';
import type { DeliveryFilter } from '../../market/queries/webhookPort.ts';
import type { Resolvers } from '../generated/schema.generated.ts';
import { signedIn } from '../mutations/send.ts';
import { history } from './events.ts';
import { webhookFilter } from './filters.ts';
import { finderOf } from './node.ts';
import { connection, connectionOf, decodeCursor, encodeCursor, pageOf, pageSize } from './page.ts';

export const webhookResolvers: Resolvers = {
  Query: {
    webhook: finderOf('whk'),
    webhooks: (_parent, { filter, ...page }, context) =>
      pageOf(context.services.market.queries.webhooks, page, webhookFilter(signedIn(context).id, filter)),
  },
  WebhookConnection: connection,
  WebhookDeliveryConnection: connection,
  Webhook: {
    id: ({ _id }) => _id,
    active: ({ status }) => status === 'ON',
    async deliveries({ _id: webhookId }, { filter, first, after }, { services }) {
      const { queries } = services.market;
      const status = filter?.status ?? null;
      const wanted: DeliveryFilter = status === null ? { webhookId } : { webhookId, status };
      const place = after ? decodeCursor(after) : null;
      const { rows, hasNextPage } = await queries.deliveries(wanted, {
        first: pageSize(first),
        after: place,
      });
      const edges = rows.map(({ key, row }) => ({ cursor: encodeCursor({ key, id: row._id }), node: row }));
      return connectionOf(edges, hasNextPage, Boolean(after), () => queries.countDeliveries(wanted));
    },
    history,
  },
  WebhookDelivery: {
    eventId: eventIdOf,
    nodeId: ({ node }) => node,
  },
};
