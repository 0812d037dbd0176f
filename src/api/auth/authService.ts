/** Signing in and staying signed in: messages, sessions, and who a request comes from. */
import { randomUUID } from 'node:crypto';
import type { Logger } from 'pino';
import type { Address } from 'viem';
import { ACCESS_SECONDS, REFRESH_SECONDS } from '../../domain/shared/limits.ts';
import { type Refusal, refuse } from '../../domain/shared/refusals.ts';
import type { UnixSeconds } from '../../domain/shared/units.ts';
import type { AccessModels } from '../../store/access/accessModels.ts';
import { saveNonce, takeNonce } from '../../store/access/nonces.ts';
import {
  findToken,
  keepFamily,
  openFamily,
  revokeFamily,
  saveToken,
  useToken,
} from '../../store/access/sessions.ts';
import type { ApiMetrics } from '../metrics.ts';
import type { ApiSettings } from '../settings.ts';
import { createAccessTokens } from './accessToken.ts';
import { hashOf, newRefreshToken, successorOf } from './refreshToken.ts';
import { isIssuedMessage, isSignedBy, issueMessage, nonceOf } from './signInMessage.ts';

/** How long a refresh may be repeated: for a retry that is under way, not for a second use. */
const RETRY_SECONDS = 10;

export interface SessionTokens {
  accessToken: string;
  refreshToken: string;
  expiresAt: UnixSeconds;
  refreshExpiresAt: UnixSeconds;
}

export interface AuthService {
  /** The message to sign, or null while too many wait for a signature. */
  createMessage(wallet: {
    address: Address;
    chainId: number;
  }): Promise<{ message: string; expiresAt: UnixSeconds } | null>;
  /** The address that signed, or why not. The nonce is spent either way. */
  checkSignature(message: string, signature: string): Promise<string | Refusal>;
  openSession(accountId: string): Promise<SessionTokens>;
  refresh(refreshToken: string): Promise<SessionTokens | Refusal>;
  /** Ends a family; answers the account whose it was. */
  revoke(refreshToken: string): Promise<string | Refusal>;
  /** The account of an access token, or null. */
  accountOf(accessToken: string): string | null;
}

export interface AuthDependencies {
  models: AccessModels;
  settings: ApiSettings;
  metrics: ApiMetrics;
  log: Logger;
  now(): UnixSeconds;
}

export function createAuthService({ models, settings, metrics, log, now }: AuthDependencies): AuthService {
  const tokens = createAccessTokens(settings.tokens);

  function sessionOf(accountId: string, refreshToken: string, refreshExpiresAt: UnixSeconds): SessionTokens {
    const at = now();
    const accessToken = tokens.mint(accountId, at, ACCESS_SECONDS);
    return { accessToken, refreshToken, expiresAt: at + ACCESS_SECONDS, refreshExpiresAt };
  }

  function refused(refusal: Refusal): Refusal {
    metrics.signInsRefused.inc({ code: refusal.code });
    return refusal;
  }

  return {
    async createMessage(wallet) {
      const { message, record } = issueMessage(settings.publicUrl, wallet, now());
      return (await saveNonce(models, record)) ? { message, expiresAt: record.expiresAt } : null;
    },

    async checkSignature(message, signature) {
      const nonce = nonceOf(message);
      // Taken before the signature is looked at: a nonce buys one costly check, not many.
      const record = nonce === null ? null : await takeNonce(models, nonce);
      if (record === null) return refused(refuse('NONCE_SPENT', { next: 'createSignInMessage' }, 'message'));
      const expectedSigners = [record.address];
      const invalid = () =>
        refused(refuse('SIGNATURE_INVALID', { expectedSigners, recovered: null }, 'signature'));
      if (now() >= record.expiresAt) {
        return refused(refuse('NONCE_SPENT', { next: 'createSignInMessage' }, 'message'));
      }
      if (!isIssuedMessage(message, record, settings.publicUrl, now())) return invalid();
      return (await isSignedBy(record.address, message, signature)) ? record.address : invalid();
    },

    async openSession(accountId) {
      const at = now();
      const refreshToken = newRefreshToken();
      const familyId = randomUUID();
      const common = { accountId, purgeAt: purgeAt() };
      const expiresAt = at + REFRESH_SECONDS;
      await openFamily(
        models,
        { ...common, _id: familyId, createdAt: at, revokedAt: null, revokedBy: null },
        { ...common, _id: hashOf(refreshToken), familyId, expiresAt, usedAt: null },
      );
      return sessionOf(accountId, refreshToken, expiresAt);
    },

    async refresh(refreshToken) {
      const at = now();
      const over = () => refused(refuse('SESSION_REVOKED', { next: 'createSignInMessage' }, 'refreshToken'));
      const token = await useToken(models, hashOf(refreshToken), at);
      if (token === null || at >= token.expiresAt) return over();
      const family = await keepFamily(models, token.familyId, purgeAt());
      if (family === null || family.revokedAt !== null) return over();
      if (token.usedAt !== null && at - token.usedAt > RETRY_SECONDS) {
        await revokeFamily(models, token.familyId, 'REUSE', at);
        log.warn({ accountId: token.accountId, familyId: token.familyId }, 'a refresh token was used twice');
        return over();
      }
      const next = successorOf(refreshToken, settings.refreshSecret);
      const expiresAt = (token.usedAt ?? at) + REFRESH_SECONDS;
      const { familyId, accountId } = token;
      const common = { familyId, accountId, expiresAt, usedAt: null };
      await saveToken(models, { ...common, _id: hashOf(next), purgeAt: purgeAt() });
      return sessionOf(accountId, next, expiresAt);
    },

    async revoke(refreshToken) {
      const token = await findToken(models, hashOf(refreshToken));
      const ended = token !== null && (await revokeFamily(models, token.familyId, 'HOLDER', now()));
      if (!ended) return refused(refuse('SESSION_REVOKED', { next: 'createSignInMessage' }, 'refreshToken'));
      return token.accountId;
    },

    accountOf: (accessToken) => tokens.verify(accessToken, now()),
  };
}

/** A family's documents may be dropped once twice its life has passed on the wall clock. */
function purgeAt(): Date {
  return new Date(Date.now() + 2 * REFRESH_SECONDS * 1_000);
}
