/** Puts together what sends events to webhooks, for the composition root. */
import { randomInt } from 'node:crypto';
import { type AppDependencies, servicesOf } from './api/createApp.ts';
import type { Webhooks } from './api/ports.ts';
import { createEventRenderer } from './api/webhooks/renderEvent.ts';
import type { Config } from './config.ts';
import type { Principal } from './market/command.ts';
import type { Market } from './market/market.ts';
import { webhookKeyOf } from './settings.ts';
import type { Database } from './store/database.ts';
import { addressProblems } from './webhooks/address.ts';
import { createPost } from './webhooks/post.ts';
import { createPublisher, type Publisher } from './webhooks/publisher.ts';
import { secretOf } from './webhooks/signature.ts';

const PUBLISHER: Principal = { id: 'system:webhooks', roles: [], system: true };

/** What the API asks about webhooks. */
export function webhooksOf(config: Config): Webhooks {
  const key = webhookKeyOf(config);
  return {
    problems: (url) => addressProblems(url, config.webhooks),
    secretOf: (webhookId, number) => secretOf(key, webhookId, number),
  };
}

/** The publisher of a service, which sees events as its API shows them. */
export function openPublisher(
  config: Config,
  database: Database,
  market: Market,
  dependencies: AppDependencies,
): Publisher {
  const { webhooks, metrics, log } = dependencies;
  return createPublisher({
    ...{ database, market, principal: PUBLISHER, secretOf: webhooks.secretOf },
    now: dependencies.market.clockNow,
    render: createEventRenderer(servicesOf(dependencies)),
    post: createPost(config.webhooks),
    chance: () => randomInt(100),
    tried(outcome, milliseconds) {
      metrics.webhookTries.inc({ outcome });
      metrics.webhookSeconds.observe(milliseconds / 1_000);
    },
    failed: (error) => log.error({ err: error }, 'events could not be sent to webhooks'),
  });
}

/** It goes on beside the watcher; a caller without the loop takes its steps itself. */
export function startPublisher(publisher: Publisher, loop: boolean): () => Promise<void> {
  const controller = new AbortController();
  const running = loop ? publisher.run(controller.signal) : Promise.resolve();
  return async () => {
    controller.abort();
    await running;
  };
}
