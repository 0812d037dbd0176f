/** Who may see what. Not-yours answers as not found, everywhere. */
import type { EventFilter } from '../../market/queries/port.ts';
import type { Role } from '../../store/documents/parties.ts';
import type { Scope } from '../auth/scopes.ts';
import type { ApiContext } from '../context.ts';

/** Roles that may see every account. */
const ACCOUNT_READERS: readonly Role[] = ['CASHIER', 'OWNER'];

export function maySeeAllAccounts(context: Pick<ApiContext, 'caller' | 'scopes'>): boolean {
  const mayRead = readerIdOf(context) !== null;
  return mayRead && (context.caller?.roles.some((role) => ACCOUNT_READERS.includes(role)) ?? false);
}

/** The account whose own things may be shown: nobody's for a key without the scope to read them. */
export function readerIdOf({ caller, scopes }: Pick<ApiContext, 'caller' | 'scopes'>): string | null {
  return scopes === null || scopes.includes('ACCOUNT') ? (caller?.id ?? null) : null;
}

/** The account whose reports and feeds may be shown, which programs that report or manage feeds may see. */
export function senderIdOf({ caller, scopes }: ApiContext): string | null {
  const scopesThatSee: readonly Scope[] = ['ACCOUNT', 'ORACLE_SUBMIT', 'FEED_MANAGE'];
  const maySee = scopes === null || scopesThatSee.some((scope) => scopes.includes(scope));
  return maySee ? (caller?.id ?? null) : null;
}

/** The row when it belongs to the caller, else null. */
export function ownOrNull<Row extends { accountId: string }>(
  context: ApiContext,
  row: Row | null,
): Row | null {
  return row !== null && row.accountId === readerIdOf(context) ? row : null;
}

/** The account when the caller may see it, else null. */
export function visibleAccount<Row extends { _id: string }>(
  context: ApiContext,
  row: Row | null,
): Row | null {
  return row !== null && mayReadAccount(context, row._id) ? row : null;
}

/** Who reads events. */
export function readerOf(context: ApiContext): EventFilter['reader'] {
  return { accountId: readerIdOf(context), seesAll: false };
}

/**
 * True when the caller is this account, with the scope for it. Whoever may read all accounts is not: with the
 * salt of a proof they could say, to whoever they like, whose leaf it is.
 */
export function isOwnAccount(context: Pick<ApiContext, 'caller' | 'scopes'>, accountId: string): boolean {
  return readerIdOf(context) === accountId;
}

/** True when a caller may see this account: its own, with the scope for it, or all of them. */
export function mayReadAccount(context: Pick<ApiContext, 'caller' | 'scopes'>, accountId: string): boolean {
  return isOwnAccount(context, accountId) || maySeeAllAccounts(context);
}
