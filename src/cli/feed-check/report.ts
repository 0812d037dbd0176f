/** What was found, for people and for programs. */
import type { Finding, Section } from './finding.ts';

const MARKS = { KEPT: '✓', BROKEN: '✗', NOT_MADE: '–' } as const;

export interface Report {
  readonly family: string;
  readonly sections: readonly Section[];
}

/** Promises that are broken. */
export function brokenCount({ sections }: Report): number {
  return count(sections, 'BROKEN');
}

export function textReport({ family, sections }: Report): string {
  const lines = [`${family}`];
  for (const { title, findings } of sections) lines.push('', title, ...findings.flatMap(linesOf));
  const left = count(sections, 'NOT_MADE');
  const counts = `${count(sections, 'KEPT')} kept, ${count(sections, 'BROKEN')} broken`;
  lines.push('', left === 0 ? counts : `${counts}, ${left} not made`);
  return `${lines.join('\n')}\n`;
}

export function jsonReport(report: Report): string {
  return `${JSON.stringify({ ...report, green: brokenCount(report) === 0 })}\n`;
}

function linesOf({ promise, state, expected, actual, mend, note }: Finding): string[] {
  const head = `  ${MARKS[state]} ${promise}${note === undefined ? '' : `: ${note}`}`;
  if (state !== 'BROKEN') return [head];
  return [head, `      expected  ${expected}`, `      actual    ${actual}`, `      mend      ${mend}`];
}

function count(sections: readonly Section[], state: Finding['state']): number {
  return sections.flatMap(({ findings }) => findings).filter((finding) => finding.state === state).length;
}
