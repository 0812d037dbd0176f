/**
 * Names of ledger accounts. An account is `<owner>/<purpose>`; a balance is `<owner>/<purpose>/<assetId>`.
 */

/** What a person may spend. */
export const availableOf = (accountId: string): string => `${accountId}/available`;
/** Bonds of challenges that are not decided yet. */
export const bondsOf = (accountId: string): string => `${accountId}/bonds`;
/** What an account's bids and limit orders hold, and what it pays for trades that wait. */
export const ordersOf = (accountId: string): string => `${accountId}/orders`;
/** Earned money at risk of a pool. */
export const capitalOf = (poolId: string): string => `${poolId}/capital`;
/** Premium that a pool has not earned yet: a liability that never absorbs a loss. */
export const unearnedOf = (poolId: string): string => `${poolId}/unearned`;
/** Money that an allocation has set aside for claimants and that has not been paid out yet. */
export const claimsOf = (poolId: string): string => `${poolId}/claims`;
/** What a round of run-off has taken out of a pool's capital and not paid to its positions yet. */
export const runOffOf = (poolId: string): string => `${poolId}/run-off`;

/** What is held for a market's liquidations: worst cases that are open, and draws that wait. */
export const heldOf = (marketId: string): string => `${marketId}/held`;
/** What a round of repayment has set aside for recovery claims and not paid out yet. */
export const recoveryOf = (reserveId: string): string => `${reserveId}/recovery`;
/** What a reserve holds. */
export const reserveOf = (reserveId: string): string => `${reserveId}/funds`;

/** Income of a vault that has not begun to reach its shares: what has begun is its `unearned`. */
export const incomeOf = (vaultId: string): string => `${vaultId}/income`;
/** What the platform has earned for itself. */
export const PLATFORM = 'platform/own';
/**
 * The world outside: what came in through the cashier less what went out.
 * Its balance is what is owed, below zero.
 */
export const OUTSIDE = 'outside/cashier';

/** The id of a balance document. */
export const balanceId = (account: string, assetId: string): string => `${account}/${assetId}`;

/** Only the world outside may stand below zero: every other account holds what it holds. */
export const mayBeNegative = (account: string): boolean => account.startsWith('outside/');
