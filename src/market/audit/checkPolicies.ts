/** Policies and payouts side by side: nobody is paid twice, and what each policy adds to its pools. */
import { remainingScaled } from '../../domain/policy/earning.ts';
import {
  allocationsOf,
  coverByPool,
  earnersOf,
  type PolicySegment,
  sumOf,
} from '../../domain/policy/policySegment.ts';
import { recoveryClaim } from '../../domain/waterfall/recovery.ts';
import { readRows } from '../../store/audit/rows.ts';
import type { Database } from '../../store/database.ts';
import type { IncidentDocument, PayoutDocument } from '../../store/documents/incidents.ts';
import type { PolicyDocument } from '../../store/documents/policies.ts';
import { commissionIdOf } from '../distribution/commissionNeeds.ts';
import { judgePolicy } from '../incident/judgePolicy.ts';
import { payoutIdOf } from '../incident/payIncident.ts';
import type { Books } from './books.ts';
import type { Findings } from './findings.ts';
import { matchRows } from './matchRows.ts';

/** All but the frozen terms, which are long and add nothing to a sum. */
const FIELDS = [
  ...['productId', 'accountId', 'assetId', 'coverAmount', 'coverRemaining', 'premium', 'segments'],
  ...[
    'boughtAt',
    'coverFrom',
    'coverUntil',
    'terms.deductibleBps',
    'decisions',
    'end',
    'endedAt',
    'open',
    'pending',
    'coverCut',
    'distribution',
  ],
];

/** Checks every policy with its payouts, and adds both to the books. */
export async function checkPolicies(
  view: Database,
  findings: Findings,
  books: Books,
): Promise<{ policies: number; payouts: number }> {
  let policies = 0;
  const paid = readRows(view, 'payouts', { sort: { policyId: 1 } });
  const payouts = matchRows('payouts', paid, 'policyId', findings);
  for await (const row of readRows(view, 'policies', { sort: { _id: 1 }, fields: FIELDS })) {
    policies += 1;
    const own = await payouts.of(row.id);
    findings.look('policies', row, (policy) => {
      checkPolicy(findings, policy);
      checkPayouts(findings, books, policy, own);
      addToPools(findings, books, policy);
    });
  }
  return { policies, payouts: await payouts.end() };
}

function checkPolicy(findings: Findings, policy: PolicyDocument): void {
  const { _id, segments, coverAmount, coverRemaining, premium, end, open } = policy;
  const parts = allocationsOf(segments);
  const carried = (field: 'coverAmount' | 'premium') => parts.reduce((all, part) => all + part[field], 0n);
  for (const field of ['coverAmount', 'coverRemaining', 'premium'] as const)
    findings.compare('policies', _id, field, sumOf(segments, field), policy[field]);
  findings.compare('policies', _id, 'coverAmount', carried('coverAmount'), coverAmount);
  const commissions = segments.reduce((all, { commission }) => all + (commission?.premium ?? 0n), 0n);
  findings.compare('policies', _id, 'premium', carried('premium') + commissions, premium);
  findings.compare('policies', _id, 'open', end === null, open);
  if (coverRemaining < 0n || coverRemaining > coverAmount) {
    findings.note('policies', _id, 'coverRemaining', `0 to ${coverAmount}`, coverRemaining);
  }
}

/** Each eligible decision has one payout that says the same, and no payout is without one. */
function checkPayouts(
  findings: Findings,
  { incidents }: Books,
  policy: PolicyDocument,
  payouts: readonly PayoutDocument[],
): void {
  const owed = new Map(
    policy.decisions.filter(({ eligible }) => eligible).map((decision) => [decision.incidentId, decision]),
  );
  let paid = 0n;
  for (const payout of payouts) {
    const { _id, incidentId } = payout;
    const decision = owed.get(incidentId);
    const sums = incidents.get(incidentId)?.payouts;
    findings.compare('payouts', _id, '_id', payoutIdOf(policy._id, incidentId), _id);
    if (decision === undefined || sums === undefined) {
      findings.note('payouts', _id, 'incidentId', `an unpaid decision of ${policy._id}`, incidentId);
      continue;
    }
    owed.delete(incidentId);
    findings.compare('payouts', _id, 'due', decision.due, payout.due);
    findings.compare('payouts', _id, 'paid', decision.paid, payout.paid);
    findings.compare(
      'payouts',
      _id,
      'recoveryClaim',
      recoveryClaim(payout.due, payout.paid),
      payout.recoveryClaim,
    );
    findings.compare('payouts', _id, 'accountId', decision.accountId, payout.accountId);
    paid += payout.paid;
    sums.count += 1;
    sums.due += payout.due;
    sums.paid += payout.paid;
  }
  for (const incidentId of owed.keys()) {
    findings.note(
      'payouts',
      payoutIdOf(policy._id, incidentId),
      '_id',
      'a payout of its decision',
      'no document',
    );
  }
  const bought = policy.coverAmount + policy.coverCut;
  if (paid > bought) findings.note('policies', policy._id, 'decisions', `paid ${bought} or less`, paid);
}

function addToPools(
  findings: Findings,
  { pools, earners, sold, byProduct }: Books,
  policy: PolicyDocument,
): void {
  const { distribution, assetId } = policy;
  const soldBook = distribution && sold.get(commissionIdOf(distribution.distributorId, assetId));
  if (soldBook && policy.open) soldBook.sum += policy.coverRemaining;
  const segments = segmentsOf(policy, byProduct.get(policy.productId) ?? []);
  for (const [poolId, cover] of policy.open ? coverByPool(policy.segments) : []) {
    const sums = pools.get(poolId)?.sums.cover;
    sums?.set(policy.productId, (sums.get(policy.productId) ?? 0n) + cover);
  }
  for (const { earnerId, earning } of earnersOf(segments)) {
    const book = earners.get(earnerId);
    if (book === undefined) {
      findings.note('policies', policy._id, 'segments', 'a pool or commission that exists', earnerId);
      continue;
    }
    if (policy.end === 'CANCELLED') continue;
    const { pending } = policy;
    const isPaused = pending?.status === 'PENDING' && pending.kind === 'CANCEL';
    const until = isPaused ? pending.madeAt : book.earning.accruedTo;
    const left = earning.reduce((sum, segment) => sum + remainingScaled(segment, until), 0n);
    book.unearnedScaled += left;
    if (isPaused) book.pausedScaled += left;
  }
}

/**
 * The segments as the pools earn them. Assessment takes out what an incident earns at once; the policy itself
 * is cut only when it is paid, so between the two it is judged here again.
 */
function segmentsOf(
  policy: PolicyDocument,
  incidents: readonly IncidentDocument[],
): readonly PolicySegment[] {
  const due = incidents.find((incident) => policy.open && isAssessed(incident, policy._id));
  return due === undefined ? policy.segments : judgePolicy(policy, due).segments;
}

/** True from a policy's assessment until its payment: both go through policies in id order. */
function isAssessed({ status, cursor }: IncidentDocument, policyId: string): boolean {
  if (status === 'ASSESSING') return policyId <= cursor;
  return status === 'FINAL' || status === 'ALLOCATED' || (status === 'PAYING' && policyId > cursor);
}
