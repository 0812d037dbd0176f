/** Where the books of a pool put it on the solvency ladder, and what is told when it takes a step. */
import {
  deadlineOf,
  type Judgement,
  judgeLadder,
  type LadderRules,
  missingCapital,
} from '../../domain/pool/ladder.ts';
import { lockedCapital } from '../../domain/pool/locked.ts';
import type { PoolStanding } from '../../domain/pool/requirement.ts';
import { standingOf } from '../../domain/pool/standing.ts';
import type { Amount, UnixSeconds } from '../../domain/shared/units.ts';
import type { PoolDocument, PoolStatus } from '../../store/documents/pools.ts';
import { closeRecapitalisation, openRecapitalisation } from '../auction/recapitalisation.ts';
import { capitalOf } from '../ledger/accounts.ts';
import { type IsUnpaid, isAtStake } from '../reserve/atStake.ts';
import { backingOf } from '../reserve/backing.ts';
import type { Draft } from '../sequencer/draft.ts';
import { newRunOff } from './runOffStep.ts';

/** Nobody can deposit from watch until the last incident is paid. */
export const isFrozen = ({ products }: Pick<PoolDocument, 'products'>): boolean =>
  products.some(({ frozenSince }) => frozenSince !== null);

/** What the ladder looks at: a watch locks more, but it has cost nothing yet. */
const ladderStanding = (pool: PoolDocument, capital: Amount, backing: Amount): PoolStanding => ({
  ...standingOf(pool, capital, backing),
  locked: lockedCapital(pool),
});

/** What is missing until the pool is OPEN again. */
export const missingOf = (pool: PoolDocument, capital: Amount, backing: Amount): Amount =>
  missingCapital(ladderStanding(pool, capital, backing));

/**
 * The judgement on a pool by its books. Null where they are not settled: while something is set aside, or an
 * incident of a product is unpaid.
 */
export function judgementOn(
  pool: PoolDocument,
  { capital, backing }: { capital: Amount; backing: Amount },
  isUnpaid: IsUnpaid,
  at: UnixSeconds,
  rules: LadderRules,
): Judgement | null {
  if (isAtStake(pool, isUnpaid)) return null;
  return judgeLadder(pool, ladderStanding(pool, capital, backing), at, isFrozen(pool), rules);
}

/** Takes the steps that are due. The pool is accrued. Returns how many there were. */
export function takeSteps(draft: Draft, poolId: string, isUnpaid: IsUnpaid): number {
  const pool = draft.must('pools', poolId);
  const capital = draft.balance(capitalOf(poolId), pool.assetId);
  const backing = backingOf(draft, pool);
  const judgement = judgementOn(pool, { capital, backing }, isUnpaid, draft.at, draft.parameters.ladder);
  if (judgement === null || judgement.steps.length === 0) return 0;
  const { status, topUpCall, steps } = judgement;
  const missing = missingOf(pool, capital, backing);
  const runOff = status === 'RUN_OFF' ? newRunOff(draft.at) : pool.runOff;
  draft.put('pools', { ...withAuction(draft, pool, status, missing), status, topUpCall, runOff });
  for (const { event, status: next } of steps) {
    draft.emit({ type: 'pool.status_changed', node: poolId, changes: { status: next, cause: event } });
  }
  // A new clock is a new call: everybody who may answer it has to learn when it ends.
  if (topUpCall !== null && topUpCall.secondsLeft !== null) {
    const deadline = deadlineOf(topUpCall);
    const changes = { amount: `${missing}`, deadline, seconds: topUpCall.secondsLeft };
    draft.emit({ type: 'pool.top_up_called', node: poolId, changes });
  }
  return steps.length;
}

/** The pool with the auction that belongs to its new status, and without the one of the old. */
function withAuction(draft: Draft, pool: PoolDocument, status: PoolStatus, missing: Amount): PoolDocument {
  if (status === pool.status) return pool;
  if (status === 'RECAPITALISING') return openRecapitalisation(draft, pool, missing);
  return closeRecapitalisation(draft, pool, status === 'OPEN' ? 'RAISED' : 'GIVEN_UP');
}
