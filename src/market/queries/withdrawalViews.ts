/** Where an exit stands in the queue, when its cooldown ends and what holds it up. */
import { cooldownEndsAt, exitsFrozen } from '../../domain/pool/freezeClock.ts';
import { exitRoom } from '../../domain/pool/requirement.ts';
import { standingOf } from '../../domain/pool/standing.ts';
import type { UnixSeconds } from '../../domain/shared/units.ts';
import type { WithdrawalDocument } from '../../store/documents/pools.ts';
import { countAhead } from '../../store/queries/exitQueue.ts';
import { withSnapshot } from '../../store/queries/snapshot.ts';
import { poolDecidedNeeds } from '../pool/poolNeeds.ts';
import { freezingProduct, frozenFor, undecidedProduct } from '../pool/steppingOut.ts';
import { loadWorld } from '../sequencer/loadWorld.ts';
import { type Need, need, type World } from '../sequencer/world.ts';
import { isVault } from '../vault/vaultId.ts';
import { bookNeeds, openBooks, type PoolBooks } from './books.ts';
import type { QueryDependencies } from './dependencies.ts';
import type { WithdrawalView } from './views.ts';

const OVER: WithdrawalView = { queuePosition: null, earliestAt: null, clockStoppedBy: null };

/** Exits on the books of their pools, as of now. */
export async function withdrawalViews(
  { database, now }: QueryDependencies,
  ids: readonly string[],
): Promise<Map<string, WithdrawalView>> {
  const at = now();
  const { world, ahead } = await withSnapshot(database, async (view) => ({
    world: await loadWorld(view, (partial) => ids.flatMap((id) => withdrawalNeeds(partial, id, at))),
    ahead: await countAhead(view, ids),
  }));
  const views = new Map<string, WithdrawalView>();
  for (const id of ids) {
    const withdrawal = world.get('withdrawals', id);
    if (withdrawal === null) continue;
    const before = ahead.get(id);
    views.set(id, before === undefined ? OVER : waitingView(world, withdrawal, before, at));
  }
  return views;
}

function withdrawalNeeds(world: World, withdrawalId: string, at: UnixSeconds): Need[] {
  const poolId = world.peek('withdrawals', withdrawalId)?.poolId;
  const own = need('withdrawals', withdrawalId);
  if (poolId !== undefined && isVault(poolId)) return [own, need('vaults', poolId)];
  return poolId === undefined
    ? [own]
    : [own, ...bookNeeds(world, poolId, at), ...poolDecidedNeeds(world, poolId)];
}

function waitingView(
  world: World,
  withdrawal: WithdrawalDocument,
  ahead: number,
  at: UnixSeconds,
): WithdrawalView {
  if (isVault(withdrawal.poolId)) return waitingInVault(world, withdrawal, ahead, at);
  const books = openBooks(world, withdrawal.poolId, at);
  if (books === null) throw new Error(`${withdrawal._id} names ${withdrawal.poolId}, which does not exist`);
  const earliestAt = withdrawal.maturedAt ?? cooldownEndsAt(withdrawal, books.pool, at);
  return { queuePosition: ahead + 1, earliestAt, clockStoppedBy: obstacle(world, books, withdrawal, at) };
}

/** Exits of a vault are paid each on its own: its place says only who asked before. */
function waitingInVault(
  world: World,
  withdrawal: WithdrawalDocument,
  ahead: number,
  at: UnixSeconds,
): WithdrawalView {
  const vault = world.get('vaults', withdrawal.poolId);
  if (vault === null) throw new Error(`${withdrawal._id} names ${withdrawal.poolId}, which does not exist`);
  const earliestAt = withdrawal.maturedAt ?? cooldownEndsAt(withdrawal, vault, at);
  const frozen =
    'The vault is frozen: a breach of what it backs is open, or an incident of it is not paid yet.';
  return { queuePosition: ahead + 1, earliestAt, clockStoppedBy: exitsFrozen(vault, at) ? frozen : null };
}

/** What holds the clock, or the payment once the cooldown is over; null while it only waits for its time. */
function obstacle(
  world: World,
  { pool, capital, backing }: PoolBooks,
  { maturedAt }: WithdrawalDocument,
  at: UnixSeconds,
): string | null {
  const frozen = freezingProduct(pool, at);
  if (frozen !== undefined) {
    return frozenFor(frozen.subject);
  }
  if (maturedAt === null) return null;
  const undecided = undecidedProduct(world, pool, maturedAt, at);
  if (undecided !== undefined)
    return `The feed of ${undecided.subject} does not say yet whether a breach began before the cooldown ended.`;
  if (exitRoom(standingOf(pool, capital, backing)) === 0n)
    return 'The capital stands behind cover that has not ended.';
  return null;
}
