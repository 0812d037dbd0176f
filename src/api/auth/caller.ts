/** Who a request comes from: the account of its token or key, with the roles that the account has now. */
import { BUCKETS_MAX, ROLES_SECONDS } from '../../domain/shared/limits.ts';
import type { Principal } from '../../market/command.ts';
import type { AccountDocument } from '../../store/documents/parties.ts';
import { requestError } from '../errors.ts';
import { looksLikeApiKey } from './apiKeys.ts';
import type { AuthService } from './authService.ts';
import type { Scope } from './scopes.ts';

/** The account that calls, and what its key may do; a session may do everything: `scopes` is null. */
export interface Caller {
  caller: Principal | null;
  scopes: readonly Scope[] | null;
}

export interface Callers {
  /**
   * Nobody without a token. Throws UNAUTHENTICATED, always with the same words, when there is anything wrong
   * with it.
   */
  callerOf(bearer: string | null): Promise<Caller>;
}

interface Remembered {
  principal: Principal;
  until: number;
}

const NOBODY: Caller = { caller: null, scopes: null };

/**
 * Roles are read from the account and remembered for a few seconds, so that a revoked role does not live on.
 * A key is looked up each time: one that was revoked ends at once.
 */
export function createCallers(
  auth: Pick<AuthService, 'accountOf' | 'apiKeyOf'>,
  readAccount: (accountId: string) => Promise<AccountDocument | null>,
  monotonicSeconds: () => number,
): Callers {
  const remembered = new Map<string, Remembered>();

  async function principalOf(accountId: string): Promise<Principal> {
    const known = remembered.get(accountId);
    if (known !== undefined && known.until > monotonicSeconds()) return known.principal;
    const account = await readAccount(accountId);
    if (account === null) throw requestError('UNAUTHENTICATED');
    const principal: Principal = { id: account._id, roles: account.roles, system: false };
    if (remembered.size >= BUCKETS_MAX) remembered.clear();
    remembered.set(accountId, { principal, until: monotonicSeconds() + ROLES_SECONDS });
    return principal;
  }

  return {
    async callerOf(bearer) {
      if (bearer === null) return NOBODY;
      const key = looksLikeApiKey(bearer) ? await auth.apiKeyOf(bearer) : null;
      const accountId = key === null ? auth.accountOf(bearer) : key.accountId;
      if (accountId === null) throw requestError('UNAUTHENTICATED');
      return { caller: await principalOf(accountId), scopes: key?.scopes ?? null };
    },
  };
}
