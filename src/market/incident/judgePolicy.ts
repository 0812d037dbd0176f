/**
 * What one incident does to one policy:
 * the same answer in assessment and in payment, because nothing changes between.
 */
import { type Eligibility, judgeEligibility, type PolicyFacts } from '../../domain/policy/eligibility.ts';
import { type JudgedPart, judgeSegment } from '../../domain/policy/judgeSegment.ts';
import { type PolicySegment, sumOf } from '../../domain/policy/policySegment.ts';
import type { EarningSegment } from '../../domain/policy/segment.ts';
import type { Amount } from '../../domain/shared/units.ts';
import type { IncidentDocument } from '../../store/documents/incidents.ts';
import type { PolicyDocument } from '../../store/documents/policies.ts';

/** The facts of a policy that eligibility looks at, as if all of it had been bought first. */
export function factsOf(policy: PolicyDocument, incident: IncidentDocument | null): PolicyFacts {
  return {
    incident:
      incident === null
        ? null
        : { breachStart: incident.breachStart, ratioWad: incident.payoutRatioWad ?? 0n },
    forkVoid: policy.end === 'VOID',
    oracleGapRefunded: false,
    cancelledAt: cancelledAt(policy),
    boughtAt: policy.boughtAt,
    coverFrom: policy.coverFrom,
    coverUntil: policy.coverUntil,
    original: policy.coverAmount,
    remaining: policy.coverRemaining,
    deductibleBps: policy.terms.deductibleBps,
  };
}

/** Also one that waits to take effect counts for what begins after it. */
function cancelledAt({ pending }: PolicyDocument): number | null {
  return pending?.kind === 'CANCEL' && pending.status !== 'VOID' ? pending.madeAt : null;
}

export interface Judgement {
  /** Of the whole policy: eligible when one of its segments is; else the reason of the first. */
  eligibility: Eligibility;
  coverRemaining: Amount;
  /** The segments as they are after it. */
  segments: readonly PolicySegment[];
  /** Empty for a policy that is not eligible. */
  parts: readonly JudgedPart[];
  /** What pools and a distributor earn at once, before allocation. */
  earnedAtOnce: readonly { earnerId: string; earning: readonly EarningSegment[] }[];
}

/**
 * Judges a policy. Each segment is judged by its own times: what was added late may still wait, or have been
 * bought after the breach began.
 */
export function judgePolicy(policy: PolicyDocument, incident: IncidentDocument): Judgement {
  const judged = policy.segments.map((segment) => judgeSegment(segment, factsOf(policy, incident)));
  const eligible = judged.flatMap(({ eligibility }) => (eligibility.eligible ? [eligibility] : []));
  const segments = judged.map(({ segment }) => segment);
  const sum = (field: 'due' | 'deductible') => eligible.reduce((all, one) => all + one[field], 0n);
  return {
    eligibility:
      eligible.length > 0
        ? { eligible: true, due: sum('due'), deductible: sum('deductible') }
        : (judged[0]?.eligibility ?? judgeEligibility(factsOf(policy, incident))),
    coverRemaining: sumOf(segments, 'coverRemaining'),
    segments,
    parts: judged.flatMap(({ parts }) => parts),
    earnedAtOnce: judged.flatMap(({ earnedAtOnce }) => earnedAtOnce),
  };
}
