/** The subscription `events`. */
import type { Resolvers } from '../generated/schema.generated.ts';
import type { EventView } from '../ports.ts';
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
