/**
 * How far each webhook has got: no state of the ledger, which decides nothing by it. The journal holds the
 * events; a delivery names one. Written by the publisher alone, and at worst written again.
 */
import type { UnixSeconds } from '../../domain/shared/units.ts';

export type DeliveryStatus = 'PENDING' | 'DELIVERED' | 'FAILED';

/** How one try ended: with a status of the receiver, or with what was wrong on the way. */
export interface DeliveryTry {
  at: UnixSeconds;
  statusCode: number | null;
  problem: string | null;
}

/** One event for one webhook. `_id` is `webhookId/eventId`: it is planned once, however often it is read. */
export interface DeliveryDocument {
  _id: string;
  webhookId: string;
  /** The event's place, and what it is. */
  sequence: number;
  index: number;
  type: string;
  node: string;
  /** The run that planned it last (see `WebhookRun`). */
  run: number;
  status: DeliveryStatus;
  attempts: number;
  /** When its first try was due in this run ... */
  dueAt: UnixSeconds;
  /** ... and when the next one is; null once it is over. */
  nextAt: UnixSeconds | null;
  lastTry: DeliveryTry | null;
  /** Wall time after which the server may drop it; absent while it waits. */
  purgeAt?: Date;
}

/** Up to where the journal was read for a webhook, and since when it only fails. `_id` is the webhook's. */
export interface WebhookCursorDocument {
  _id: string;
  run: number;
  /** Everything up to this command, and in it up to this event, is planned. */
  sequence: number;
  index: number;
  failingSince: UnixSeconds | null;
}
