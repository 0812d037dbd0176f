/**
 * What a pool's own fund gives to its shares: it waits beside the fund and reaches the capital over 30 days,
 * because who deposits a moment before a lump sum would take a part of it along. Before, it is no capital.
 */
import { accrue, dueHours } from '../../domain/policy/earning.ts';
import type { Amount } from '../../domain/shared/units.ts';
import type { PoolDocument } from '../../store/documents/pools.ts';
import { dueBuckets } from '../earning/dueBuckets.ts';
import { capitalOf, unearnedOf } from '../ledger/accounts.ts';
import { reserveIdOf } from '../reserve/reserveId.ts';
import type { Draft } from '../sequencer/draft.ts';
import { bookResult } from './results.ts';

/** What has not reached the shares yet. */
export const unreleasedOf = (draft: Draft, { _id, assetId, income }: PoolDocument): Amount =>
  income === null ? 0n : draft.balance(incomeAccountOf(_id), assetId);

/** Where it waits. */
export const incomeAccountOf = (poolId: string): string => unearnedOf(reserveIdOf('POOL_FUND', poolId));

/** Hands it on up to the draft's time, as far as premium has been earned. */
export function accrueIncome(draft: Draft, poolId: string): void {
  const pool = draft.must('pools', poolId);
  const { income, assetId } = pool;
  if (income === null) return;
  const buckets = dueBuckets(draft, reserveIdOf('POOL_FUND', poolId), dueHours(income, draft.at));
  const { state, earned } = accrue(income, draft.at, buckets);
  draft.put('pools', { ...pool, income: earned === unreleasedOf(draft, pool) ? null : state });
  draft.move(incomeAccountOf(poolId), capitalOf(poolId), assetId, earned);
  bookResult(draft, poolId, 'reserveIncome', earned);
}
