/** Changes where events are sent and which, gives a new secret, or switches sending off and on. */
import { z } from 'zod';
import { WEBHOOK_SECRET_OVERLAP_SECONDS } from '../../domain/shared/limits.ts';
import { isRefusal } from '../../domain/shared/refusals.ts';
import type { UnixSeconds } from '../../domain/shared/units.ts';
import type { WebhookDocument } from '../../store/documents/webhooks.ts';
import type { Command } from '../command.ts';
import { idInput } from '../inputs.ts';
import { openDraft } from '../sequencer/draft.ts';
import { need } from '../sequencer/world.ts';
import { hostOf, nodeIdsInput, ownWebhook, typesInput, urlInput } from './webhookInput.ts';

const input = z.strictObject({
  webhookId: idInput,
  url: urlInput.optional(),
  /** Null lifts the filter; left out it stays. */
  types: typesInput.nullish(),
  nodeIds: nodeIdsInput.nullish(),
  rotateSecret: z.boolean(),
  active: z.boolean().nullable(),
});
type Input = z.infer<typeof input>;

export const editWebhook: Command<Input, { webhookId: string; secretNumber: number }> = {
  name: 'editWebhook',
  input,
  sender: 'ACCOUNT',
  money: false,
  needs: ({ webhookId }) => [need('webhooks', webhookId)],
  decide(world, asked, { principal, at }) {
    const draft = openDraft(world, at);
    const before = ownWebhook(draft, asked.webhookId, principal.id);
    if (isRefusal(before)) return before;
    const webhook = { ...before, ...wanted(before, asked), ...rotated(before, asked.rotateSecret, at) };
    draft.put('webhooks', webhook);
    const { _id: node, status, secretNumber } = webhook;
    const host = hostOf(webhook.url);
    const also = [principal.id];
    const isRotated = secretNumber !== before.secretNumber;
    draft.emit({ type: 'webhook.edited', node, also, changes: { host, rotated: isRotated } });
    if (status !== before.status) {
      const type = status === 'ON' ? 'webhook.enabled' : 'webhook.disabled';
      draft.emit({ type, node, also, changes: { host, reason: webhook.offReason ?? '' } });
    }
    return draft.done({ webhookId: node, secretNumber });
  },
};

/** Sending that is switched on again begins with the event that tells of it. */
function wanted(before: WebhookDocument, asked: Input): Partial<WebhookDocument> {
  const { url = before.url, types = before.types, nodeIds = before.nodeIds, active } = asked;
  const status = active === null ? before.status : active ? 'ON' : 'OFF';
  if (status === before.status) return { url, types, nodeIds };
  if (status === 'OFF') return { url, types, nodeIds, status, offReason: 'HOLDER' };
  const run = { number: before.run.number + 1, after: null };
  return { url, types, nodeIds, status, offReason: null, run };
}

/** The secret before signs beside the new one for a day; one before that ends at once. */
function rotated(
  { secretNumber }: WebhookDocument,
  wanted: boolean,
  at: UnixSeconds,
): Partial<WebhookDocument> {
  if (!wanted) return {};
  return { secretNumber: secretNumber + 1, previousSecretUntil: at + WEBHOOK_SECRET_OVERLAP_SECONDS };
}
