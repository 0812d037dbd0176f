/** What a pool's clock brings: premium is earned every hour, and exits are paid as they come due. */
import { isBehind } from '../../domain/policy/earning.ts';
import { cooldownEndsAt, exitsFrozen, isWaitedFor } from '../../domain/pool/freezeClock.ts';
import { isOpen, type LadderRules } from '../../domain/pool/ladder.ts';
import { RUN_OFF_COMMANDS_MAX, WITHDRAWALS_PER_COMMAND_MAX } from '../../domain/shared/limits.ts';
import { type Amount, HOUR_SECONDS, type UnixSeconds } from '../../domain/shared/units.ts';
import { phaseOf } from '../../market/auction/standing.ts';
import { balanceId, capitalOf } from '../../market/ledger/accounts.ts';
import { isFrozen, judgementOn } from '../../market/pool/ladder.ts';
import { nextRunOffStep, type RunOffMeans } from '../../market/pool/runOffStep.ts';
import type { PoolDocument, PoolProduct } from '../../store/documents/pools.ts';
import { loadByIds } from '../../store/load.ts';
import { loadRange } from '../../store/ranges.ts';
import type { Step } from '../context.ts';
import { send } from '../send.ts';

/** By product: until when it is decided. */
type Decided = ReadonlyMap<string, UnixSeconds | null>;

/** What the step knows around a pool. */
export interface PoolSurroundings {
  decided: Decided;
  /** Products that have an incident to pay. */
  unpaid: ReadonlySet<string>;
  /** True when policies of the pool wait to step out. */
  isLeft: boolean;
  capital: Amount;
  /** By which it stands on the ladder. */
  rules: LadderRules;
  /** What counts of the reserves behind it. */
  backing: Amount;
  /** Its own fund. */
  fund: RunOffMeans['fund'];
}

export async function stepPool(step: Step, pool: PoolDocument, around: PoolSurroundings): Promise<void> {
  const { decided, isLeft, capital, backing, fund } = around;
  await accrue(step, pool);
  if (isLeft) await settleHolders(step, pool, decided);
  await judge(step, pool, around);
  if (pool.auctionId !== null) await reset(step, pool, pool.auctionId);
  if (pool.runOff !== null) {
    await runOff(step, { pool, capital, backing, fund }, decided);
    return;
  }
  if (pool.queuedShares === 0n || !(await isExitDue(step, pool, decided))) return;
  await send(step, 'payWithdrawals', { poolId: pool._id, tick: step.at });
}

/** Sent only when the books, or the clock of a call, put the pool somewhere else. */
async function judge(step: Step, pool: PoolDocument, around: PoolSurroundings): Promise<void> {
  const { capital, backing, unpaid } = around;
  const isUnpaid = (productId: string) => unpaid.has(productId);
  const judgement = judgementOn(pool, { capital, backing }, isUnpaid, step.at, around.rules);
  if (judgement === null || judgement.steps.length === 0) return;
  await send(step, 'judgePool', { poolId: pool._id, tick: `${step.at}` });
}

/** A round of its auction that is over is begun anew, unless nobody could take anything. */
async function reset(step: Step, pool: PoolDocument, auctionId: string): Promise<void> {
  const [auction] = await loadByIds(step.database, 'auctions', [auctionId]);
  if (auction?.kind !== 'RECAPITALISATION' || auction.status !== 'OPEN' || isFrozen(pool)) return;
  if (phaseOf(auction, pool, step.at).kind !== 'RESET_DUE') return;
  await send(step, 'resetAuction', { auctionId, round: auction.round.number });
}

/** As many steps of a run-off as can be taken now, each named by the state of the pool that was seen. */
async function runOff(
  step: Step,
  seen: { pool: PoolDocument } & RunOffMeans,
  decided: Decided,
): Promise<void> {
  const { backing, fund } = seen;
  let { pool, capital } = seen;
  const { _id: poolId, assetId } = pool;
  for (let count = 0; count < RUN_OFF_COMMANDS_MAX; count += 1) {
    const isDecided = (until: UnixSeconds) => isDecidedUntil(pool, decided, until, step.at);
    if (nextRunOffStep(pool, { capital, backing, fund }, isDecided, step.at) === null) return;
    if (!(await send(step, 'payRunOff', { poolId, tick: `${pool.version}` }))) return;
    const [pools, balances] = await Promise.all([
      loadByIds(step.database, 'pools', [poolId]),
      loadByIds(step.database, 'balances', [balanceId(capitalOf(poolId), assetId)]),
    ]);
    pool = pools[0] ?? pool;
    capital = balances[0]?.amount ?? 0n;
  }
}

/** Every product that is waited for is decided until then. */
function isDecidedUntil(
  { products }: PoolDocument,
  decided: Decided,
  until: UnixSeconds,
  at: UnixSeconds,
): boolean {
  const isDecided = ({ productId }: PoolProduct) => (decided.get(productId) ?? -1) >= until;
  return products.every((product) => !isWaitedFor(product, at) || isDecided(product));
}

/** Holders who asked to step out before the time until which all products of the pool are decided. */
async function settleHolders(step: Step, pool: PoolDocument, decided: Decided): Promise<void> {
  const { _id: poolId } = pool;
  const waitedFor = pool.products.filter((product) => isWaitedFor(product, step.at));
  const until = Math.min(step.at, ...waitedFor.map(({ productId }) => decided.get(productId) ?? -1));
  if (until < 0) return;
  let tick = '';
  for (;;) {
    const [first] = await loadRange(step.database, 'steppingOut', { poolId, until }, 1);
    // The oldest names the step. One that waits for another pool is asked for again with the next slot.
    const next = first && `${until}:${first._id}`;
    if (next === undefined || next === tick) return;
    tick = next;
    if (!(await send(step, 'settleStepOuts', { poolId, until, tick }))) return;
  }
}

/** A pool that is far behind is caught up in several commands, each named by where it starts. */
async function accrue(step: Step, pool: PoolDocument): Promise<void> {
  const { _id: poolId } = pool;
  let { earning } = pool;
  while (earning.accruedTo + HOUR_SECONDS <= step.at) {
    const isDone = await send(step, 'accruePool', { poolId, tick: earning.accruedTo });
    if (!isDone || !isBehind(earning, step.at)) return;
    const [reached] = await loadByIds(step.database, 'pools', [poolId]);
    if (reached === undefined || reached.earning.accruedTo <= earning.accruedTo) return;
    earning = reached.earning;
  }
}

/**
 * Whether the next exit in turn can move: it matures, or it has and
 * every product is decided until that moment.
 */
async function isExitDue(step: Step, pool: PoolDocument, decided: Decided): Promise<boolean> {
  const { database, at } = step;
  const query = { poolId: pool._id };
  const found = await loadRange(database, 'waitingWithdrawals', query, WITHDRAWALS_PER_COMMAND_MAX);
  const isFrozen = exitsFrozen(pool, at);
  for (const withdrawal of found) {
    const { maturedAt } = withdrawal;
    if (maturedAt === null) {
      const endsAt = cooldownEndsAt(withdrawal, pool, at);
      if (endsAt !== null && endsAt <= at) return true;
      continue;
    }
    // First come, first paid: one that waits holds up those behind it.
    return isOpen(pool.status) && !isFrozen && isDecidedUntil(pool, decided, maturedAt, at);
  }
  return false;
}
