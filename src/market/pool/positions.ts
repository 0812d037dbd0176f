/** Positions: what their ids follow from, and which of their shares their owner may still dispose of. */
import { NO_RESULTS } from '../../domain/pool/results.ts';
import { type Amount, type UnixSeconds, WAD } from '../../domain/shared/units.ts';
import type { PositionDocument } from '../../store/documents/pools.ts';

/** The id of an account's position in a pool or a vault: there is one. */
export const positionIdOf = (poolId: string, accountId: string): string =>
  `pos_${poolId.slice(poolId.indexOf('_') + 1)}_${accountId.slice('acc_'.length)}`;

/** A position before its first shares: `withShares` gives them. */
export const emptyPosition = (
  poolId: string,
  accountId: string,
  createdAt: UnixSeconds,
): PositionDocument => ({
  _id: positionIdOf(poolId, accountId),
  version: 0,
  poolId,
  accountId,
  shares: 0n,
  queuedShares: 0n,
  lockedShares: 0n,
  deposited: 0n,
  withdrawn: 0n,
  results: {
    opening: { at: createdAt, priceWad: WAD, perShare: NO_RESULTS },
    settled: NO_RESULTS,
    settledTo: NO_RESULTS,
    received: 0n,
    lossShares: [],
  },
  createdAt,
});

/** Shares that neither leave nor wait to be handed over. */
export const freeSharesOf = ({
  shares,
  queuedShares,
  lockedShares,
}: Pick<PositionDocument, 'shares' | 'queuedShares' | 'lockedShares'>): Amount =>
  shares - queuedShares - lockedShares;
