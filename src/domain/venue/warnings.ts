/** Accounts that are asked for margin before they are liquidated (docs/mechanics.md section 8). */
import { type Amount, HOUR_SECONDS, type UnixSeconds } from '../shared/units.ts';
import { marginTopUp } from './signals.ts';

/** How long a warned account has. */
export const MARGIN_DEADLINE_SECONDS = HOUR_SECONDS;

/** What an account is asked to add, and until when. */
export interface MarginWarning {
  readonly account: string;
  readonly topUp: Amount;
  readonly deadlineAt: UnixSeconds;
}

/** What a warning looks at. */
export interface MarginStanding {
  readonly account: string;
  readonly equity: Amount;
  readonly maintenance: Amount;
}

/**
 * The warnings of a state: an account that was warned before keeps its deadline until it is above the level
 * again. Example: equity 100 of maintenance 100: 25 within the hour.
 */
export function marginWarnings(
  standings: readonly MarginStanding[],
  before: readonly MarginWarning[],
  at: UnixSeconds,
): MarginWarning[] {
  const deadlines = new Map(before.map(({ account, deadlineAt }) => [account, deadlineAt]));
  return standings.flatMap(({ account, equity, maintenance }) => {
    const topUp = marginTopUp(equity, maintenance);
    if (topUp === 0n) return [];
    return [{ account, topUp, deadlineAt: deadlines.get(account) ?? at + MARGIN_DEADLINE_SECONDS }];
  });
}
