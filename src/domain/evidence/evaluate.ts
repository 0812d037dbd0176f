/** Reaches a result again from evidence, closing by closing: the same rules, in the same order. */
import { type FeedState, foldReadings } from '../feed/fold.ts';
import type { AcceptedObservation, SourceTerms } from '../feed/observation.ts';
import type { UnixSeconds } from '../shared/units.ts';
import type { RuleEvent } from '../trigger/events.ts';
import { judgeSlots } from '../trigger/judgeSlots.ts';
import type { BreachRule } from '../trigger/rule.ts';
import type { RuleState } from '../trigger/state.ts';
import type { EvidenceResult } from './bundle.ts';
import type { ClosingContents, FeedRegistration } from './closing.ts';

/** What is remembered between two closings. */
export interface Standing {
  readonly foldState: FeedState;
  readonly ruleState: RuleState;
}

/** Closes the slots of one closing with these votes. Throws RangeError for what no rule could judge. */
export function evaluateClosing(
  rule: BreachRule,
  before: Standing,
  { throughSlot, terms }: Pick<ClosingContents, 'terms'> & { throughSlot: UnixSeconds },
  votes: readonly AcceptedObservation[],
): { after: Standing; folded: ReturnType<typeof foldReadings>; events: RuleEvent[] } {
  const folded = foldReadings(before.foldState, votes, throughSlot, terms);
  const { state: ruleState, events } = judgeSlots(rule, before.ruleState, folded.readings, throughSlot);
  return { after: { foldState: folded.state, ruleState }, folded, events };
}

/** How one source of a registration is judged, or null for one that it does not name. */
export function termsOf({ decimals, sources }: FeedRegistration, sourceId: string): SourceTerms | null {
  const source = sources.find((entry) => entry.sourceId === sourceId);
  if (source === undefined) return null;
  const { heartbeatSeconds, marginSeconds, operators } = source;
  return { sourceId, decimals, heartbeatSeconds, marginSeconds, operators };
}

/** What an incident comes to. */
export type Figures = Omit<EvidenceResult, 'incidentId' | 'evidenceHash'>;

/** The result of the settlement of one confirmation, or null where the events have none. */
export function resultOf(events: readonly RuleEvent[], confirmedAt: UnixSeconds): Figures | null {
  const settled = events.find((event) => event.type === 'SETTLED' && event.confirmedAt === confirmedAt);
  if (settled?.type !== 'SETTLED') return null;
  const { breachStart, settlesAt, settlementValue, payoutRatio } = settled;
  return { breachStart, confirmedAt, settlesAt, settlementValue, payoutRatio };
}
