/**
 * Sends events to webhooks. The journal is the outbox: what each webhook gets follows from its cursor and its
 * deliveries, which are documents, so that the process may die between any two writes and the next one sends
 * what is missing, or sends it again. Only the process that holds the head publishes. Deliveries of different
 * webhooks never wait for each other.
 */
import { setTimeout as sleep } from 'node:timers/promises';
import { DELIVERY_LOOK_MS } from '../domain/shared/limits.ts';
import { loadCursors } from '../store/deliveries/cursors.ts';
import { endWaiting, webhooksDue } from '../store/deliveries/deliveries.ts';
import { loadAll } from '../store/load.ts';
import type { DeliverOptions } from './deliver.ts';
import { planAhead } from './plan.ts';
import { openUnderWay } from './underWay.ts';

export interface PublisherOptions extends DeliverOptions {
  /** Told of what went wrong here, which is no fault of a receiver. */
  failed(error: unknown): void;
}

export interface Publisher {
  /** Plans and sends until nothing is due, and answers how many tries that took. For tests and the demo. */
  step(): Promise<number>;
  /** Goes on until the signal; what is under way then is sent again by the next process. */
  run(signal: AbortSignal): Promise<void>;
}

export function createPublisher(options: PublisherOptions): Publisher {
  const { database, market, now, failed } = options;
  const underWay = openUnderWay(options);

  /** Plans what has come and begins what is due. True when more waits to be planned. */
  async function look(signal: AbortSignal): Promise<boolean> {
    if (!market.standing().holder) return false;
    const webhooks = await loadAll(database, 'webhooks', { status: { $eq: 'ON' } });
    const on = new Map(webhooks.map((webhook) => [webhook._id, webhook]));
    const cursors = await loadCursors(database, [...on.keys()]);
    const isBehind = await planAhead(database, webhooks, cursors, now());
    const sinceOf = (id: string) => cursors.get(id)?.failingSince ?? null;
    const due = await webhooksDue(database, now());
    // Those that work come first: what hangs elsewhere never keeps their place.
    for (const id of due.sort((one, other) => (sinceOf(one) ?? 0) - (sinceOf(other) ?? 0))) {
      const webhook = on.get(id);
      if (webhook === undefined) await endWaiting(database, id);
      else await underWay.begin(webhook, { failingSince: sinceOf(id), signal });
    }
    return isBehind;
  }

  return {
    async step() {
      const before = underWay.tries();
      const { signal } = new AbortController();
      for (;;) {
        const isBehind = await look(signal);
        if (underWay.size() === 0 && !isBehind) return underWay.tries() - before;
        if (underWay.size() > 0) await underWay.oneEnds();
        const [problem] = underWay.takeProblems();
        if (problem !== undefined) throw problem;
      }
    },
    async run(signal) {
      while (!signal.aborted) {
        const isBehind = await look(signal).catch((error) => {
          failed(error);
          return false;
        });
        const problems = underWay.takeProblems();
        for (const problem of problems) failed(problem);
        if (isBehind) continue;
        const pause = sleep(DELIVERY_LOOK_MS, undefined, { signal }).catch(() => undefined);
        // One that ends makes room for the next, unless something is amiss here.
        const mayHurry = underWay.size() > 0 && problems.length === 0;
        await (mayHurry ? Promise.race([pause, underWay.oneEnds()]) : pause);
      }
      await underWay.allEnd();
    },
  };
}
