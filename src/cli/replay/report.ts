/** What `replay` prints about the incidents of a series. */
import { REPLAY_INCIDENTS_SHOWN_MAX } from '../../domain/shared/limits.ts';
import { formatDecimal } from '../../domain/trigger/decimal.ts';
import type { BreachRule, Reading } from '../../domain/trigger/rule.ts';
import { triggerSentence } from '../../domain/trigger/sentence.ts';
import { drawChart } from '../shared/chart.ts';
import type { CommandStreams } from '../shared/output.ts';
import { formatTime } from '../shared/times.ts';
import type { ReplayIncident, SlotCounts } from './judge.ts';

const JSON_PIECE_INCIDENTS = 100;

/** Gathers incidents and prints them once the whole series has proved to be right. */
interface Report {
  add(incident: ReplayIncident): void;
  print(counts: SlotCounts, streams: CommandStreams): void;
}

/** One JSON object. Incidents are kept as text: there may be one for every other row. */
export function jsonReport(): Report {
  const pieces: string[] = [];
  let newest: string[] = [];
  const closePiece = (): void => {
    if (newest.length > 0) pieces.push(newest.join(','));
    newest = [];
  };
  return {
    add: (incident) => {
      newest.push(JSON.stringify(incidentJson(incident)));
      if (newest.length === JSON_PIECE_INCIDENTS) closePiece();
    },
    print: ({ slots, indeterminate }, streams) => {
      closePiece();
      streams.out(`{"slots":${slots},"indeterminate":${indeterminate},"incidents":[`);
      for (const [index, piece] of pieces.entries()) streams.out(index === 0 ? piece : `,${piece}`);
      streams.out(']}\n');
    },
  };
}

/** An incident as `replay --json` and `demo --json` show it. */
export function incidentJson(incident: ReplayIncident) {
  return {
    breachStart: formatTime(incident.breachStart),
    confirmedAt: formatTime(incident.confirmedAt),
    settlementValue: formatDecimal(incident.settlementValue),
    payoutRatio: formatDecimal(incident.payoutRatio),
    final: incident.final,
  };
}

/** The rule as a sentence, a small chart and a table. `lows` is asked for at the end. */
export function textReport(name: string, rule: BreachRule, lows: () => readonly Reading[]): Report {
  const shown: ReplayIncident[] = [];
  let incidents = 0;
  return {
    add: (incident) => {
      incidents += 1;
      if (shown.length < REPLAY_INCIDENTS_SHOWN_MAX) shown.push(incident);
    },
    print: ({ slots, indeterminate }, streams) => {
      const lines = [triggerSentence(rule, name), '', ...chart(rule, lows(), shown), ''];
      lines.push(`${slots} slots, ${indeterminate} of them indeterminate; ${counted(incidents)}`);
      if (shown.length > 0) lines.push('', ...table(shown));
      if (incidents > shown.length) lines.push(`and ${incidents - shown.length} more: see --json`);
      streams.out(`${lines.join('\n')}\n`);
    },
  };
}

function chart(rule: BreachRule, lows: readonly Reading[], shown: readonly ReplayIncident[]): string[] {
  const marks = shown.flatMap(({ breachStart, confirmedAt }) => [
    { at: breachStart, letter: 'B' },
    { at: confirmedAt, letter: 'C' },
  ]);
  const levels = [
    { name: 'strike', value: rule.strike },
    { name: 'recovery', value: rule.recovery },
  ];
  return drawChart({ lows, levels, marks });
}

function table(shown: readonly ReplayIncident[]): string[] {
  const lines = [row('breach start (B)', 'confirmed (C)', 'lowest average', 'pays', '')];
  for (const incident of shown) {
    const { breachStart, confirmedAt, settlementValue, payoutRatio, final } = incidentJson(incident);
    lines.push(
      row(breachStart, confirmedAt, settlementValue, payoutRatio, final ? 'final' : 'still settling'),
    );
  }
  return lines;
}

function row(start: string, confirmed: string, value: string, ratio: string, note: string): string {
  return `${start.padEnd(22)}${confirmed.padEnd(22)}${value.padEnd(22)}${ratio.padEnd(22)}${note}`.trimEnd();
}

function counted(incidents: number): string {
  if (incidents === 0) return 'no incident';
  return incidents === 1 ? '1 incident' : `${incidents} incidents`;
}
