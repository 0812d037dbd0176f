/** Webhooks: where an account wants its events sent. How far each has got is no state: see `deliveries/`. */
import type { UnixSeconds } from '../../domain/shared/units.ts';

/** ON: events are sent. OFF: none are, and it may be switched on again. REVOKED: gone, for good. */
export type WebhookStatus = 'ON' | 'OFF' | 'REVOKED';

/** Who switched it off: its holder, its receiver (410), or the service after days of failures alone. */
export type WebhookOffReason = 'HOLDER' | 'GONE' | 'FAILING';

/** Where sending begins anew. */
export interface WebhookRun {
  /** Grows with each beginning: the first is 1. */
  number: number;
  /** Behind this event, or null for the one that began it: `webhook.created` or `webhook.enabled`. */
  after: { sequence: number; index: number } | null;
}

export interface WebhookDocument {
  _id: string;
  version: number;
  accountId: string;
  url: string;
  /** Null: events of every type, about every node. */
  types: string[] | null;
  nodeIds: string[] | null;
  status: WebhookStatus;
  offReason: WebhookOffReason | null;
  run: WebhookRun;
  /** The secret follows from this number: no document holds it. */
  secretNumber: number;
  /** Until when the secret before it signs as well, or null where there is none. */
  previousSecretUntil: UnixSeconds | null;
  createdAt: UnixSeconds;
}
