/** What an incident comes to when some of its records are judged otherwise: the same rules on other votes. */
import type { AcceptedObservation, SourceTerms } from '../feed/observation.ts';
import type { ChallengeRule } from '../incident/challenge.ts';
import { canonical } from '../shared/canonical.ts';
import type { UnixSeconds } from '../shared/units.ts';
import type { RuleEvent } from '../trigger/events.ts';
import type { BreachRule } from '../trigger/rule.ts';
import { openBreach, type RuleState, settlingIncident } from '../trigger/state.ts';
import type { EvidenceClosing } from './bundle.ts';
import type { Figures } from './evaluate.ts';
import { judgedAgain, type ObservationRecord, recordName, voteOf } from './record.ts';

/** A record that a challenge showed to have been judged wrongly. */
export interface RecordCorrection {
  /** See `recordName`. */
  readonly record: string;
  readonly rule: ChallengeRule;
  /** What was asked of others for it, see `correctedRecord`. */
  readonly actual: string | null;
  /** The record as it is judged now. */
  readonly judged: ObservationRecord;
}

/**
 * The record as it has to be judged if `rule` holds of it, or null when it does not. `actual` is what only
 * others can say: the hash that the final chain has at the block's number, or who signed; null where nobody
 * was asked. Example: an accepted report of block 0xa, `actual` 0xb, REORGED → the same report, rejected.
 */
export function correctedRecord(
  record: ObservationRecord,
  rule: ChallengeRule,
  terms: SourceTerms,
  actual: string | null,
): ObservationRecord | null {
  if (rule === 'COUNTS') {
    const { fault, ...rest } = record;
    const isOnChain = fault?.reason === 'REORGED' && actual !== null && actual === record.blockHash;
    const again = judgedAgain(isOnChain ? rest : record, terms);
    return !record.accepted && again.accepted ? again : null;
  }
  if (!record.accepted) return null;
  const again = judgedAgain(record, terms);
  if (again.rejection?.reason === rule) return again;
  const { blockHash } = record;
  const isMoved = rule === 'REORGED' && blockHash !== undefined && actual !== blockHash;
  const isForged = rule === 'BAD_SIGNATURE' || rule === 'UNKNOWN_SIGNER';
  if (actual === null || !(isMoved || isForged)) return null;
  const rejection = isMoved
    ? { reason: rule, limit: actual, actual: String(blockHash) }
    : { reason: rule, limit: terms.operators.join(' '), actual };
  return { ...record, accepted: false, vote: null, rejection };
}

/** The votes of a closing with corrections: records that do not count are left out, others come in. */
export function correctedVotes(
  { observations }: Pick<EvidenceClosing, 'observations'>,
  corrections: ReadonlyMap<string, RecordCorrection>,
): AcceptedObservation[] {
  return observations
    .map((record) => corrections.get(recordName(record))?.judged ?? record)
    .filter(({ accepted }) => accepted)
    .map(voteOf);
}

/** What the corrected evidence says of an incident. OPEN: more slots have to close before it is known. */
export type Reevaluation =
  | { readonly kind: 'SETTLED'; readonly figures: Figures }
  | { readonly kind: 'OPEN' }
  | { readonly kind: 'NONE' };

/**
 * The result in place of `original`: that of the first incident whose time has something in common with its
 * own. Example: without one vote the breach is confirmed ten minutes later: the same incident, other figures.
 */
export function reevaluated(
  rule: BreachRule,
  state: RuleState,
  events: readonly RuleEvent[],
  original: Pick<Figures, 'breachStart' | 'settlesAt'>,
): Reevaluation {
  for (const event of events) {
    if (event.type !== 'SETTLED' || !overlaps(event, original)) continue;
    const { breachStart, confirmedAt, settlesAt, settlementValue, payoutRatio } = event;
    return {
      kind: 'SETTLED',
      figures: { breachStart, confirmedAt, settlesAt, settlementValue, payoutRatio },
    };
  }
  const start = settlingIncident(rule, state)?.breachStart ?? openBreach(state)?.start;
  const isOpen = start !== undefined && start <= original.settlesAt;
  return { kind: isOpen ? 'OPEN' : 'NONE' };
}

function overlaps(
  { breachStart, settlesAt }: { breachStart: UnixSeconds; settlesAt: UnixSeconds },
  original: Pick<Figures, 'breachStart' | 'settlesAt'>,
): boolean {
  return breachStart <= original.settlesAt && original.breachStart <= settlesAt;
}

/** True when two results pay alike: nothing that a policy looks at differs. */
export function sameFigures(one: Figures, other: Figures): boolean {
  return canonical(one) === canonical(other);
}
