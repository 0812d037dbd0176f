/** Ends a webhook for good: nothing more is sent, also nothing that waits. */
import { z } from 'zod';
import { isRefusal } from '../../domain/shared/refusals.ts';
import type { Command } from '../command.ts';
import { idInput } from '../inputs.ts';
import { openDraft } from '../sequencer/draft.ts';
import { need } from '../sequencer/world.ts';
import { hostOf, ownWebhook } from './webhookInput.ts';

const input = z.strictObject({ webhookId: idInput });
type Input = z.infer<typeof input>;

export const revokeWebhook: Command<Input, { webhookId: string }> = {
  name: 'revokeWebhook',
  input,
  sender: 'ACCOUNT',
  money: false,
  needs: ({ webhookId }, { principal }) => [need('webhooks', webhookId), need('accounts', principal.id)],
  decide(world, { webhookId }, { principal, at }) {
    const draft = openDraft(world, at);
    const webhook = ownWebhook(draft, webhookId, principal.id);
    if (isRefusal(webhook)) return webhook;
    const account = draft.must('accounts', principal.id);
    draft.put('accounts', { ...account, webhookCount: (account.webhookCount ?? 0) - 1 });
    draft.put('webhooks', { ...webhook, status: 'REVOKED' });
    const changes = { host: hostOf(webhook.url) };
    draft.emit({ type: 'webhook.revoked', node: webhookId, also: [principal.id], changes });
    return draft.done({ webhookId });
  },
};
