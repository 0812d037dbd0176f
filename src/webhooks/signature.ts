/** Secrets and signatures as Standard Webhooks (standardwebhooks.com) has them, v1: HMAC-SHA256. */
import { createHmac, hkdfSync } from 'node:crypto';

const PREFIX = 'whsec_';
const SECRET_BYTES = 32;

/** The secret of a webhook by its number. It follows from the service's key, so that nothing stores it. */
export function secretOf(key: Uint8Array, webhookId: string, number: number): string {
  const bytes = hkdfSync('sha256', key, '', `${webhookId}/${number}`, SECRET_BYTES);
  return `${PREFIX}${Buffer.from(bytes).toString('base64')}`;
}

/** The signature of one message under one secret: `v1,` and base64. */
export function signatureOf(secret: string, id: string, timestamp: number, body: string): string {
  const key = Buffer.from(secret.slice(PREFIX.length), 'base64');
  const digest = createHmac('sha256', key).update(`${id}.${timestamp}.${body}`).digest('base64');
  return `v1,${digest}`;
}

/** The three headers of a message, signed with every secret that counts just now. */
export function signedHeaders(
  secrets: readonly string[],
  { id, timestamp, body }: { id: string; timestamp: number; body: string },
): Record<string, string> {
  const signatures = secrets.map((secret) => signatureOf(secret, id, timestamp, body));
  return {
    'webhook-id': id,
    'webhook-timestamp': String(timestamp),
    'webhook-signature': signatures.join(' '),
  };
}
