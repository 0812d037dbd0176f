/** Changes where events are sent and which, gives a new secret, or switches sending off and on. */
import type { MutationResolvers } from '../generated/schema.generated.ts';
import { must } from '../loaders/loaders.ts';
import { refusedBy } from './refusedBy.ts';
import { send, signedIn } from './send.ts';
import { webhookFault } from './webhookFault.ts';

export const editWebhook: MutationResolvers['editWebhook'] = async (_parent, { input, dryRun }, context) => {
  signedIn(context);
  const { webhooks } = context.services;
  const { webhookId, url, types, nodeIds, rotateSecret, active = null } = input;
  const fault = url ? await webhookFault(url, webhooks) : null;
  if (fault !== null) return { webhook: null, secret: null, ...refusedBy(context, 'editWebhook', fault) };
  const command = { webhookId, url: url ?? undefined, types, nodeIds, rotateSecret, active };
  const { answer, ...rest } = await send(context, 'editWebhook', command, { dryRun });
  if (answer === null) return { webhook: null, secret: null, ...rest };
  const isShown = rotateSecret && !dryRun && !rest.replayed;
  const secret = isShown ? webhooks.secretOf(webhookId, answer.secretNumber) : null;
  return { webhook: await must(context.loaders.webhook, webhookId), secret, ...rest };
};
