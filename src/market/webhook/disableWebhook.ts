/** Switches a webhook off whose receiver is gone, or has failed for days. Sent by the publisher. */
import { z } from 'zod';
import { refuse } from '../../domain/shared/refusals.ts';
import type { Command } from '../command.ts';
import { idInput } from '../inputs.ts';
import { openDraft } from '../sequencer/draft.ts';
import { need } from '../sequencer/world.ts';
import { hostOf } from './webhookInput.ts';

const input = z.strictObject({
  webhookId: idInput,
  reason: z.enum(['GONE', 'FAILING']),
  /** The version that this was found of: what its holder has done since wins. */
  version: z.int().positive(),
});
type Input = z.infer<typeof input>;

export const disableWebhook: Command<Input, { webhookId: string }> = {
  name: 'disableWebhook',
  input,
  sender: 'SYSTEM',
  money: false,
  naturalKey: ({ webhookId, version }) => `${webhookId}:${version}`,
  needs: ({ webhookId }) => [need('webhooks', webhookId)],
  decide(world, { webhookId, reason, version }, { at }) {
    const draft = openDraft(world, at);
    const webhook = draft.get('webhooks', webhookId);
    if (webhook?.status !== 'ON' || webhook.version !== version)
      return refuse('NOT_FOUND', { id: webhookId }, 'webhookId');
    draft.put('webhooks', { ...webhook, status: 'OFF', offReason: reason });
    const changes = { host: hostOf(webhook.url), reason };
    draft.emit({ type: 'webhook.disabled', node: webhookId, also: [webhook.accountId], changes });
    return draft.done({ webhookId });
  },
};
