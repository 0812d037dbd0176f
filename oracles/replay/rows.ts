/** The rows of a price series: a header `time,value`, then one agreed value a line. */
import { SERIES_LINE_LENGTH_MAX } from '../../src/domain/shared/limits.ts';
import type { UnixSeconds, Wad } from '../../src/domain/shared/units.ts';
import { parseDecimal } from '../../src/domain/trigger/decimal.ts';
import { SourceError } from '../adapter.ts';

export interface SeriesRow {
  /** Line of the file; the header is line 1. */
  readonly line: number;
  readonly at: UnixSeconds;
  readonly value: Wad;
}

const UNIX_TIME = /^\d{1,12}$/;
const ISO_TIME = /^(\d{4})-(\d\d)-(\d\d)T\d\d:\d\d:\d\d(?:Z|[+-]\d\d:\d\d)$/;

/**
 * Reads a whole series. Times are Unix seconds or ISO 8601 with Z or an offset, strictly ascending; values are
 * plain decimals above 0 with at most 18 places. Throws SourceError CONFIG that names the line.
 */
export function parseRows(text: string): SeriesRow[] {
  const lines = text.split('\n').map((line) => (line.endsWith('\r') ? line.slice(0, -1) : line));
  if (lines.at(-1) === '') lines.pop();
  if (lines[0] !== 'time,value') throw bad(1, 'the header must be time,value');
  const rows: SeriesRow[] = [];
  for (let line = 2; line <= lines.length; line += 1) {
    const row = parseRow(lines[line - 1] ?? '', line);
    const previous = rows.at(-1);
    if (previous !== undefined && row.at <= previous.at)
      throw bad(line, 'the time must be after the last one');
    rows.push(row);
  }
  if (rows.length === 0) throw bad(2, 'there are no rows');
  return rows;
}

function parseRow(text: string, line: number): SeriesRow {
  if (text.length > SERIES_LINE_LENGTH_MAX)
    throw bad(line, `longer than ${SERIES_LINE_LENGTH_MAX} characters`);
  const [time = '', decimal = '', ...rest] = text.split(',');
  const at = parseTime(time);
  if (at === null) throw bad(line, 'the time must be Unix seconds or ISO 8601 with Z or an offset');
  const value = rest.length === 0 ? parseDecimal(decimal) : null;
  if (value === null || value <= 0n) {
    throw bad(line, 'the value must be a plain decimal above 0 with at most 18 places');
  }
  return { line, at, value };
}

function parseTime(text: string): UnixSeconds | null {
  if (UNIX_TIME.test(text)) return Number(text);
  const match = ISO_TIME.exec(text);
  if (match === null) return null;
  // Date.parse turns 30 February into 2 March; a day that its month does not have is a mistake here.
  const daysOfMonth = new Date(Date.UTC(Number(match[1]), Number(match[2]), 0)).getUTCDate();
  const time = Date.parse(text);
  return Number.isNaN(time) || time < 0 || Number(match[3]) > daysOfMonth ? null : time / 1_000;
}

function bad(line: number, problem: string): SourceError {
  return new SourceError('CONFIG', `Line ${line}: ${problem}.`);
}
