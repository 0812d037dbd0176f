/** What is to be done next for a pool in run-off. */
import { exitsFrozen } from '../../domain/pool/freezeClock.ts';
import { exitRoom } from '../../domain/pool/requirement.ts';
import { isRoundDue, roundAmount } from '../../domain/pool/runOff.ts';
import type { Amount, UnixSeconds } from '../../domain/shared/units.ts';
import type { PoolDocument } from '../../store/documents/pools.ts';
import { shareBookOf, standingOf } from './poolBooks.ts';

/**
 * PAY: the next positions of a round. CLOSE_EXITS: the queue ends before the first round, because all shares
 * are paid alike from now on. FUND: the round that was announced takes its amount out of the capital.
 * ANNOUNCE: the next round, as of now.
 */
export type RunOffStep = 'PAY' | 'CLOSE_EXITS' | 'FUND' | 'ANNOUNCE';

/** What a pool holds, and what counts of the reserves behind it. */
export interface Means {
  capital: Amount;
  backing: Amount;
}

/** What all shares may be paid now. */
export const payableNow = (pool: PoolDocument, { capital, backing }: Means): Amount =>
  roundAmount(exitRoom(standingOf(pool, capital, backing)), shareBookOf(pool, capital));

/**
 * The next step, or null while nothing can be done. `isDecided`: no breach of the pool's products that began
 * by then can still show up.
 */
export function nextRunOffStep(
  pool: PoolDocument,
  means: Means,
  isDecided: (until: UnixSeconds) => boolean,
  at: UnixSeconds,
): RunOffStep | null {
  const { runOff, status, shares, products } = pool;
  if (runOff === null) return null;
  const { round, lastAt } = runOff;
  // What has left the capital is theirs, whatever becomes of the pool.
  if (round !== null && round.payout !== null) return 'PAY';
  if (status !== 'RUN_OFF') return null;
  if (pool.queuedShares > 0n) return 'CLOSE_EXITS';
  if (shares === 0n || exitsFrozen(pool, at)) return null;
  if (round !== null) return isDecided(round.madeAt) ? 'FUND' : null;
  const isLast = products.every(({ cover }) => cover === 0n);
  return isRoundDue(lastAt, at, isLast) && payableNow(pool, means) > 0n ? 'ANNOUNCE' : null;
}
