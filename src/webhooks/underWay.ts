/** Deliveries that are under way: so many at once, few to each webhook, fewer to one that fails. */
import { DELIVERIES_PER_WEBHOOK_MAX, DELIVERIES_TOGETHER_MAX } from '../domain/shared/limits.ts';
import type { UnixSeconds } from '../domain/shared/units.ts';
import { dueDeliveries } from '../store/deliveries/deliveries.ts';
import type { DeliveryDocument } from '../store/deliveries/documents.ts';
import type { WebhookDocument } from '../store/documents/webhooks.ts';
import { type DeliverOptions, deliver } from './deliver.ts';

interface Circumstances {
  failingSince: UnixSeconds | null;
  /** Aborted when the process stops. */
  signal: AbortSignal;
}

export interface UnderWay {
  /** Begins what is due of a webhook, as far as there is room. */
  begin(webhook: WebhookDocument, circumstances: Circumstances): Promise<void>;
  size(): number;
  /** Resolves when one of them ends. */
  oneEnds(): Promise<void>;
  allEnd(): Promise<void>;
  /** Tries that were made since it was opened. */
  tries(): number;
  /** What went wrong here since it was asked last, which is no fault of a receiver. */
  takeProblems(): unknown[];
}

export function openUnderWay(options: DeliverOptions): UnderWay {
  const open = new Map<string, { webhookId: string; ended: Promise<void> }>();
  const problems: unknown[] = [];
  let tries = 0;

  async function send(
    webhook: WebhookDocument,
    delivery: DeliveryDocument,
    circumstances: Circumstances,
  ): Promise<void> {
    try {
      await deliver(options, webhook, delivery, circumstances);
      tries += 1;
    } catch (error) {
      if (!circumstances.signal.aborted) problems.push(error);
    } finally {
      open.delete(delivery._id);
    }
  }

  const ends = () => [...open.values()].map(({ ended }) => ended);

  return {
    async begin(webhook, circumstances) {
      const own = [...open].filter(([, { webhookId }]) => webhookId === webhook._id).map(([id]) => id);
      const isFailing = circumstances.failingSince !== null;
      const places = isFailing ? DELIVERIES_TOGETHER_MAX / 2 : DELIVERIES_TOGETHER_MAX;
      const ofIts = isFailing ? 1 : DELIVERIES_PER_WEBHOOK_MAX;
      const limit = Math.min(ofIts - own.length, places - open.size);
      if (limit <= 0) return;
      const range = { now: options.now(), without: own, limit };
      for (const delivery of await dueDeliveries(options.database, webhook._id, range)) {
        const ended = send(webhook, delivery, circumstances);
        open.set(delivery._id, { webhookId: webhook._id, ended });
      }
    },
    size: () => open.size,
    oneEnds: () => Promise.race(ends()),
    async allEnd() {
      await Promise.all(ends());
    },
    tries: () => tries,
    takeProblems: () => problems.splice(0),
  };
}
