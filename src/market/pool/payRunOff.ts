/**
 * Pays what the cover of a pool in run-off has freed to all shares alike, and what comes to a wiped pool, and
 * is not owed to anybody, to its old shares.
 *
 * Each command takes one step: it gives waiting exits back their shares, announces a round, takes its amount
 * out of the capital once no breach can have begun before, or pays the next positions in the order of their
 * ids.
 */
import { z } from 'zod';
import {
  openLatePayout,
  openPayout,
  type Payout,
  payoutLeft,
  payPosition,
} from '../../domain/pool/runOff.ts';
import {
  RUN_OFF_POSITIONS_MAX,
  STEP_NAME_LENGTH_MAX,
  WITHDRAWALS_PER_COMMAND_MAX,
} from '../../domain/shared/limits.ts';
import { refuse } from '../../domain/shared/refusals.ts';
import { minimum } from '../../domain/shared/rounding.ts';
import type { Amount, UnixSeconds } from '../../domain/shared/units.ts';
import type { PoolDocument, RunOff, RunOffRound } from '../../store/documents/pools.ts';
import type { Command } from '../command.ts';
import { idInput } from '../inputs.ts';
import { availableOf, balanceId, capitalOf, runOffOf } from '../ledger/accounts.ts';
import { backingOf } from '../reserve/backing.ts';
import { payOut } from '../reserve/flows.ts';
import { reserveIdOf } from '../reserve/reserveId.ts';
import { type Draft, openDraft } from '../sequencer/draft.ts';
import { type Need, need, type World } from '../sequencer/world.ts';
import { accruePool } from './accrue.ts';
import { closeExit } from './closeExit.ts';
import { shareBookOf } from './poolBooks.ts';
import { poolDecidedNeeds, poolNeeds } from './poolNeeds.ts';
import { bookResult, markOf, withShares } from './results.ts';
import { nextRunOffStep, ownFundOf, payableNow, type RunOffMeans, type RunOffStep } from './runOffStep.ts';
import { undecidedProduct } from './steppingOut.ts';
import { sweepWithoutShares } from './sweep.ts';

/** `tick` names the state of the pool that the watcher saw: one step is taken once. */
const input = z.strictObject({ poolId: idInput, tick: z.string().max(STEP_NAME_LENGTH_MAX) });
type Input = z.infer<typeof input>;

export const payRunOff: Command<Input, { step: RunOffStep }> = {
  name: 'payRunOff',
  input,
  sender: 'SYSTEM',
  money: false,
  naturalKey: ({ poolId, tick }) => `${poolId}:${tick}`,
  needs: ({ poolId }, { at }, world) => [
    ...poolNeeds(world, poolId, at),
    ...poolDecidedNeeds(world, poolId),
    ...runOffNeeds(world, poolId, at),
    ...exitNeeds(world, poolId),
    ...positionNeeds(world, poolId),
  ],
  decide(world, { poolId }, { at }) {
    const draft = openDraft(world, at);
    if (draft.get('pools', poolId) === null) return refuse('NOT_FOUND', { id: poolId }, 'poolId');
    const pool = accruePool(draft, poolId);
    const isDecided = (until: number) => undecidedProduct(draft, pool, until, at) === undefined;
    const step = nextRunOffStep(pool, meansOf(draft, pool), isDecided, at);
    // Trades from before the run-off still change hands; by then they are decided too.
    const isTraded = (world.range('pendingTrades', { poolId, until: at }) ?? []).length > 0;
    if (step === null || pool.runOff === null || (step === 'FUND' && isTraded)) {
      const reason =
        'Nothing may be paid to its shares now: it neither runs off nor is wiped, or there is nothing free.';
      return refuse('STATUS_FORBIDS', { status: pool.status, reason, allowedActions: [] });
    }
    take[step](draft, pool, pool.runOff, world);
    return draft.done({ step });
  },
};

type Take = (draft: Draft, pool: PoolDocument, runOff: RunOff, world: World) => void;

const take: Record<RunOffStep, Take> = {
  CLOSE_EXITS(draft, pool, _runOff, world) {
    for (const id of exitIds(world, pool._id)) {
      const withdrawal = draft.must('withdrawals', id);
      // Everybody is paid alike from now on: what the shares gained since the request is theirs again.
      closeExit(draft, withdrawal, { burned: 0n, forfeited: 0n });
    }
  },
  ANNOUNCE(draft, pool, runOff) {
    const { fromPool, fromFund } = payableNow(pool, meansOf(draft, pool));
    const amount = fromPool + fromFund;
    put(draft, pool, { ...runOff, round: { madeAt: draft.at, amount, payout: null } });
  },
  FUND: fund,
  PAY: pay,
};

const meansOf = (draft: Draft, pool: PoolDocument): RunOffMeans => ({
  capital: draft.balance(capitalOf(pool._id), pool.assetId),
  backing: backingOf(draft, pool),
  fund: ownFundOf(draft, pool),
});

const put = (draft: Draft, pool: PoolDocument, runOff: RunOff): void =>
  draft.put('pools', { ...pool, runOff });

