/**
 * Adds up what an incident owes, 500 policies a command, and earns what it earns at once.
 *
 * The policies themselves are not written: they cannot change until they are paid, because stepping in and
 * out is frozen, so payment judges them again to the same answer.
 */
import { z } from 'zod';
import { transitionIncident } from '../../domain/incident/states.ts';
import { PAYOUT_POLICIES_MAX, STEP_NAME_LENGTH_MAX } from '../../domain/shared/limits.ts';
import { refuse } from '../../domain/shared/refusals.ts';
import { minimum } from '../../domain/shared/rounding.ts';
import type { IncidentDocument } from '../../store/documents/incidents.ts';
import type { Command } from '../command.ts';
import { accrueEarner, payEarned, policyEarnerNeeds } from '../earning/earner.ts';
import { stopEarning } from '../earning/earnSegments.ts';
import { restedFeedNeeds, splitFeedsOf } from '../feed/fork.ts';
import { idInput } from '../inputs.ts';
import { capitalOf } from '../ledger/accounts.ts';
import { saleNeeds } from '../order/policyTrades.ts';
import { isSteppingOut, takeEffect, voidStepOut } from '../policy/stepOut.ts';
import { accruePool } from '../pool/accrue.ts';
import { putEarmarks } from '../pool/freeze.ts';
import { poolNeeds } from '../pool/poolNeeds.ts';
import { type Draft, openDraft } from '../sequencer/draft.ts';
import { type Need, need, type World } from '../sequencer/world.ts';
import { judgePolicy } from './judgePolicy.ts';
import { incidentNeeds } from './settleIncident.ts';

/** `cursor` is the incident's own: it names the step, so that a step is taken once. */
const input = z.strictObject({ incidentId: idInput, cursor: z.string().max(STEP_NAME_LENGTH_MAX) });
type Input = z.infer<typeof input>;
interface Answer {
  status: string;
  cursor: string;
}

export const assessIncident: Command<Input, Answer> = {
  name: 'assessIncident',
  input,
  sender: 'SYSTEM',
  money: false,
  naturalKey: ({ incidentId, cursor }) => `${incidentId}:${cursor}`,
  needs: ({ incidentId, cursor }, { at }, world) => [
    ...incidentNeeds(world, incidentId),
    ...restedFeedNeeds(world, world.peek('incidents', incidentId)?.productId),
    ...policyNeeds(world, incidentId, cursor, at),
    ...(world.peek('incidents', incidentId)?.pools ?? []).flatMap(({ poolId }) =>
      poolNeeds(world, poolId, at),
    ),
  ],
  decide(world, { incidentId, cursor }, { at }) {
    const draft = openDraft(world, at);
    const incident = draft.get('incidents', incidentId);
    if (incident === null) return refuse('NOT_FOUND', { id: incidentId }, 'incidentId');
    // Each incident is judged on what the one before left of a policy, and that is written when it is paid.
    if (draft.must('products', incident.productId).openIncidentIds[0] !== incidentId) {
      const reason = 'An earlier incident of the product is paid first.';
      return refuse('STATUS_FORBIDS', { status: incident.status, reason, allowedActions: [] });
    }
    if (incident.challenges.some((challenge) => challenge.status === 'PENDING')) {
      const reason = 'A challenge is to be decided first.';
      return refuse('STATUS_FORBIDS', { status: incident.status, reason, allowedActions: [] });
    }
    // What is being assessed already goes on: its result was final before the split was seen.
    const isSplit =
      incident.status !== 'ASSESSING' &&
      splitFeedsOf(draft, draft.must('products', incident.productId)).length > 0;
    if (isSplit) {
      const reason = 'A chain of its feeds is split.';
      return refuse('STATUS_FORBIDS', { status: incident.status, reason, allowedActions: [] });
    }
    const due = incident.payableAt !== null && at >= incident.payableAt;
    const status =
      incident.status === 'ASSESSING'
        ? 'ASSESSING'
        : transitionIncident(incident.status, 'ASSESSMENT_STARTED');
    if (status === null || !due || cursor !== incident.cursor) {
      const reason = due ? 'The incident is not at this step.' : 'The challenge window is open.';
      return refuse('STATUS_FORBIDS', { status: incident.status, reason, allowedActions: [] });
    }
    for (const { poolId } of incident.pools) accruePool(draft, poolId);
    const policyIds = world.range('openPolicies', { productId: incident.productId, after: cursor }) ?? [];
    const counted = count(draft, { ...incident, status, assessedAt: incident.assessedAt ?? at }, policyIds);
    const over = policyIds.length < PAYOUT_POLICIES_MAX;
    const next = { ...counted, cursor: over ? '' : (policyIds.at(-1) ?? '') };
    draft.put('incidents', over ? { ...next, status: 'FINAL', finalAt: at } : next);
    if (over) {
      setExactEarmarks(draft, next);
      draft.emit({ type: 'incident.assessed', node: incidentId, changes: { ...next.policies } });
    }
    return draft.done({ status: over ? 'FINAL' : status, cursor: next.cursor });
  },
};

/** The next open policies of the incident's product, and what stopping to earn them writes. */
function policyNeeds(world: World, incidentId: string, after: string, at: number): Need[] {
  const productId = world.peek('incidents', incidentId)?.productId;
  if (productId === undefined) return [];
  const range: Need = { range: 'openPolicies', query: { productId, after }, limit: PAYOUT_POLICIES_MAX };
  const policies = (world.range('openPolicies', { productId, after }) ?? []).flatMap((id) => [
    need('policies', id),
    ...saleNeeds(world, id),
    ...policyEarnerNeeds(world, id, at),
  ]);
  return [range, ...policies];
}

function count(draft: Draft, incident: IncidentDocument, policyIds: readonly string[]): IncidentDocument {
  const claimed = new Map(incident.pools.map(({ poolId, claimed: sum }) => [poolId, sum]));
  let eligible = 0;
  for (const policyId of policyIds) {
    const policy = draft.must('policies', policyId);
    const judgement = judgePolicy(policy, incident);
    if (!judgement.eligibility.eligible) continue;
    // Its holder asked to leave after the breach had begun, or gave it to somebody before.
    if (isSteppingOut(policy)) {
      if (policy.pending.madeAt > incident.breachStart) voidStepOut(draft, policy);
      else takeEffect(draft, policy);
    }
    eligible += 1;
    for (const { poolId, claim } of judgement.parts) claimed.set(poolId, (claimed.get(poolId) ?? 0n) + claim);
    for (const { earnerId, earning } of judgement.earnedAtOnce) {
      accrueEarner(draft, earnerId);
      payEarned(draft, earnerId, stopEarning(draft, earnerId, earning));
    }
  }
  const { policies, pools } = incident;
  return {
    ...incident,
    policies: {
      ...policies,
      scanned: policies.scanned + policyIds.length,
      eligible: policies.eligible + eligible,
    },
    pools: pools.map((pool) => ({ ...pool, claimed: claimed.get(pool.poolId) ?? 0n })),
  };
}

/** Replaces what the breach had set aside at worst by what is owed. */
function setExactEarmarks(draft: Draft, incident: IncidentDocument): void {
  for (const { poolId, claimed } of incident.pools) {
    const pool = draft.must('pools', poolId);
    const amount = minimum(claimed, draft.balance(capitalOf(poolId), pool.assetId));
    const others = pool.earmarks.filter(({ incidentId }) => incidentId !== incident._id);
    const earmark = { productId: incident.productId, incidentId: incident._id, amount };
    putEarmarks(draft, pool, [...others, earmark]);
  }
}
