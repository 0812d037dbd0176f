/**
 * Accrual first: every command on a pool earns its premium
 * up to the command's time before it looks at capital.
 */
import { accrue, dueHours, isBehind } from '../../domain/policy/earning.ts';
import { splitEarned } from '../../domain/policy/split.ts';
import type { Amount } from '../../domain/shared/units.ts';
import type { PoolDocument } from '../../store/documents/pools.ts';
import { dueBuckets } from '../earning/dueBuckets.ts';
import { capitalOf, unearnedOf } from '../ledger/accounts.ts';
import { payIn } from '../reserve/flows.ts';
import { reserveIdOf } from '../reserve/reserveId.ts';
import { payPlatform } from '../reserve/slice.ts';
import { RetryLater } from '../retryLater.ts';
import type { Draft } from '../sequencer/draft.ts';
import { earningVaultOf, payIncome } from '../vault/income.ts';
import { accrueIncome } from './income.ts';
import { bookResult, keepDay } from './results.ts';
import { sweepWithoutShares } from './sweep.ts';

/**
 * Earns up to the draft's time and returns the pool as it is then. What comes to a pool without shares goes
 * on
 * to the shared fund. Throws RetryLater while it is far behind.
 */
export function accruePool(draft: Draft, poolId: string): PoolDocument {
  const pool = draft.must('pools', poolId);
  if (draft.at <= pool.earning.accruedTo) return pool;
  if (isBehind(pool.earning, draft.at)) throw new RetryLater(`${poolId} is being caught up`, 5);
  const buckets = dueBuckets(draft, poolId, dueHours(pool.earning, draft.at));
  keepDay(draft, pool);
  const { state, earned } = accrue(pool.earning, draft.at, buckets);
  draft.put('pools', { ...pool, earning: state });
  distributeEarned(draft, poolId, earned);
  accrueIncome(draft, poolId);
  sweepWithoutShares(draft, poolId);
  return draft.must('pools', poolId);
}

/**
 * Moves premium that was earned out of unearned, by the published split: the fund's part to the pool's own
 * fund, the vault's to the income of the vault, or to the shared fund while there is none that earns.
 */
export function distributeEarned(draft: Draft, poolId: string, earned: Amount): void {
  const pool = draft.must('pools', poolId);
  const { feePhase, ...parts } = splitEarned(earned, pool.earning.feePhase, draft.parameters.fees);
  draft.put('pools', { ...pool, earning: { ...pool.earning, feePhase } });
  draft.move(unearnedOf(poolId), capitalOf(poolId), pool.assetId, parts.pool);
  bookResult(draft, poolId, 'premium', parts.pool);
  payIn(draft, unearnedOf(poolId), reserveIdOf('POOL_FUND', poolId), 'PREMIUM', parts.fund);
  const vaultId = earningVaultOf(draft, pool.assetId);
  if (vaultId !== null) payIncome(draft, unearnedOf(poolId), vaultId, 'PREMIUM', parts.vault);
  else payIn(draft, unearnedOf(poolId), reserveIdOf('SHARED_FUND', pool.assetId), 'PREMIUM', parts.vault);
  payPlatform(draft, unearnedOf(poolId), pool.assetId, parts.platform);
}
