/**
 * Lets holders out who asked for it, once every product of their pools is decided until then. Whoever asked
 * after a breach had begun that is still open or unpaid stays: the policy goes on and may be paid.
 */
import { z } from 'zod';
import { PAYOUT_POLICIES_MAX, STEP_NAME_LENGTH_MAX } from '../../domain/shared/limits.ts';
import { refuse } from '../../domain/shared/refusals.ts';
import type { Command } from '../command.ts';
import { accrueEarner, earnerIdsOf } from '../earning/earner.ts';
import { idInput, secondsInput } from '../inputs.ts';
import { availableOf, balanceId } from '../ledger/accounts.ts';
import { isKnown } from '../order/orders.ts';
import { saleNeeds } from '../order/policyTrades.ts';
import { poolDecidedNeeds } from '../pool/poolNeeds.ts';
import { undecidedProduct } from '../pool/steppingOut.ts';
import { sweepNeeds, sweepWithoutShares } from '../pool/sweep.ts';
import { restsOn } from '../product/restsOn.ts';
import { coverNeeds } from '../product/subjects.ts';
import { unresolvedStarts } from '../product/unresolved.ts';
import { type Draft, openDraft } from '../sequencer/draft.ts';
import { type Need, need, type World } from '../sequencer/world.ts';
import { policyPoolNeeds, poolIdsOf } from './askStepOut.ts';
import { isSteppingOut, type SteppingOut, takeEffect, voidStepOut } from './stepOut.ts';

/** `until`: requests made by then; `tick` names the watcher's step. */
const input = z.strictObject({
  poolId: idInput,
  until: secondsInput,
  tick: z.string().max(STEP_NAME_LENGTH_MAX),
});
type Input = z.infer<typeof input>;
interface Answer {
  done: number;
  void: number;
}

export const settleStepOuts: Command<Input, Answer> = {
  name: 'settleStepOuts',
  input,
  sender: 'SYSTEM',
  money: false,
  naturalKey: ({ poolId, tick }) => `${poolId}:${tick}`,
  needs: ({ poolId, until }, { at }, world) => [
    need('pools', poolId),
    { range: 'steppingOut', query: { poolId, until }, limit: PAYOUT_POLICIES_MAX },
    ...idsOf(world, poolId, until).flatMap((id) => [
      ...policyPoolNeeds(world, id, at),
      ...surroundingNeeds(world, id),
      ...saleNeeds(world, id),
    ]),
  ],
  decide(world, { poolId, until }, { at }) {
    const draft = openDraft(world, at);
    if (draft.get('pools', poolId) === null) return refuse('NOT_FOUND', { id: poolId }, 'poolId');
    const answer: Answer = { done: 0, void: 0 };
    for (const policyId of idsOf(world, poolId, until)) {
      const policy = draft.must('policies', policyId);
      if (!isSteppingOut(policy) || !isDecided(draft, policy)) continue;
      for (const earnerId of earnerIdsOf(policy.segments)) accrueEarner(draft, earnerId);
      if (isCaught(draft, policy)) {
        voidStepOut(draft, policy);
        answer.void += 1;
      } else {
        takeEffect(draft, policy);
        answer.done += 1;
        for (const poolId of poolIdsOf(policy)) sweepWithoutShares(draft, poolId);
      }
    }
    if (answer.done + answer.void === 0) {
      const reason = 'Nobody waits whose pools are decided until then.';
      return refuse('STATUS_FORBIDS', { status: 'PENDING', reason, allowedActions: [] });
    }
    return draft.done(answer);
  },
};

function idsOf(world: World, poolId: string, until: number): readonly string[] {
  return world.range('steppingOut', { poolId, until }) ?? [];
}

function surroundingNeeds(world: World, policyId: string): Need[] {
  const policy = world.peek('policies', policyId);
  if (policy == null) return [];
  const { productId, accountId, assetId } = policy;
  const product = world.peek('products', productId);
  const own = [need('products', productId), need('balances', balanceId(availableOf(accountId), assetId))];
  const poolIds = poolIdsOf(policy);
  const pools = [...poolIds.flatMap((id) => poolDecidedNeeds(world, id)), ...sweepNeeds(world, poolIds)];
  if (product == null) return [...own, ...pools];
  const incidents = product.openIncidentIds.map((id) => need('incidents', id));
  return [...own, ...pools, ...incidents, ...coverNeeds(restsOn(product), product.sandbox)];
}

function isDecided(draft: Draft, policy: SteppingOut): boolean {
  const { madeAt } = policy.pending;
  return poolIdsOf(policy).every(
    (poolId) => undecidedProduct(draft, draft.must('pools', poolId), madeAt, draft.at) === undefined,
  );
}

/**
 * A breach that began before is open, or its incident unpaid: the holder stays, and may be paid. So he does
 * who sold it when nobody knows whether one has begun.
 */
function isCaught(draft: Draft, policy: SteppingOut): boolean {
  const { productId, pending } = policy;
  if (pending.kind === 'TRADE' && !isKnown(draft, poolIdsOf(policy), pending.madeAt)) return true;
  const starts = unresolvedStarts(draft, draft.must('products', productId));
  return starts.some((start) => start < pending.madeAt);
}
