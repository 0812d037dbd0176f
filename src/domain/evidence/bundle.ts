/** The evidence bundle of an incident: everything that its result follows from, in one document. */
import type { FeedState } from '../feed/fold.ts';
import type { UnixSeconds, Wad } from '../shared/units.ts';
import type { RuleEvent } from '../trigger/events.ts';
import type { BreachRule } from '../trigger/rule.ts';
import type { RuleState } from '../trigger/state.ts';
import type { ClosingContents, FeedRegistration } from './closing.ts';
import type { ObservationRecord } from './record.ts';
import type { RecordCorrection } from './reevaluate.ts';

/** Names this shape of a bundle. */
export const BUNDLE_FORMAT = 'bulwark-evidence-1';

export interface EvidenceBundle {
  /** What was remembered before the first closing, and which closing came before it. */
  checkpoint: {
    watermark: UnixSeconds | null;
    evidenceHash: string;
    foldState: FeedState;
    ruleState: RuleState;
  };
  closings: EvidenceClosing[];
  /** What a challenge showed to be otherwise, or null. The closings then go on to when it was shown. */
  correction: EvidenceCorrection | null;
  /** What the rule said of the slots of these closings, in order. */
  events: RuleEvent[];
  feed: { feedId: string; name: string; registrations: FeedRegistration[] };
  format: typeof BUNDLE_FORMAT;
  incident: EvidenceResult;
  product: {
    productId: string;
    name: string;
    subject: string;
    rule: BreachRule;
    ruleHash: string;
    sentence: string;
    /** The first slot that the rule was judged at. */
    firstSlot: UnixSeconds;
  };
  /** SHA-256 over the canonical text of everything before it. */
  sha256: string;
}

/** What was decided; of a corrected one the result before the first challenge. */
export interface EvidenceResult {
  incidentId: string;
  breachStart: UnixSeconds;
  confirmedAt: UnixSeconds;
  settlesAt: UnixSeconds;
  settlementValue: Wad;
  payoutRatio: Wad;
  /** The feed's evidence hash when it was decided. */
  evidenceHash: string;
}

/**
 * Records that were judged wrongly, and the result without their mistake: null when nothing is to be paid.
 */
export interface EvidenceCorrection {
  records: RecordCorrection[];
  result: EvidenceResult | null;
}

/** A closing with the records that it covers, in the order of their keys. */
export interface EvidenceClosing extends ClosingContents {
  hash: string;
  previous: string;
  throughSlot: UnixSeconds;
  observations: ObservationRecord[];
}
