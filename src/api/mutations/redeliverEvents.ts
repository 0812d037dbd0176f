/** Has events sent again. */
import type { MutationResolvers } from '../generated/schema.generated.ts';
import { must } from '../loaders/loaders.ts';
import { eventPosition } from '../resolvers/events.ts';
import { replayStart } from '../streams/replayStart.ts';
import { send, signedIn } from './send.ts';

export const redeliverEvents: MutationResolvers['redeliverEvents'] = async (
  _parent,
  { input: { webhookId, after: cursor }, dryRun },
  context,
) => {
  signedIn(context);
  const after = await replayStart(context.services.market.queries, eventPosition(cursor));
  const { answer, ...rest } = await send(context, 'redeliverEvents', { webhookId, after }, { dryRun });
  return { webhook: answer === null ? null : await must(context.loaders.webhook, webhookId), ...rest };
};
