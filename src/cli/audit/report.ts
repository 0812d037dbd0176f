/** The audit as people read it: what was looked at, and the bad rows, the first one first. */
import { AUDIT_ROWS_SHOWN_MAX } from '../../domain/shared/limits.ts';
import type { AuditReport } from '../../market/audit/auditLedger.ts';
import type { Difference } from '../../market/audit/findings.ts';
import { quoted } from '../shared/output.ts';

/** The report as lines of text. */
export function textReport(report: AuditReport): string {
  const { checked, asOfSequence, differences, differenceCount } = report;
  const counts = Object.entries(checked).map(([name, count]) => `${name} ${count}`);
  const lines = [`Looked at: ${counts.join(', ')}; as of command ${asOfSequence}.`];
  if (report.clean) lines.push('The ledger is clean.');
  const shown = differences.slice(0, AUDIT_ROWS_SHOWN_MAX);
  if (shown.length > 0) lines.push(`Differences: ${differenceCount}. The first bad row comes first:`);
  for (const difference of shown) lines.push(lineOf(difference));
  if (differenceCount > shown.length) lines.push(`and ${differenceCount - shown.length} more`);
  return `${lines.join('\n')}\n`;
}

function lineOf({ collection, id, field, expected, found }: Difference): string {
  return `  ${collection} ${quoted(id, 300)} ${field}: expected ${expected}, found ${quoted(found, 200)}`;
}
