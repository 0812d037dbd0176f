/** A whole price series in memory. */
import { parseSeriesRow, SERIES_HEADER } from '../../src/domain/feed/seriesRow.ts';
import { SERIES_LINE_LENGTH_MAX } from '../../src/domain/shared/limits.ts';
import type { UnixSeconds, Wad } from '../../src/domain/shared/units.ts';
import { SourceError } from '../adapter.ts';

export interface NumberedRow {
  /** Line of the file; the header is line 1. */
  readonly line: number;
  readonly at: UnixSeconds;
  readonly value: Wad;
}

/** The rows in strictly rising time. Throws SourceError CONFIG that names the first line that is wrong. */
export function parseRows(text: string): NumberedRow[] {
  const lines = text.split('\n').map((line) => (line.endsWith('\r') ? line.slice(0, -1) : line));
  if (lines.at(-1) === '') lines.pop();
  if (lines[0] !== SERIES_HEADER) throw wrongLine(1, `is not the header "${SERIES_HEADER}"`);
  const rows: NumberedRow[] = [];
  for (const [index, content] of lines.entries()) {
    if (index === 0) continue;
    const line = index + 1;
    if (content.length > SERIES_LINE_LENGTH_MAX) throw wrongLine(line, 'is too long');
    const row = parseSeriesRow(content);
    if (row.problem !== undefined) throw wrongLine(line, row.problem);
    if (row.at <= (rows.at(-1)?.at ?? -1)) throw wrongLine(line, 'is not after the line before');
    rows.push({ line, at: row.at, value: row.value });
  }
  if (rows.length === 0) throw wrongLine(2, 'is missing');
  return rows;
}

function wrongLine(line: number, problem: string): SourceError {
  return new SourceError('CONFIG', `Line ${line} of the series ${problem}.`);
}
