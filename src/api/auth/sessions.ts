/** Staying signed in: access tokens for minutes, refresh tokens that are used once. */
import { randomUUID } from 'node:crypto';
import { ACCESS_SECONDS, REFRESH_SECONDS } from '../../domain/shared/limits.ts';
import { type Refusal, refuse } from '../../domain/shared/refusals.ts';
import type { UnixSeconds } from '../../domain/shared/units.ts';
import {
  findToken,
  keepFamily,
  openFamily,
  revokeFamily,
  saveToken,
  useToken,
} from '../../store/access/sessions.ts';
import { createAccessTokens } from './accessToken.ts';
import type { AuthDependencies } from './authDependencies.ts';
import { hashOf, newRefreshToken, successorOf } from './refreshToken.ts';

/** How long a refresh may be repeated: for a retry that is under way, not for a second use. */
const RETRY_SECONDS = 10;

export interface SessionTokens {
  accessToken: string;
  refreshToken: string;
  expiresAt: UnixSeconds;
  refreshExpiresAt: UnixSeconds;
}

export interface Sessions {
  openSession(accountId: string): Promise<SessionTokens>;
  refresh(refreshToken: string): Promise<SessionTokens | Refusal>;
  /** Ends a family; answers the account whose it was. */
  revoke(refreshToken: string): Promise<string | Refusal>;
  /** The account of an access token, or null. */
  accountOf(accessToken: string): string | null;
}

export function createSessions({ models, settings, metrics, log, now }: AuthDependencies): Sessions {
  const tokens = createAccessTokens(settings.tokens);

  function sessionOf(accountId: string, refreshToken: string, refreshExpiresAt: UnixSeconds): SessionTokens {
    const at = now();
    const accessToken = tokens.mint(accountId, at, ACCESS_SECONDS);
    return { accessToken, refreshToken, expiresAt: at + ACCESS_SECONDS, refreshExpiresAt };
  }

  function over(): Refusal {
    metrics.signInsRefused.inc({ code: 'SESSION_REVOKED' });
    return refuse('SESSION_REVOKED', { next: 'createSignInMessage' }, 'refreshToken');
  }

  return {
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
      const token = await useToken(models, hashOf(refreshToken), at);
      if (token === null || at >= token.expiresAt) return over();
      const { familyId, accountId, usedAt } = token;
      const family = await keepFamily(models, familyId, purgeAt());
      if (family === null || family.revokedAt !== null) return over();
      if (usedAt !== null && at - usedAt > RETRY_SECONDS) {
        await revokeFamily(models, familyId, 'REUSE', at);
        log.warn({ accountId, familyId }, 'a refresh token was used twice');
        return over();
      }
      const next = successorOf(refreshToken, settings.refreshSecret);
      const expiresAt = (usedAt ?? at) + REFRESH_SECONDS;
      const stored = { familyId, accountId, expiresAt, usedAt: null, purgeAt: purgeAt() };
      await saveToken(models, { ...stored, _id: hashOf(next) });
      return sessionOf(accountId, next, expiresAt);
    },

    async revoke(refreshToken) {
      const token = await findToken(models, hashOf(refreshToken));
      const ended = token !== null && (await revokeFamily(models, token.familyId, 'HOLDER', now()));
      return ended ? token.accountId : over();
    },

    accountOf: (accessToken) => tokens.verify(accessToken, now()),
  };
}

/** A family's documents may be dropped once twice its life has passed on the wall clock. */
function purgeAt(): Date {
  return new Date(Date.now() + 2 * REFRESH_SECONDS * 1_000);
}
