/**
 * Repays what a pool could not pay, pro rata to what is still owed, as money comes. Each command begins a
 * round or pays the next claims of one; the watcher sends them until nothing is left to give.
 */
import { z } from 'zod';
import { repayOne } from '../../domain/fund/repayment.ts';
import { RECOVERY_CLAIMS_MAX, STEP_NAME_LENGTH_MAX } from '../../domain/shared/limits.ts';
import { refuse } from '../../domain/shared/refusals.ts';
import { maximum } from '../../domain/shared/rounding.ts';
import type { PoolDocument } from '../../store/documents/pools.ts';
import type { ReserveDocument } from '../../store/documents/reserves.ts';
import type { Command } from '../command.ts';
import { idInput } from '../inputs.ts';
import { availableOf, balanceId, capitalOf, recoveryOf } from '../ledger/accounts.ts';
import { accruePool } from '../pool/accrue.ts';
import { poolNeeds } from '../pool/poolNeeds.ts';
import { bookResult } from '../pool/results.ts';
import { type Draft, openDraft } from '../sequencer/draft.ts';
import { type Need, need, type World } from '../sequencer/world.ts';
import { backingOf } from './backing.ts';
import { payOut } from './flows.ts';
import { nextRecoveryStep, type RecoveryStep } from './recovery.ts';
import { reserveIdOf } from './reserveId.ts';

/** `tick` names the state of the reserve that the watcher saw: one step is taken once. */
const input = z.strictObject({ poolId: idInput, tick: z.string().max(STEP_NAME_LENGTH_MAX) });
type Input = z.infer<typeof input>;

export const repayRecoveries: Command<Input, { step: RecoveryStep['step'] }> = {
  name: 'repayRecoveries',
  input,
  sender: 'SYSTEM',
  money: false,
  naturalKey: ({ poolId, tick }) => `${poolId}:${tick}`,
  needs: ({ poolId }, { at }, world) => [
    ...poolNeeds(world, poolId, at),
    ...(world.peek('pools', poolId)?.products ?? []).map(({ productId }) => need('products', productId)),
    ...claimNeeds(world, poolId),
  ],
  decide(world, { poolId }, { at }) {
    const draft = openDraft(world, at);
    if (draft.get('pools', poolId) === null) return refuse('NOT_FOUND', { id: poolId }, 'poolId');
    const pool = accruePool(draft, poolId);
    const reserve = draft.must('reserves', reserveIdOf('POOL_FUND', poolId));
    const means = {
      capital: draft.balance(capitalOf(poolId), pool.assetId),
      backing: backingOf(draft, pool),
    };
    const isUnpaid = (productId: string) => draft.must('products', productId).openIncidentIds.length > 0;
    const next = nextRecoveryStep(draft, reserve, pool, means, isUnpaid);
    if (next === null) {
      const reason = 'Nothing is owed, or there is nothing to give, or a loss is still being paid.';
      return refuse('STATUS_FORBIDS', { status: pool.status, reason, allowedActions: [] });
    }
    if (next.step === 'FUND') begin(draft, pool, reserve._id, next);
    else pay(draft, reserve, idsOf(world, reserve));
    return draft.done({ step: next.step });
  },
};

/** Takes what is given out of pool and fund: it belongs to the claims from now on. */
function begin(
  draft: Draft,
  { _id: poolId, assetId }: PoolDocument,
  reserveId: string,
  { fromPool, fromFund }: Extract<RecoveryStep, { step: 'FUND' }>,
): void {
  draft.move(capitalOf(poolId), recoveryOf(reserveId), assetId, fromPool);
  bookResult(draft, poolId, 'losses', fromPool);
  payOut(draft, reserveId, recoveryOf(reserveId), 'REPAYMENT', fromFund);
  const reserve = draft.must('reserves', reserveId);
  const { owed, recovered } = reserve.recovery;
  const round = { funded: fromPool + fromFund, claimed: owed, passed: 0n, cursor: '' };
  const left = maximum(0n, recovered - fromFund);
  draft.put('reserves', { ...reserve, recovery: { ...reserve.recovery, recovered: left, round } });
  const changes = { amount: `${round.funded}`, owed: `${owed}` };
  draft.emit({ type: 'reserve.repaying', node: reserveId, also: [poolId], changes });
}

function pay(draft: Draft, reserve: ReserveDocument, claimIds: readonly string[]): void {
  const { recovery, _id: reserveId } = reserve;
  if (recovery.round === null) throw new Error(`no round of ${reserveId} is under way`);
  const { cursor, ...begun } = recovery.round;
  let round: typeof begun = begun;
  let repaid = 0n;
  for (const claimId of claimIds) {
    const claim = draft.must('recoveryClaims', claimId);
    if (claim.fromRound > recovery.rounds) continue;
    const { part, after } = repayOne(round, claim.amount - claim.repaid);
    round = { ...round, passed: after.passed };
    if (part === 0n) continue;
    draft.move(recoveryOf(reserveId), availableOf(claim.accountId), claim.assetId, part);
    const sum = claim.repaid + part;
    draft.put('recoveryClaims', { ...claim, repaid: sum, open: sum < claim.amount });
    repaid += part;
    draft.emit({
      type: 'recovery.repaid',
      node: claim.nodeId,
      also: [claim.accountId],
      changes: { amount: `${part}`, remaining: `${claim.amount - sum}` },
    });
  }
  const isOver = claimIds.length < RECOVERY_CLAIMS_MAX;
  if (isOver && round.passed !== round.claimed)
    throw new Error(`${reserveId} has passed ${round.passed} of ${round.claimed} that was owed`);
  const going = { round: { ...round, cursor: claimIds.at(-1) ?? cursor } };
  const over = { round: null, rounds: recovery.rounds + 1 };
  const sums = { owed: recovery.owed - repaid, repaid: recovery.repaid + repaid };
  draft.put('reserves', { ...reserve, recovery: { ...recovery, ...sums, ...(isOver ? over : going) } });
}

const queryOf = ({ _id, recovery }: ReserveDocument) => ({
  reserveId: _id,
  after: recovery.round?.cursor ?? '',
});

const idsOf = (world: World, reserve: ReserveDocument): readonly string[] =>
  world.range('openClaims', queryOf(reserve)) ?? [];

function claimNeeds(world: World, poolId: string): Need[] {
  const reserve = world.peek('reserves', reserveIdOf('POOL_FUND', poolId));
  if (reserve == null) return [];
  const own = need('balances', balanceId(recoveryOf(reserve._id), reserve.assetId));
  if (reserve.recovery.round === null) return [own];
  return [
    own,
    { range: 'openClaims', query: queryOf(reserve), limit: RECOVERY_CLAIMS_MAX },
    ...idsOf(world, reserve).flatMap((id) => {
      const claim = world.peek('recoveryClaims', id);
      const balance =
        claim == null ? [] : [need('balances', balanceId(availableOf(claim.accountId), claim.assetId))];
      return [need('recoveryClaims', id), ...balance];
    }),
  ];
}
