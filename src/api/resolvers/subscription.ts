/** The subscription `events`. */
import type { EventView } from '../../market/queries/port.ts';
import type { Resolvers } from '../generated/schema.generated.ts';
import { openStream } from '../streams/eventStream.ts';
import { eventFilter, eventPosition } from './events.ts';

export const subscriptionResolvers: Resolvers = {
  Subscription: {
    events: {
      async subscribe(_parent, { filter, after }, context) {
        return openStream(context, eventFilter(context, filter), eventPosition(after));
      },
      resolve: (event: EventView) => event,
    },
  },
};
