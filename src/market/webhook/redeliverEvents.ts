/** Has events sent again from behind one of them on, whatever became of them: each under the id it has. */
import { z } from 'zod';
import { isRefusal, refuse } from '../../domain/shared/refusals.ts';
import type { Command } from '../command.ts';
import { idInput } from '../inputs.ts';
import { openDraft } from '../sequencer/draft.ts';
import { need } from '../sequencer/world.ts';
import { ownWebhook } from './webhookInput.ts';

const input = z.strictObject({
  webhookId: idInput,
  /** The place of an event; how far back it may lie is checked where the journal's end is known. */
  after: z.strictObject({ sequence: z.int().nonnegative(), index: z.int().nonnegative() }),
});
type Input = z.infer<typeof input>;

export const redeliverEvents: Command<Input, { webhookId: string }> = {
  name: 'redeliverEvents',
  input,
  sender: 'ACCOUNT',
  money: false,
  needs: ({ webhookId }) => [need('webhooks', webhookId)],
  decide(world, { webhookId, after }, { principal, at }) {
    const draft = openDraft(world, at);
    const webhook = ownWebhook(draft, webhookId, principal.id);
    if (isRefusal(webhook)) return webhook;
    const { status, offReason } = webhook;
    if (status === 'OFF') {
      const data = { status, reason: `Nothing is sent: ${offReason}.`, allowedActions: ['editWebhook'] };
      return refuse('STATUS_FORBIDS', data, 'webhookId');
    }
    draft.put('webhooks', { ...webhook, run: { number: webhook.run.number + 1, after } });
    const changes = { after: after.sequence };
    draft.emit({ type: 'webhook.redelivery_asked', node: webhookId, also: [principal.id], changes });
    return draft.done({ webhookId });
  },
};
