/**
 * Backstop vaults: who has which part of a reserve of the kind VAULT. What it holds is the reserve's balance;
 * positions and withdrawals name the reserve where those of a pool name the pool.
 */
import type { EarningState } from '../../domain/policy/earning.ts';
import type { FreezeClock } from '../../domain/pool/freezeClock.ts';
import type { Mark, PoolResults } from '../../domain/pool/results.ts';
import type { Amount, UnixSeconds } from '../../domain/shared/units.ts';
import type { VaultLoss } from '../../domain/vault/slash.ts';
import type { VaultStatus } from '../../domain/vault/status.ts';
import type { ReserveSource } from './reserves.ts';

/** `_id` is that of the reserve. */
export interface VaultDocument extends FreezeClock {
  _id: string;
  version: number;
  /** What it holds ... */
  assetId: string;
  /** ... and what the pools pay that it backs: mostly the same. */
  payoutAssetId: string;
  /** The feed of what one whole unit of the former is worth in the latter; null where there is none. */
  priceFeedId: string | null;
  status: VaultStatus;
  shares: Amount;
  queuedShares: Amount;
  /** Recorded value of all queued shares. */
  queuedValue: Amount;
  withdrawalCount: number;
  /** Products in a breach, or with an incident to pay, of pools that it backs: frozen while there is one. */
  breachedProductIds: string[];
  /** What is set aside of it for draws of venues' markets: not in its balance, and its shares' until paid. */
  holds: readonly { readonly marketId: string; readonly amount: Amount }[];
  /** Income that reaches the shares over time (see domain/vault/income). */
  earning: EarningState;
  /** What came to it as income since it began; what has not reached the shares yet is not in its balance. */
  incomes: Partial<Record<ReserveSource, Amount>>;
  results: PoolResults;
  /** Since when somebody has shares without a break, or the creation while nobody ever had. */
  opening: Mark;
  /** The auction that sells what it holds, or null; and how many there have been. */
  saleId: string | null;
  saleCount: number;
  createdAt: UnixSeconds;
}

/** What a loss event took from a vault, once. `_id` is `vaultId/lossEventId`. */
export interface VaultLossDocument extends VaultLoss {
  _id: string;
  version: number;
  vaultId: string;
  lossEventId: string;
  /** Its incidents, with what was taken for each. */
  incidents: { incidentId: string; amount: Amount }[];
  assetsBefore: Amount;
  sharesBefore: Amount;
  at: UnixSeconds;
}
