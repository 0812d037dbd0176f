/** Refresh tokens: opaque, 256 bits, used once. Only their hashes are stored. */
import { createHash, createHmac, randomBytes } from 'node:crypto';
import { TOKEN_LENGTH_MAX } from '../../domain/shared/limits.ts';

const PREFIX = 'rt_';

/** A new token, for a new family. */
export function newRefreshToken(): string {
  return PREFIX + randomBytes(32).toString('base64url');
}

/**
 * The token that follows another. It is derived, so that two requests that refresh at the same moment (a
 * retry, a second tab) get the same one and neither looks like a thief. Nobody without the secret can derive
 * it.
 */
export function successorOf(token: string, secret: Uint8Array): string {
  return PREFIX + createHmac('sha256', secret).update(token).digest('base64url');
}

/** What is stored of a token. */
export function hashOf(token: string): string {
  return createHash('sha256').update(token.slice(0, TOKEN_LENGTH_MAX)).digest('hex');
}
