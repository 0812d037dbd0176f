/** What is to be done next for a pool in run-off, or for the old shares of one that was wiped. */
import { totalCover } from '../../domain/pool/exposure.ts';
import { exitsFrozen } from '../../domain/pool/freezeClock.ts';
import { exitRoom } from '../../domain/pool/requirement.ts';
import { isRoundDue, roundAmount } from '../../domain/pool/runOff.ts';
import { standingOf } from '../../domain/pool/standing.ts';
import type { Amount, UnixSeconds } from '../../domain/shared/units.ts';
import type { PoolDocument, RunOff } from '../../store/documents/pools.ts';
import { reserveOf } from '../ledger/accounts.ts';
import type { ReserveBooks } from '../reserve/backing.ts';
import { reserveIdOf } from '../reserve/reserveId.ts';
import { shareBookOf } from './poolBooks.ts';

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

/** The same, with its own fund: what that holds, and what is still owed of claims on it. */
export interface RunOffMeans extends Means {
  fund: { held: Amount; owed: Amount };
}

/** The fund of a pool, as its run-off looks at it. */
export function ownFundOf(books: ReserveBooks, { _id, assetId }: PoolDocument): RunOffMeans['fund'] {
  const { _id: fundId, recovery } = books.must('reserves', reserveIdOf('POOL_FUND', _id));
  return { held: books.balance(reserveOf(fundId), assetId), owed: recovery.owed };
}

/** A pool that begins to pay its shares. */
export const newRunOff = (startedAt: UnixSeconds): RunOff => ({
  ...{ startedAt, rounds: 0, lastAt: null, paid: 0n, round: null },
});

/** What all shares may be paid now: by the pool, and by its own fund. */
export function payableNow(
  pool: PoolDocument,
  { capital, backing, fund }: RunOffMeans,
): { fromPool: Amount; fromFund: Amount } {
  const room = exitRoom(standingOf(pool, capital, backing));
  if (pool.status !== 'WIPED')
    return { fromPool: roundAmount(room, shareBookOf(pool, capital)), fromFund: 0n };
  // Nothing is sold for it ever again: once nothing is covered its fund has nobody else to pay.
  return { fromPool: room, fromFund: totalCover(pool.products) === 0n ? fund.held : 0n };
}

/**
 * The next step, or null while nothing can be done. `isDecided`: no breach of the pool's products that began
 * by then can still show up.
 */
export function nextRunOffStep(
  pool: PoolDocument,
  means: RunOffMeans,
  isDecided: (until: UnixSeconds) => boolean,
  at: UnixSeconds,
): RunOffStep | null {
  const { runOff, status, shares, products } = pool;
  if (runOff === null) return null;
  const { round, lastAt } = runOff;
  // What has left the capital is theirs, whatever becomes of the pool.
  if (round !== null && round.payout !== null) return 'PAY';
  if (status !== 'RUN_OFF' && status !== 'WIPED') return null;
  if (pool.queuedShares > 0n) return 'CLOSE_EXITS';
  if (shares === 0n || exitsFrozen(pool, at)) return null;
  // Whoever was not paid in full comes before those who lost what they had put in.
  if (status === 'WIPED' && means.fund.owed > 0n) return null;
  if (round !== null) return isDecided(round.madeAt) ? 'FUND' : null;
  // The shares of a wiped pool never end: it is no hurry, and each round walks all positions.
  const isLast = status === 'RUN_OFF' && products.every(({ cover }) => cover === 0n);
  const { fromPool, fromFund } = payableNow(pool, means);
  return isRoundDue(lastAt, at, isLast) && fromPool + fromFund > 0n ? 'ANNOUNCE' : null;
}
