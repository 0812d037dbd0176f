/** Ends a webhook. */
import type { MutationResolvers } from '../generated/schema.generated.ts';
import { must } from '../loaders/loaders.ts';
import { send } from './send.ts';

export const revokeWebhook: MutationResolvers['revokeWebhook'] = async (
  _parent,
  { input, dryRun },
  context,
) => {
  const { answer, ...rest } = await send(context, 'revokeWebhook', input, { dryRun });
  return { webhook: answer === null ? null : await must(context.loaders.webhook, input.webhookId), ...rest };
};
