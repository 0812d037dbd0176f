/** One try of one delivery: what is sent, and what follows from the answer. */
import { DELIVERY_KEPT_SECONDS, WEBHOOK_FAILING_SECONDS_MAX } from '../domain/shared/limits.ts';
import type { UnixSeconds } from '../domain/shared/units.ts';
import { nextTryAt } from '../domain/webhook/schedule.ts';
import type { Principal } from '../market/command.ts';
import type { Market } from '../market/market.ts';
import { eventIdOf } from '../market/queries/eventPlace.ts';
import type { Database } from '../store/database.ts';
import { saveFailingSince } from '../store/deliveries/cursors.ts';
import { saveTry } from '../store/deliveries/deliveries.ts';
import type { DeliveryDocument } from '../store/deliveries/documents.ts';
import type { WebhookDocument } from '../store/documents/webhooks.ts';
import { purgeAfter } from '../store/evidence/received.ts';
import type { Post, Posted } from './post.ts';
import { signedHeaders } from './signature.ts';

export interface DeliverOptions {
  database: Database;
  market: Pick<Market, 'submit' | 'standing'>;
  now(): UnixSeconds;
  /** Who switches webhooks off: a program of the service. */
  principal: Principal;
  /** The event as the account sees it, as JSON; null where it may not see it. */
  render(event: DeliveryDocument, accountId: string): Promise<string | null>;
  secretOf(webhookId: string, number: number): string;
  post: Post;
  /** A whole number from 0 to 99. */
  chance(): number;
  /** Told after each try. */
  tried(outcome: 'delivered' | 'retried' | 'failed', milliseconds: number): void;
}

const GONE = 410;

/** Sends a delivery that is due and writes down how that went. */
export async function deliver(
  options: DeliverOptions,
  webhook: WebhookDocument,
  delivery: DeliveryDocument,
  { failingSince, signal }: { failingSince: UnixSeconds | null; signal: AbortSignal },
): Promise<void> {
  const { database, now, post, tried } = options;
  const body = await options.render(delivery, webhook.accountId);
  if (body === null) {
    await saveTry(database, over(delivery, 'FAILED', now(), { problem: 'The account may not see it.' }));
    return;
  }
  const begun = performance.now();
  const message = { url: webhook.url, headers: headersOf(options, webhook, delivery, body), body, signal };
  const posted = await post(message);
  const result = judged(delivery, posted, now(), options.chance());
  await saveTry(database, result);
  const isDelivered = result.status === 'DELIVERED';
  const outcome = isDelivered ? 'delivered' : result.status === 'PENDING' ? 'retried' : 'failed';
  tried(outcome, performance.now() - begun);
  await follow(options, webhook, { isGone: posted.statusCode === GONE, isDelivered, failingSince });
}

function headersOf(
  { now, secretOf }: DeliverOptions,
  { _id, secretNumber, previousSecretUntil }: WebhookDocument,
  delivery: DeliveryDocument,
  body: string,
): Record<string, string> {
  const timestamp = now();
  const isOverlap = previousSecretUntil !== null && timestamp < previousSecretUntil;
  const numbers = isOverlap ? [secretNumber, secretNumber - 1] : [secretNumber];
  const secrets = numbers.map((number) => secretOf(_id, number));
  return signedHeaders(secrets, { id: eventIdOf(delivery), timestamp, body });
}

function judged(
  delivery: DeliveryDocument,
  { statusCode, problem }: Posted,
  at: UnixSeconds,
  chance: number,
): DeliveryDocument {
  if (statusCode !== null && statusCode >= 200 && statusCode < 300)
    return over(delivery, 'DELIVERED', at, { statusCode });
  const attempts = delivery.attempts + 1;
  const nextAt = nextTryAt({ attempts, dueAt: delivery.dueAt, now: at }, chance);
  if (statusCode === GONE || nextAt === null) return over(delivery, 'FAILED', at, { statusCode, problem });
  return { ...delivery, attempts, nextAt, lastTry: { at, statusCode, problem } };
}

function over(
  delivery: DeliveryDocument,
  status: 'DELIVERED' | 'FAILED',
  at: UnixSeconds,
  { statusCode = null, problem = null }: { statusCode?: number | null; problem?: string | null },
): DeliveryDocument {
  const lastTry = { at, statusCode, problem };
  const purgeAt = purgeAfter(DELIVERY_KEPT_SECONDS);
  return { ...delivery, status, attempts: delivery.attempts + 1, nextAt: null, lastTry, purgeAt };
}

/** What a try means for its webhook: well again, failing since now, or off. */
async function follow(
  { database, market, now, principal }: DeliverOptions,
  { _id: webhookId, version }: WebhookDocument,
  found: { isGone: boolean; isDelivered: boolean; failingSince: UnixSeconds | null },
): Promise<void> {
  const { isGone, isDelivered, failingSince } = found;
  const at = now();
  if (isDelivered) {
    if (failingSince !== null) await saveFailingSince(database, webhookId, null);
    return;
  }
  if (failingSince === null) await saveFailingSince(database, webhookId, at);
  const isOver = at - (failingSince ?? at) >= WEBHOOK_FAILING_SECONDS_MAX;
  if (!isGone && !isOver) return;
  const input = { webhookId, version, reason: isGone ? 'GONE' : 'FAILING' };
  await market.submit({ command: 'disableWebhook', input, principal, idempotencyKey: null });
}
