/** What a pool holds when nobody has a share of it any more. */
import { earmarkedOf } from '../../domain/pool/earmark.ts';
import { exitRoom } from '../../domain/pool/requirement.ts';
import { leftoverWithoutShares } from '../../domain/pool/shares.ts';
import { minimum } from '../../domain/shared/rounding.ts';
import { balanceId, capitalOf } from '../ledger/accounts.ts';
import { backingNeeds } from '../reserve/backing.ts';
import { payIn } from '../reserve/flows.ts';
import { reserveIdOf } from '../reserve/reserveId.ts';
import type { Draft } from '../sequencer/draft.ts';
import { type Need, need, type World } from '../sequencer/world.ts';
import { standingIn } from './poolBooks.ts';

/**
 * Gives to the shared fund what a pool without shares holds, but for what cover still locks. Nothing moves
 * while anybody has a share or anything is earmarked. Called wherever a last share may have left, capital may
 * have come or a lock may have ended; whatever is left waits for the next hourly accrual at most.
 */
export function sweepWithoutShares(draft: Draft, poolId: string): void {
  const pool = draft.must('pools', poolId);
  if (pool.shares > 0n) return;
  const capital = draft.balance(capitalOf(poolId), pool.assetId);
  const leftover = leftoverWithoutShares(capital, earmarkedOf(pool), pool.shares);
  const free = minimum(leftover, exitRoom(standingIn(draft, pool)));
  payIn(draft, capitalOf(poolId), reserveIdOf('SHARED_FUND', pool.assetId), 'LEFTOVER', free);
}

/** What sweeping pools reads and writes beside the pools themselves: nothing where somebody has shares. */
export function sweepNeeds(world: World, poolIds: readonly string[]): Need[] {
  return poolIds.flatMap((poolId) => {
    const pool = world.peek('pools', poolId);
    if (pool === undefined || pool === null || pool.shares > 0n) return [];
    const capital = need('balances', balanceId(capitalOf(poolId), pool.assetId));
    return [capital, ...backingNeeds(poolId, pool.assetId)];
  });
}
