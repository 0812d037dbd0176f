/** Pays an allocated incident, 500 policies a command, so that purchases in between keep their pace. */
import { z } from 'zod';
import { paidReason } from '../../domain/policy/eligibility.ts';
import { PAYOUT_POLICIES_MAX, STEP_NAME_LENGTH_MAX } from '../../domain/shared/limits.ts';
import { refuse } from '../../domain/shared/refusals.ts';
import type { Amount } from '../../domain/shared/units.ts';
import { proRataPart } from '../../domain/waterfall/prorata.ts';
import { recoveryClaim } from '../../domain/waterfall/recovery.ts';
import type { IncidentDocument } from '../../store/documents/incidents.ts';
import type { PolicyDocument } from '../../store/documents/policies.ts';
import type { Command } from '../command.ts';
import { addSoldCover, soldCoverNeeds } from '../distribution/soldCover.ts';
import { idInput } from '../inputs.ts';
import { availableOf, balanceId, claimsOf } from '../ledger/accounts.ts';
import { addCover } from '../policy/changeCover.ts';
import { restsOn } from '../product/restsOn.ts';
import { coverNeeds } from '../product/subjects.ts';
import { oweRecovery } from '../reserve/recovery.ts';
import { reserveIdOf } from '../reserve/reserveId.ts';
import { type Draft, openDraft } from '../sequencer/draft.ts';
import { type Need, need, type World } from '../sequencer/world.ts';
import { type Judgement, judgePolicy } from './judgePolicy.ts';

const input = z.strictObject({ incidentId: idInput, cursor: z.string().max(STEP_NAME_LENGTH_MAX) });
type Input = z.infer<typeof input>;
interface Answer {
  cursor: string;
  paidThrough: boolean;
}

/** The id of what an incident pays a policy: paying twice would be the same document twice. */
export const payoutIdOf = (policyId: string, incidentId: string): string =>
  `pay_${policyId.slice('pol_'.length)}_${incidentId.slice('inc_'.length)}`;

export const payIncident: Command<Input, Answer> = {
  name: 'payIncident',
  input,
  sender: 'SYSTEM',
  money: false,
  naturalKey: ({ incidentId, cursor }) => `${incidentId}:${cursor}`,
  needs: ({ incidentId, cursor }, _context, world) => payNeeds(world, incidentId, cursor),
  decide(world, { incidentId, cursor }, { at }) {
    const draft = openDraft(world, at);
    const before = draft.get('incidents', incidentId);
    if (before === null) return refuse('NOT_FOUND', { id: incidentId }, 'incidentId');
    const payable = before.status === 'ALLOCATED' || (before.status === 'PAYING' && !before.paidThrough);
    if (!payable || cursor !== before.cursor) {
      const reason = 'The incident is not at this step.';
      return refuse('STATUS_FORBIDS', { status: before.status, reason, allowedActions: [] });
    }
    const policyIds = world.range('openPolicies', { productId: before.productId, after: cursor }) ?? [];
    let incident: IncidentDocument = { ...before, status: 'PAYING' };
    for (const policyId of policyIds) incident = payPolicy(draft, incident, draft.must('policies', policyId));
    const paidThrough = policyIds.length < PAYOUT_POLICIES_MAX;
    const next = policyIds.at(-1) ?? cursor;
    draft.put('incidents', { ...incident, cursor: next, paidThrough });
    return draft.done({ cursor: next, paidThrough });
  },
};

function payNeeds(world: World, incidentId: string, after: string): Need[] {
  const incident = world.peek('incidents', incidentId);
  if (incident === undefined || incident === null) return [need('incidents', incidentId)];
  const { productId, assetId } = incident;
  const range: Need = { range: 'openPolicies', query: { productId, after }, limit: PAYOUT_POLICIES_MAX };
  const product = world.peek('products', productId);
  const sums = product === undefined || product === null ? [] : coverNeeds(restsOn(product), product.sandbox);
  const pools = incident.pools.flatMap(({ poolId }) => [
    need('pools', poolId),
    need('balances', balanceId(claimsOf(poolId), assetId)),
    need('reserves', reserveIdOf('POOL_FUND', poolId)),
  ]);
  const policies = (world.range('openPolicies', { productId, after }) ?? []).flatMap((id) => {
    const policy = world.peek('policies', id);
    const own = need('policies', id);
    if (policy == null) return [own];
    return [
      own,
      ...soldCoverNeeds(policy),
      need('balances', balanceId(availableOf(policy.accountId), assetId)),
    ];
  });
  const named = [need('incidents', incidentId), need('products', productId)];
  return [...named, ...sums, range, ...pools, ...policies];
}

