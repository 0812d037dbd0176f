/** What the commands of webhooks take, and what they share. */
import { z } from 'zod';
import { FILTER_IDS_MAX, NAME_LENGTH_MAX, WEBHOOK_URL_LENGTH_MAX } from '../../domain/shared/limits.ts';
import { type Refusal, refuse } from '../../domain/shared/refusals.ts';
import type { WebhookDocument } from '../../store/documents/webhooks.ts';
import { idInput } from '../inputs.ts';
import { EVENT_TYPES } from '../queries/eventVisibility.ts';
import type { Draft } from '../sequencer/draft.ts';

/** Whether it may be reached is looked at where the network is: before the command, and at each delivery. */
export const urlInput = z
  .string()
  .max(WEBHOOK_URL_LENGTH_MAX)
  .regex(/^https?:\/\/[\x21-\x7e]+$/, 'is not a URL of the web')
  .refine((url) => URL.canParse(url), 'is not a URL');
/** Of events that there are: a misspelt one would never come. */
export const typesInput = z
  .array(
    z
      .string()
      .max(NAME_LENGTH_MAX)
      .refine((type) => EVENT_TYPES.has(type), 'is no type of an event'),
  )
  .min(1)
  .max(FILTER_IDS_MAX);
/** What events are about. */
export const nodeIdsInput = z.array(idInput).min(1).max(FILTER_IDS_MAX);

/** What an event says of an address: the rest may hold what only its holder knows. */
export const hostOf = (url: string): string => new URL(url).host;

/** The webhook of the sender; NOT_FOUND for another's and for one that was revoked. */
export function ownWebhook(draft: Draft, webhookId: string, accountId: string): WebhookDocument | Refusal {
  const webhook = draft.get('webhooks', webhookId);
  const isThere = webhook !== null && webhook.accountId === accountId && webhook.status !== 'REVOKED';
  return isThere ? webhook : refuse('NOT_FOUND', { id: webhookId }, 'webhookId');
}
