/** Incidents and payouts. */
import type { ChallengeRule } from '../../domain/incident/challenge.ts';
import type { IncidentStatus } from '../../domain/incident/states.ts';
import type { Amount, UnixSeconds, Wad } from '../../domain/shared/units.ts';
import type { IncidentCause } from './cover.ts';

export type { IncidentStatus };

/** What one pool owes for one incident and what was given to it. */
export interface IncidentPool {
  poolId: string;
  /** Sum of what eligible policies are due from this pool. */
  claimed: Amount;
  /**
   * What the layers gave to the whole loss event, and all its claims on this pool: payments are shares of it.
   */
  funded: Amount;
  eventClaimed: Amount;
  /** What of it the pool's own capital gave. */
  fromCapital: Amount;
  /** Claims of earlier incidents of the same loss event: where this incident's running sum starts. */
  claimedBefore: Amount;
  /** Running sum of claims of this incident that have been paid. */
  claimedPaid: Amount;
  /** The pool's capital and shares before the loss event was allocated; 0 until then. */
  capitalBefore: Amount;
  sharesBefore: Amount;
}

/** What was decided, and the feed's evidence hash then. */
export interface IncidentResult {
  breachStart: UnixSeconds;
  confirmedAt: UnixSeconds;
  settlesAt: UnixSeconds;
  settlementValueWad: Wad;
  payoutRatioWad: Wad;
  evidenceHash: string;
}

/** A bonded challenge of a result. */
export interface IncidentChallenge {
  challengeId: string;
  accountId: string;
  /** Id of the observation that it says was judged wrongly. */
  observationId: string;
  rule: ChallengeRule;
  /** Held until it is decided. */
  bond: Amount;
  madeAt: UnixSeconds;
  /** UNDECIDED: what it says could not be looked up before payment was due. */
  status: 'PENDING' | 'CHANGED' | 'UNCHANGED' | 'UNDECIDED';
  decidedAt: UnixSeconds | null;
}

export interface IncidentDocument {
  _id: string;
  version: number;
  productId: string;
  assetId: string;
  ruleHash: string;
  status: IncidentStatus;
  breachStart: UnixSeconds;
  confirmedAt: UnixSeconds;
  /** End of the settlement window in event time, or null while it is being extended. */
  settlesAt: UnixSeconds | null;
  settlementValueWad: Wad | null;
  payoutRatioWad: Wad | null;
  /** When money may move: end of the challenge window and of what guardians have delayed it by. */
  payableAt: UnixSeconds | null;
  /** Since when it is held for a split chain, or null. */
  heldSince: UnixSeconds | null;
  /** What guardians have delayed it by in all. */
  delayedSeconds: number;
  challenges: IncidentChallenge[];
  /** The result before the first challenge that changed it, or null: a new result has its own window once. */
  firstResult: IncidentResult | null;
  /** As of when unearned premium is earned for the policies that it hits. */
  assessedAt: UnixSeconds | null;
  /** Last policy id that assessment or payment has handled, or the empty string. */
  cursor: string;
  /** True once every policy has been paid: the incident can be closed. */
  paidThrough: boolean;
  policies: { scanned: number; eligible: number; paid: number };
  /** How many policies were not paid, by reason. */
  unpaidBy: Record<string, number>;
  pools: IncidentPool[];
  /** The most that governors let the treasury pay for it when it is allocated. */
  treasuryApproved: Amount;
  /** Until when vaults in another asset are sold for it; null before that was asked. */
  saleUntil: UnixSeconds | null;
  /** Incidents that were allocated together, by id. */
  lossEventId: string | null;
  finalAt: UnixSeconds | null;
  allocatedAt: UnixSeconds | null;
  allocationHash: string | null;
  /** The feed's evidence hash when it was decided. */
  evidenceHash: string;
  /** The incidents of its members that a basket counted; none for all others. */
  causes: readonly IncidentCause[];
  /** The bundle of all that it follows from, or null before it is settled and where there is no evidence. */
  evidence: { sha256: string; bytes: number } | null;
  paidAt: UnixSeconds | null;
}

/**
 * Money that a policy got for an incident.
 * `_id` is `pay_<policy>_<incident>`: paying twice is a duplicate key.
 */
export interface PayoutDocument {
  _id: string;
  version: number;
  policyId: string;
  incidentId: string;
  productId: string;
  accountId: string;
  assetId: string;
  due: Amount;
  paid: Amount;
  deductible: Amount;
  /** Due less paid: a claim on later recoveries. */
  recoveryClaim: Amount;
  paidAt: UnixSeconds;
}
