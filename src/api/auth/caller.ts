/** Who a request comes from: the account of its token, with the roles that the account has now. */
import { BUCKETS_MAX, ROLES_SECONDS } from '../../domain/shared/limits.ts';
import type { Principal } from '../../market/command.ts';
import type { AccountDocument } from '../../store/documents/parties.ts';
import { requestError } from '../errors.ts';
import type { AuthService } from './authService.ts';

export interface Callers {
  /**
   * Null without a token. Throws UNAUTHENTICATED, always with the same words, when there is anything wrong
   * with it.
   */
  callerOf(bearer: string | null): Promise<Principal | null>;
}

interface Remembered {
  principal: Principal;
  until: number;
}

/**
 * Roles are read from the account and remembered for a few seconds, so that a revoked role does not live on.
 */
export function createCallers(
  auth: Pick<AuthService, 'accountOf'>,
  readAccount: (accountId: string) => Promise<AccountDocument | null>,
  monotonicSeconds: () => number,
): Callers {
  const remembered = new Map<string, Remembered>();
  return {
    async callerOf(bearer) {
      if (bearer === null) return null;
      const accountId = auth.accountOf(bearer);
      if (accountId === null) throw requestError('UNAUTHENTICATED');
      const known = remembered.get(accountId);
      if (known !== undefined && known.until > monotonicSeconds()) return known.principal;
      const account = await readAccount(accountId);
      if (account === null) throw requestError('UNAUTHENTICATED');
      const principal: Principal = { id: account._id, roles: account.roles, system: false };
      if (remembered.size >= BUCKETS_MAX) remembered.clear();
      remembered.set(accountId, { principal, until: monotonicSeconds() + ROLES_SECONDS });
      return principal;
    },
  };
}