/** Takes what could leave when the round was announced, and still may, out of the capital. */
function fund(draft: Draft, pool: PoolDocument, runOff: RunOff): void {
  const { round } = runOff;
  if (round === null) throw new Error(`no round of ${pool._id} is announced`);
  const { fromPool, fromFund } = payableNow(pool, meansOf(draft, pool));
  const amount = minimum(round.amount, fromPool + fromFund);
  // A loss came in between that took it all: the next round is announced when something is free again.
  if (amount === 0n) {
    put(draft, pool, { ...runOff, round: null });
    return;
  }
  const capital = draft.balance(capitalOf(pool._id), pool.assetId);
  const isWiped = pool.status === 'WIPED';
  const payout = isWiped
    ? openLatePayout(amount, pool.shares)
    : openPayout(amount, shareBookOf(pool, capital));
  const mark = markOf(draft, pool, draft.at);
  giveOfFund(draft, pool._id, amount - minimum(amount, fromPool));
  draft.move(capitalOf(pool._id), runOffOf(pool._id), pool.assetId, amount);
  // The shares of the whole round are gone at once: what is left has its price while positions are paid.
  const next = { ...draft.must('pools', pool._id), shares: pool.shares - payout.burned };
  put(draft, next, { ...runOff, round: { ...round, payout: { ...payout, cursor: '', mark } } });
  sweepWithoutShares(draft, pool._id);
  const changes = { amount: `${amount}`, burned: `${payout.burned}` };
  draft.emit({ type: 'pool.paid_out', node: pool._id, eventTime: round.madeAt, changes });
}

/** What the own fund of a wiped pool gives passes through the capital, as all that reaches shares. */
function giveOfFund(draft: Draft, poolId: string, amount: Amount): void {
  payOut(draft, reserveIdOf('POOL_FUND', poolId), capitalOf(poolId), 'EXCESS', amount);
  bookResult(draft, poolId, 'reserveIncome', amount);
}

function pay(draft: Draft, pool: PoolDocument, runOff: RunOff, world: World): void {
  const { round } = runOff;
  if (round === null || round.payout === null) throw new Error(`no round of ${pool._id} is being paid`);
  const { cursor, mark, ...before } = round.payout;
  const ids = positionIds(world, pool._id, cursor);
  let payout: Payout = before;
  for (const positionId of ids) {
    const position = draft.must('positions', positionId);
    const { paid, burned, after } = payPosition(payout, position.shares);
    payout = after;
    if (position.shares === 0n) continue;
    draft.move(runOffOf(pool._id), availableOf(position.accountId), pool.assetId, paid);
    draft.put('positions', {
      ...withShares(position, position.shares - burned, mark),
      withdrawn: position.withdrawn + paid,
    });
    draft.emit({
      type: 'position.paid_out',
      node: positionId,
      also: [pool._id, position.accountId],
      eventTime: round.madeAt,
      changes: { paid: `${paid}`, burned: `${burned}` },
    });
  }
  const paid = runOff.paid + payoutLeft(before).amount - payoutLeft(payout).amount;
  const isOver = ids.length < RUN_OFF_POSITIONS_MAX;
  if (isOver && payout.passed !== payout.shares)
    throw new Error(`${pool._id} has paid ${payout.passed} of ${payout.shares} shares`);
  const going: RunOffRound = { ...round, payout: { ...payout, cursor: ids.at(-1) ?? cursor, mark } };
  const over = { rounds: runOff.rounds + 1, lastAt: round.madeAt, round: null };
  put(draft, pool, { ...runOff, paid, ...(isOver ? over : { round: going }) });
}

function runOffNeeds(world: World, poolId: string, at: UnixSeconds): Need[] {
  const pool = world.peek('pools', poolId);
  if (pool == null) return [];
  return [
    need('balances', balanceId(runOffOf(poolId), pool.assetId)),
    { range: 'pendingTrades', query: { poolId, until: at }, limit: 1 },
  ];
}

const exitIds = (world: World, poolId: string): readonly string[] =>
  world.range('waitingWithdrawals', { poolId }) ?? [];

function exitNeeds(world: World, poolId: string): Need[] {
  const pool = world.peek('pools', poolId);
  if (pool == null || pool.runOff === null || pool.queuedShares === 0n) return [];
  return [
    { range: 'waitingWithdrawals', query: { poolId }, limit: WITHDRAWALS_PER_COMMAND_MAX },
    ...exitIds(world, poolId).flatMap((id) => {
      const positionId = world.peek('withdrawals', id)?.positionId;
      return [need('withdrawals', id), ...(positionId === undefined ? [] : [need('positions', positionId)])];
    }),
  ];
}

const positionIds = (world: World, poolId: string, after: string): readonly string[] =>
  world.range('positionsOfPool', { poolId, after }) ?? [];

function positionNeeds(world: World, poolId: string): Need[] {
  const pool = world.peek('pools', poolId);
  const payout = pool?.runOff?.round?.payout ?? null;
  if (pool == null || payout === null) return [];
  const query = { poolId, after: payout.cursor };
  return [
    { range: 'positionsOfPool', query, limit: RUN_OFF_POSITIONS_MAX },
    ...positionIds(world, poolId, payout.cursor).flatMap((id) => {
      const accountId = world.peek('positions', id)?.accountId;
      const balance =
        accountId === undefined ? [] : [need('balances', balanceId(availableOf(accountId), pool.assetId))];
      return [need('positions', id), ...balance];
    }),
  ];
}
