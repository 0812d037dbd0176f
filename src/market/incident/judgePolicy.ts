/**
 * What one incident does to one policy:
 * the same answer in assessment and in payment, because nothing changes between.
 */
import { type Eligibility, judgeEligibility, type PolicyFacts } from '../../domain/policy/eligibility.ts';
import {
  coverAfterIncident,
  type SegmentAfterIncident,
  segmentAfterIncident,
} from '../../domain/policy/incidentEffect.ts';
import type { Amount } from '../../domain/shared/units.ts';
import { divideByWeights } from '../../domain/waterfall/prorata.ts';
import type { PolicyDocument } from '../../store/documents/cover.ts';
import type { IncidentDocument } from '../../store/documents/incidents.ts';

/** The facts of a policy that eligibility looks at. */
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
  eligibility: Eligibility;
  coverRemaining: Amount;
  /** For each allocation: its claim, the cover that it still carries before and after, and its premium. */
  parts: {
    poolId: string;
    claim: Amount;
    coverBefore: Amount;
    coverAfter: Amount;
    segment: SegmentAfterIncident;
  }[];
}

/** Judges a policy. For one that is not eligible the parts are empty and the cover stays. */
export function judgePolicy(policy: PolicyDocument, incident: IncidentDocument): Judgement {
  const eligibility = judgeEligibility(factsOf(policy, incident));
  if (!eligibility.eligible) return { eligibility, coverRemaining: policy.coverRemaining, parts: [] };
  const ratioWad = incident.payoutRatioWad ?? 0n;
  const coverRemaining = coverAfterIncident(policy.coverAmount, policy.coverRemaining, ratioWad);
  const claims = byPool(policy, eligibility.due);
  const before = byPool(policy, policy.coverRemaining);
  const after = byPool(policy, coverRemaining);
  const parts = policy.allocations.map(({ poolId, segment }, index) => ({
    poolId,
    claim: claims[index] ?? 0n,
    coverBefore: before[index] ?? 0n,
    coverAfter: after[index] ?? 0n,
    segment: segmentAfterIncident(segment, ratioWad, coverRemaining),
  }));
  return { eligibility, coverRemaining, parts };
}

/** An amount of a policy divided over its pools, by the cover that each took on when it was sold. */
export function byPool(policy: PolicyDocument, amount: Amount): Amount[] {
  return divideByWeights(
    amount,
    policy.allocations.map(({ coverAmount }) => coverAmount),
  );
}
