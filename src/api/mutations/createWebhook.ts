/** Has events sent to an address. */
import type { MutationResolvers } from '../generated/schema.generated.ts';
import { refusedBy } from './refusedBy.ts';
import { send, signedIn } from './send.ts';
import { webhookFault } from './webhookFault.ts';

export const createWebhook: MutationResolvers['createWebhook'] = async (
  _parent,
  { input, dryRun },
  context,
) => {
  signedIn(context);
  const { webhooks } = context.services;
  const fault = await webhookFault(input.url, webhooks);
  if (fault !== null) return { webhook: null, secret: null, ...refusedBy(context, 'createWebhook', fault) };
  const { url, types = null, nodeIds = null } = input;
  const { answer, ...rest } = await send(context, 'createWebhook', { url, types, nodeIds }, { dryRun });
  if (answer === null || dryRun) return { webhook: null, secret: null, ...rest };
  const webhook = await context.loaders.webhook.load(answer.webhookId);
  // Shown once: whoever lost the answer asks for a new one.
  const secret = rest.replayed ? null : webhooks.secretOf(answer.webhookId, 1);
  return { webhook, secret, ...rest };
};
