/**
 * What was decided about a policy. Payment writes a decision into every policy that is open then; one that
 * had ended before is judged here by the same rule when somebody asks.
 */
import { unpaidSentence } from '../../domain/policy/decisionSentence.ts';
import { judgeEligibility, type UnpaidReason } from '../../domain/policy/eligibility.ts';
import type { UnixSeconds } from '../../domain/shared/units.ts';
import type { Database } from '../../store/database.ts';
import type { IncidentDocument } from '../../store/documents/incidents.ts';
import type { PolicyDecision, PolicyDocument } from '../../store/documents/policies.ts';
import { findRows } from '../../store/queries/pages.ts';
import { factsOf, judgePolicy } from '../incident/judgePolicy.ts';
import type { PolicyView } from './views.ts';

/** Incidents whose value is known, by product, the earliest breach first. */
export type SettledIncidents = ReadonlyMap<string, IncidentDocument[]>;

/** Reads the incidents of some products whose value is known and that were not reversed. */
export async function loadSettledIncidents(
  database: Database,
  productIds: readonly string[],
): Promise<SettledIncidents> {
  const filter = { productId: { $in: [...new Set(productIds)] }, payoutRatioWad: { $ne: null } };
  const found = await findRows(database, 'incidents', filter, { breachStart: 1 });
  const byProduct = new Map<string, IncidentDocument[]>();
  for (const incident of found) {
    const { productId, status } = incident;
    if (status !== 'REVERSED') byProduct.set(productId, [...(byProduct.get(productId) ?? []), incident]);
  }
  return byProduct;
}

/**
 * The stored decisions, and the judgement of incidents
 * that no payment brought to the policy, by breach start.
 */
export function decisionsOf(
  policy: PolicyDocument,
  settled: readonly IncidentDocument[],
  at: UnixSeconds,
): PolicyDecision[] {
  const decisions: PolicyDecision[] = [];
  for (const incident of concerning(policy, settled)) {
    const stored = policy.decisions.find(({ incidentId }) => incidentId === incident._id);
    const reason = stored === undefined ? reasonOf(policy, incident) : null;
    if (stored !== undefined) decisions.push(stored);
    // One that is eligible is decided when it is paid, not before.
    else if (reason !== null) decisions.push(unpaidDecision(policy, incident, reason, at));
  }
  return decisions;
}

function unpaidDecision(
  { accountId }: PolicyDocument,
  incident: IncidentDocument,
  reason: UnpaidReason,
  at: UnixSeconds,
): PolicyDecision {
  const { _id: incidentId, payoutRatioWad, payableAt } = incident;
  const ratioWad = payoutRatioWad ?? 0n;
  const decidedAt = payableAt ?? at;
  const nothing = { due: 0n, paid: 0n, deductible: 0n };
  return { incidentId, accountId, eligible: false, reason, ratioWad, ...nothing, decidedAt };
}

/**
 * Why nothing has been paid: the first incident that might have, or that there was none. Null once one has.
 */
export function unpaidReasonOf(
  policy: PolicyDocument,
  settled: readonly IncidentDocument[],
): PolicyView['unpaid'] {
  if (policy.decisions.some(({ eligible }) => eligible)) return null;
  const [incident = null] = concerning(policy, settled);
  const stored = policy.decisions.find(({ incidentId }) => incidentId === incident?._id);
  const reason = (stored?.reason as UnpaidReason | undefined) ?? reasonOf(policy, incident);
  return reason === null ? null : { reason, sentence: unpaidSentence(reason, factsOf(policy, incident)) };
}

/**
 * Incidents that were confirmed after the purchase and began before the end of cover; when there are none,
 * the first one after the end, because a holder who looks for that one is told that cover had ended.
 */
function concerning(policy: PolicyDocument, settled: readonly IncidentDocument[]): IncidentDocument[] {
  const later = settled.filter(({ confirmedAt }) => confirmedAt >= policy.boughtAt);
  const within = later.filter(({ breachStart }) => breachStart < policy.coverUntil);
  return within.length > 0 ? within : later.slice(0, 1);
}

/** Null for a policy that is eligible. */
function reasonOf(policy: PolicyDocument, incident: IncidentDocument | null): UnpaidReason | null {
  const judged =
    incident === null
      ? judgeEligibility(factsOf(policy, incident))
      : judgePolicy(policy, incident).eligibility;
  return judged.eligible ? null : judged.reason;
}
