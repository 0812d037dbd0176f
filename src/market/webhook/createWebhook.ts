/** Has events sent to an address. The event that tells of it is the first that is sent there. */
import { z } from 'zod';
import { WEBHOOKS_PER_ACCOUNT_MAX } from '../../domain/shared/limits.ts';
import { refuse } from '../../domain/shared/refusals.ts';
import type { Command } from '../command.ts';
import { openDraft } from '../sequencer/draft.ts';
import { need } from '../sequencer/world.ts';
import { hostOf, nodeIdsInput, typesInput, urlInput } from './webhookInput.ts';

const input = z.strictObject({
  url: urlInput,
  types: typesInput.nullable(),
  nodeIds: nodeIdsInput.nullable(),
});
type Input = z.infer<typeof input>;

export const createWebhook: Command<Input, { webhookId: string }> = {
  name: 'createWebhook',
  input,
  sender: 'ACCOUNT',
  money: false,
  needs: (_input, { principal }) => [need('accounts', principal.id)],
  decide(world, { url, types, nodeIds }, { principal, at, id }) {
    const draft = openDraft(world, at);
    const account = draft.must('accounts', principal.id);
    const { webhookCount: used = 0 } = account;
    if (used >= WEBHOOKS_PER_ACCOUNT_MAX)
      return refuse('LIMIT_REACHED', { limit: WEBHOOKS_PER_ACCOUNT_MAX, used });
    const webhookId = id('whk');
    draft.put('accounts', { ...account, webhookCount: used + 1 });
    draft.create('webhooks', {
      ...{ _id: webhookId, version: 0, accountId: principal.id, url, types, nodeIds },
      ...{ status: 'ON', offReason: null, run: { number: 1, after: null } },
      ...{ secretNumber: 1, previousSecretUntil: null, createdAt: at },
    });
    draft.emit({
      type: 'webhook.created',
      node: webhookId,
      also: [principal.id],
      changes: { host: hostOf(url) },
    });
    return draft.done({ webhookId });
  },
};
