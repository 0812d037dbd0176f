/** What pools and positions have earned and lost: booked where capital moves, so that it is cheap to read. */
import {
  addResults,
  type BySource,
  type Mark,
  markPrice,
  resultOf,
  valueAt,
  withDilution,
  withResult,
} from '../../domain/pool/results.ts';
import { LOSSES_SHOWN_MAX } from '../../domain/shared/limits.ts';
import { type Amount, DAY_SECONDS, type UnixSeconds } from '../../domain/shared/units.ts';
import type { PoolDocument, PositionDocument } from '../../store/documents/pools.ts';
import { availableOf, capitalOf } from '../ledger/accounts.ts';
import type { Draft } from '../sequencer/draft.ts';
import { emptyPosition, positionIdOf } from './positions.ts';

/** Counts what a source brought to a pool's capital; a loss is positive, what comes back of one negative. */
export function bookResult(draft: Draft, poolId: string, source: keyof BySource, amount: Amount): void {
  if (amount === 0n) return;
  const pool = draft.must('pools', poolId);
  draft.put('pools', { ...pool, results: withResult(pool.results, source, amount, pool.shares) });
}

/** Where a pool's results stand at a time. */
export function markOf(draft: Draft, pool: PoolDocument, at: UnixSeconds): Mark {
  const capital = draft.balance(capitalOf(pool._id), pool.assetId);
  return { at, priceWad: markPrice(capital, pool.shares), perShare: pool.results.perShare };
}

/** Keeps where a pool stood when the day began, if nobody has accrued it in that day before. */
export function keepDay(draft: Draft, pool: PoolDocument): void {
  const { _id: poolId, earning } = pool;
  const day = draft.at - (draft.at % DAY_SECONDS);
  if (earning.accruedTo >= day) return;
  const mark = markOf(draft, pool, earning.accruedTo);
  // Not looked for before: the pool's accrual says that it is not there.
  draft.create('poolDays', { _id: `${poolId}/${day}`, version: 0, poolId, day, mark });
}

/**
 * Gives a position another number of shares. What the old ones have earned and lost is settled first: it is
 * theirs whatever the number becomes. `mark` is the pool's, before anything of the command has moved.
 */
export function withShares(position: PositionDocument, shares: Amount, mark: Mark): PositionDocument {
  const { opening, settled, settledTo, lossShares, received } = position.results;
  const hasLost = position.shares > 0n && settledTo.losses !== mark.perShare.losses;
  const had = { until: mark.at, shares: position.shares };
  return {
    ...position,
    shares,
    results: {
      opening: position.shares === 0n ? mark : opening,
      settled: addResults(settled, resultOf(position.shares, settledTo, mark.perShare)),
      settledTo: mark.perShare,
      received,
      lossShares: hasLost ? [...lossShares, had].slice(-LOSSES_SHOWN_MAX) : lossShares,
    },
  };
}

/** Gives a position shares of another's, or takes them for it where `quantity` is below 0, at their value. */
export function withReceived(position: PositionDocument, quantity: Amount, mark: Mark): PositionDocument {
  const next = withShares(position, position.shares + quantity, mark);
  const received = next.results.received + valueAt(quantity, mark);
  return { ...next, results: { ...next.results, received } };
}

/**
 * Gives new shares to an account for less than they are worth. What the others' shares lose by it counts as a
 * loss of each share; what the taker gains is no result of the pool. The pool is accrued. Returns the id of
 * the taker's position.
 */
export function issueBelowValue(
  draft: Draft,
  pool: PoolDocument,
  { accountId, shares, paid }: { accountId: string; shares: Amount; paid: Amount },
): string {
  const before = markOf(draft, pool, draft.at);
  draft.move(availableOf(accountId), capitalOf(pool._id), pool.assetId, paid);
  const capital = draft.balance(capitalOf(pool._id), pool.assetId);
  const priceWad = markPrice(capital, pool.shares + shares);
  const results = withDilution(pool.results, before.priceWad, priceWad);
  const mark = { ...before, priceWad, perShare: results.perShare };
  const opening = pool.shares === 0n ? mark : pool.opening;
  draft.put('pools', { ...pool, shares: pool.shares + shares, opening, results });
  const positionId = positionIdOf(pool._id, accountId);
  const position = draft.get('positions', positionId) ?? emptyPosition(pool._id, accountId, draft.at);
  const taken = withReceived(position, shares, mark);
  const received = taken.results.received - paid;
  const deposited = taken.deposited + paid;
  draft.put('positions', { ...taken, deposited, results: { ...taken.results, received } });
  return positionId;
}
