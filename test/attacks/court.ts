/**
 * All that stands between what operators say and an incident, without anything around it: each report is
 * judged as it arrives, readings are formed of what is accepted, and the stablecoin rule judges those.
 */
import { EMPTY_FEED_STATE, foldReadings } from '../../src/domain/feed/fold.ts';
import { judgeObservation } from '../../src/domain/feed/judge.ts';
import type { AcceptedObservation, RawObservation, SourceTerms } from '../../src/domain/feed/observation.ts';
import type { ReadingTerms } from '../../src/domain/feed/reading.ts';
import type { RejectionReason } from '../../src/domain/feed/rejection.ts';
import { HOUR_SECONDS, MINUTE_SECONDS } from '../../src/domain/shared/units.ts';
import { advanceRule } from '../../src/domain/trigger/advance.ts';
import type { BreachRule } from '../../src/domain/trigger/rule.ts';
import { initialRuleState } from '../../src/domain/trigger/state.ts';
import { STABLECOIN, wad } from '../domain/trigger/worlds.ts';

/** A full hour. */
export const NOON = 1_678_536_000;
export const HOUR = HOUR_SECONDS;
export const MINUTE = MINUTE_SECONDS;
/** The default rule with the gap that a live feed has. */
export const RULE: BreachRule = { ...STABLECOIN, maxGapSeconds: 30 * MINUTE };

const TERMS: ReadingTerms = {
  quorum: 3,
  repeatSeconds: 600,
  levels: { strikes: [RULE.strike], others: [RULE.recovery, RULE.watch] },
};

/** A source of one operator, of the same name, that reports every few minutes in 8 decimals. */
export const sourceOf = (operator: string, changes: Partial<SourceTerms> = {}): SourceTerms => ({
  sourceId: operator,
  decimals: 8,
  heartbeatSeconds: 15 * MINUTE,
  marginSeconds: 5 * MINUTE,
  operators: [operator],
  ...changes,
});

/** What an operator says: a price as text. Its round is its time unless it is given. */
export function says(
  operator: string,
  observedAt: number,
  price: string,
  changes: Partial<RawObservation> = {},
): RawObservation {
  const { decimals = 8 } = changes;
  // Down: the prices of these tests have fewer places.
  const value = (wad(price) * 10n ** BigInt(decimals)) / 10n ** 18n;
  const round = String(observedAt);
  return { source: operator, operator, round, value, decimals, observedAt, finalized: true, ...changes };
}

/** The same price from several operators, every five minutes in `[from, until)`. */
export function series(
  operators: readonly string[],
  from: number,
  until: number,
  price: string,
): RawObservation[] {
  const all: RawObservation[] = [];
  for (let at = from; at < until; at += 5 * MINUTE) {
    for (const operator of operators) all.push(says(operator, at, price));
  }
  return all;
}

/** What became of what was said. */
export interface Judgement {
  /** Of the reports that do not count, in their order: who sent them and why. */
  rejected: { operator: string; reason: RejectionReason }[];
  readings: ReturnType<typeof foldReadings>['readings'];
  events: ReturnType<typeof advanceRule>['events'];
}

/** Judges reports, oldest first, each in the second in which it was published, through a time. */
export function judge(
  sources: readonly SourceTerms[],
  reports: readonly RawObservation[],
  through: number,
  { rule = RULE, arrival }: { rule?: BreachRule; arrival?: (report: RawObservation) => number } = {},
): Judgement {
  const rejected: Judgement['rejected'] = [];
  const accepted: AcceptedObservation[] = [];
  const last = new Map<string, RawObservation>();
  for (const report of reports) {
    const terms = sources.find(({ sourceId }) => sourceId === report.source);
    if (terms === undefined) throw new Error(`${report.source} is no source`);
    const now = arrival?.(report) ?? report.publishedAt ?? report.observedAt;
    const previous = last.get(report.operator) ?? null;
    const context = { now, watermark: null, use: 'DECISION', previous, levels: TERMS.levels } as const;
    const verdict = judgeObservation(report, terms, context);
    if (verdict.valid) {
      last.set(report.operator, report);
      accepted.push(verdict.accepted);
    } else rejected.push({ operator: report.operator, reason: verdict.reason });
  }
  const { readings, verdicts } = foldReadings(EMPTY_FEED_STATE, accepted, through, TERMS);
  for (const { key, reason } of verdicts) rejected.push({ operator: key.split('/')[1] ?? '', reason });
  const first = readings[0]?.at ?? through;
  const { events } = advanceRule(rule, initialRuleState(rule, first), readings, through);
  return { rejected, readings, events };
}

/** Names of events of the rule, in their order. */
export const namesOf = ({ events }: Judgement): string[] => events.map(({ type }) => type);

/** Who was not believed, and why, each once. */
export const refusedOf = ({ rejected }: Judgement): string[] => [
  ...new Set(rejected.map(({ operator, reason }) => `${operator} ${reason}`)),
];