/**
 * Decides one policy and pays it if it is eligible. Returns the incident with its counts and sums moved on.
 */
function payPolicy(draft: Draft, incident: IncidentDocument, policy: PolicyDocument): IncidentDocument {
  const judgement = judgePolicy(policy, incident);
  const { eligibility } = judgement;
  if (!eligibility.eligible) {
    const { reason } = eligibility;
    const decision = { due: 0n, paid: 0n, deductible: 0n, eligible: false, reason };
    draft.put('policies', withDecision(policy, incident, decision, draft.at));
    return {
      ...incident,
      unpaidBy: { ...incident.unpaidBy, [reason]: (incident.unpaidBy[reason] ?? 0) + 1 },
    };
  }
  const { moved, paid, unpaid } = payParts(draft, incident, policy, judgement);
  const reason = paidReason(eligibility.due, paid);
  const decision = { due: eligibility.due, paid, deductible: eligibility.deductible, eligible: true, reason };
  const used = judgement.coverRemaining === 0n;
  draft.put('policies', {
    ...withDecision(policy, incident, decision, draft.at),
    coverRemaining: judgement.coverRemaining,
    segments: judgement.segments,
    ...(used ? { end: 'PAID' as const, endedAt: draft.at, open: false } : {}),
  });
  addSoldCover(draft, policy.distribution, policy.assetId, judgement.coverRemaining - policy.coverRemaining);
  recordPayout(draft, incident, policy, decision, unpaid);
  return { ...moved, policies: { ...moved.policies, paid: moved.policies.paid + 1 } };
}

type Decision = { due: Amount; paid: Amount; deductible: Amount; eligible: boolean; reason: string };

function withDecision(
  policy: PolicyDocument,
  incident: IncidentDocument,
  decision: Decision,
  at: number,
): PolicyDocument {
  const made = {
    ...decision,
    incidentId: incident._id,
    accountId: policy.accountId,
    ratioWad: incident.payoutRatioWad ?? 0n,
    decidedAt: at,
  };
  return { ...policy, decisions: [...policy.decisions, made] };
}

/** Moves each pool's part to the holder and takes the used cover off the pool. */
function payParts(draft: Draft, incident: IncidentDocument, policy: PolicyDocument, { parts }: Judgement) {
  let paid = 0n;
  // By pool: several segments of a policy may lie in one, and what it owes for them is one claim.
  const unpaid = new Map<string, Amount>();
  const pools = incident.pools.map((pool) => ({ ...pool }));
  for (const { poolId, claim, coverBefore, coverAfter } of parts) {
    const pool = pools.find((entry) => entry.poolId === poolId);
    if (pool === undefined)
      throw new Error(`${policy._id} has cover in ${poolId}, which the incident does not name`);
    const shared = { funded: pool.funded, claimed: pool.eventClaimed };
    const amount = proRataPart(shared, pool.claimedBefore + pool.claimedPaid, claim);
    draft.move(claimsOf(poolId), availableOf(policy.accountId), policy.assetId, amount);
    addCover(draft, poolId, policy.productId, coverAfter - coverBefore);
    pool.claimedPaid += claim;
    paid += amount;
    unpaid.set(poolId, (unpaid.get(poolId) ?? 0n) + claim - amount);
  }
  return { moved: { ...incident, pools }, paid, unpaid };
}

function recordPayout(
  draft: Draft,
  incident: IncidentDocument,
  policy: PolicyDocument,
  decision: Decision,
  unpaid: ReadonlyMap<string, Amount>,
): void {
  const { due, paid, deductible } = decision;
  const payoutId = payoutIdOf(policy._id, incident._id);
  // Not looked for before: the cursor says that it was not paid, and a second one would be a duplicate key.
  const payout = {
    _id: payoutId,
    version: 0,
    policyId: policy._id,
    incidentId: incident._id,
    productId: policy.productId,
    accountId: policy.accountId,
    assetId: policy.assetId,
    due,
    paid,
    deductible,
    recoveryClaim: recoveryClaim(due, paid),
    paidAt: draft.at,
  };
  draft.create('payouts', payout);
  for (const [poolId, amount] of unpaid) oweRecovery(draft, poolId, payout, amount);
  draft.emit({
    type: 'policy.paid',
    node: policy._id,
    also: [policy.accountId, incident._id],
    eventTime: incident.breachStart,
    changes: { due: `${due}`, paid: `${paid}`, reason: decision.reason },
  });
}
