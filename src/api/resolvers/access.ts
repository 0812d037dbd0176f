/** Who may see what. Not-yours answers as not found, everywhere. */

import type { EventFilter } from '../../market/queries/port.ts';
import type { Role } from '../../store/documents/parties.ts';
import type { ApiContext } from '../context.ts';

/** Roles that may see every account. */
const ACCOUNT_READERS: readonly Role[] = ['CASHIER', 'OWNER'];

export function maySeeAllAccounts({ caller }: ApiContext): boolean {
  return caller?.roles.some((role) => ACCOUNT_READERS.includes(role)) ?? false;
}

/** The row when it belongs to the caller, else null. */
export function ownOrNull<Row extends { accountId: string }>(
  context: ApiContext,
  row: Row | null,
): Row | null {
  return row !== null && row.accountId === context.caller?.id ? row : null;
}

/** The account when the caller may see it, else null. */
export function visibleAccount<Row extends { _id: string }>(
  context: ApiContext,
  row: Row | null,
): Row | null {
  return row !== null && (row._id === context.caller?.id || maySeeAllAccounts(context)) ? row : null;
}

/** Who reads events. */
export function readerOf(context: ApiContext): EventFilter['reader'] {
  return { accountId: context.caller?.id ?? null, seesAll: false };
}
