/** What the state of a vault stops (docs/mechanics.md sections 1, 4 and 7). */
import { type QueueLevels, type QueuePressure, queuePressure } from '../pool/queuePressure.ts';
import { isWiped } from '../pool/shares.ts';
import type { Amount } from '../shared/units.ts';

/**
 * SALES_STOPPED: nothing more is sold that the vault backs. CLOSED: no deposits either, until below the first
 * threshold. WIPED: a share has lost all but a millionth; its holders may leave with what comes to it still.
 */
export type VaultStatus = 'OPEN' | 'SALES_STOPPED' | 'CLOSED' | 'WIPED';

export interface VaultBook {
  readonly assets: Amount;
  /** Slashed and not covered yet: it may come back, so nothing is judged wiped by it. */
  readonly pending: Amount;
  readonly shares: Amount;
  readonly queuedShares: Amount;
}

const BY_PRESSURE: Readonly<Record<QueuePressure, VaultStatus>> = {
  NONE: 'OPEN',
  SALES_STOPPED: 'SALES_STOPPED',
  CLOSED: 'CLOSED',
};

/**
 * The status now, from the one before. Exits are paid in each of them.
 * Example: 50 of 150 shares in the queue: SALES_STOPPED.
 */
export function vaultStatus(
  { assets, pending, shares, queuedShares }: VaultBook,
  before: VaultStatus,
  levels?: QueueLevels,
): VaultStatus {
  if (before === 'WIPED' || isWiped(assets, pending, shares)) return 'WIPED';
  const pressure = before === 'CLOSED' ? 'CLOSED' : 'NONE';
  return BY_PRESSURE[queuePressure(queuedShares, shares, pressure, levels)];
}
