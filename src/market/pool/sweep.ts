/** What a pool holds when nobody has a share of it any more. */
import { exitRoom } from '../../domain/pool/requirement.ts';
import { leftoverWithoutShares } from '../../domain/pool/shares.ts';
import { minimum } from '../../domain/shared/rounding.ts';
import { balanceId, capitalOf, FUND_SHARED } from '../ledger/accounts.ts';
import type { Draft } from '../sequencer/draft.ts';
import { type Need, need, type World } from '../sequencer/world.ts';
import { earmarkedOf, standingOf } from './poolBooks.ts';

/**
 * Gives to the insurance fund what a pool without shares holds, but for what cover still locks. Nothing moves
 * while anybody has a share or anything is earmarked. Called wherever a last share may have left, capital may
 * have come or a lock may have ended; whatever is left waits for the next hourly accrual at most.
 */
export function sweepWithoutShares(draft: Draft, poolId: string): void {
  const pool = draft.must('pools', poolId);
  if (pool.shares > 0n) return;
  const capital = draft.balance(capitalOf(poolId), pool.assetId);
  const leftover = leftoverWithoutShares(capital, earmarkedOf(pool), pool.shares);
  const free = minimum(leftover, exitRoom(standingOf(pool, capital)));
  draft.move(capitalOf(poolId), FUND_SHARED, pool.assetId, free);
}

/** What sweeping pools reads and writes beside the pools themselves: nothing where somebody has shares. */
export function sweepNeeds(world: World, poolIds: readonly string[]): Need[] {
  return poolIds.flatMap((poolId) => {
    const pool = world.peek('pools', poolId);
    if (pool === undefined || pool === null || pool.shares > 0n) return [];
    return [capitalOf(poolId), FUND_SHARED].map((account) =>
      need('balances', balanceId(account, pool.assetId)),
    );
  });
}
