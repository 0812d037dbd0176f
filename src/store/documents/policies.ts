/** Policies: what was sold, on which terms, and what became of it. */
import type { ProductRule } from '../../domain/basket/rule.ts';
import type { PolicySegment } from '../../domain/policy/policySegment.ts';
import type { Amount, UnixSeconds, Wad } from '../../domain/shared/units.ts';

/** Which branch of a split chain decides: the one that is declared canonical. */
export type ForkRule = 'CANONICAL';

/** What is frozen at purchase; governance never reaches back (law 9). */
export interface PolicyTerms {
  sentence: string;
  rule: ProductRule;
  ruleHash: string;
  forkRule: ForkRule;
  /** Chains that its feeds were read from at the sale, rising: a split of one of them is ruled on. */
  chainIds: number[];
  deductibleBps: number;
  waitingSeconds: number;
  parameterVersion: number;
  /** SHA-256 over the canonical text of all terms. */
  hash: string;
}

/**
 * End states are stored; WAITING, ACTIVE, SETTLING and PENDING_ORACLE follow from the time and the product.
 */
export type PolicyEnd = 'EXPIRED' | 'PAID' | 'CANCELLED' | 'VOID';

/** The part of a policy's story that one incident wrote. */
export interface PolicyDecision {
  incidentId: string;
  /** Who held it then. */
  accountId: string;
  eligible: boolean;
  reason: string;
  ratioWad: Wad;
  due: Amount;
  paid: Amount;
  deductible: Amount;
  decidedAt: UnixSeconds;
}

/**
 * A step out that the holder asked for. It takes effect once it is decided that no breach began before it,
 * with the amounts of the time at which it was asked for; else it is void and the policy goes on.
 */
export interface PendingStepOut {
  kind: 'CANCEL' | 'TRANSFER' | 'TRADE';
  status: 'PENDING' | 'DONE' | 'VOID';
  /** As of this time. The pools of a policy that is cancelled have stopped to earn its premium then. */
  madeAt: UnixSeconds;
  /** Nothing of a policy that is transferred or sold: its premium goes with it. */
  refund: Amount;
  /** Goes to the insurance fund. */
  fee: Amount;
  /** What was bought before is cancelled without a fee; null where there is none of that. */
  freeIfBoughtBefore: UnixSeconds | null;
  /** Who gets the policy; null where it is cancelled. */
  toAccountId: string | null;
  /** The trade by which it is sold, or null. */
  tradeId: string | null;
  /** When it took effect or was void, or null. */
  endedAt: UnixSeconds | null;
}

/** Who sold a policy, and its part of the premium in basis points. */
export interface PolicyDistribution {
  distributorId: string;
  commissionBps: number;
}

/** What the holder wants at the end of cover: the same amount again, unless it costs more than this. */
export interface AutoRenewal {
  /** The highest rate of the cover for a year. */
  maxAnnualRateWad: Wad;
  /** What each renewal adds to the covered period. */
  termSeconds: number;
  /** Why the last try failed, or null. */
  refused: string | null;
}

export interface PolicyDocument {
  _id: string;
  version: number;
  productId: string;
  accountId: string;
  assetId: string;
  /** The sums of its segments; both times are those of the first. */
  coverAmount: Amount;
  coverRemaining: Amount;
  premium: Amount;
  boughtAt: UnixSeconds;
  coverFrom: UnixSeconds;
  coverUntil: UnixSeconds;
  /** What was bought first, then each increase. */
  segments: readonly PolicySegment[];
  terms: PolicyTerms;
  decisions: PolicyDecision[];
  end: PolicyEnd | null;
  endedAt: UnixSeconds | null;
  /** True until an end is stored: the index that release and assessment walk. */
  open: boolean;
  /** Null where nobody sold it. */
  distribution: PolicyDistribution | null;
  /** The last step out that was asked for, or null. */
  pending: PendingStepOut | null;
  /** The policy that it was a part of, or null. */
  splitFrom: string | null;
  /** Cover that was cut off, as bought: what its decisions paid may have been paid on that too. */
  coverCut: Amount;
  /** How it goes on by itself at its end, or null. */
  autoRenew: AutoRenewal | null;
}
