/** A price series, read as a stream: CSV with the header `time,value`, one reading a row. */
import { createReadStream } from 'node:fs';
import { SERIES_LINE_LENGTH_MAX } from '../../domain/shared/limits.ts';
import { parseDecimal } from '../../domain/trigger/decimal.ts';
import type { Reading } from '../../domain/trigger/rule.ts';
import { quoted, UsageError } from '../shared/output.ts';
import { formatTime, parseTime } from '../shared/times.ts';

const HEADER = 'time,value';
const CHUNK_BYTES = 64 * 1_024;

/**
 * The rows of a series file in batches, oldest first. Throws UsageError that names the file, and the line
 * (the header is line 1) of the first row that is wrong. Memory does not grow with the file.
 */
export async function* readSeriesFile(path: string): AsyncGenerator<Reading[]> {
  try {
    yield* readSeries(createReadStream(path, { highWaterMark: CHUNK_BYTES }));
  } catch (error) {
    if (!(error instanceof Error)) throw error;
    if (error instanceof UsageError) throw new UsageError(`${path}, ${error.message}`);
    if ('code' in error) throw new UsageError(`${path} cannot be read: ${error.message}`);
    throw error;
  }
}

/** The same from any bytes. */
export async function* readSeries(chunks: AsyncIterable<Uint8Array>): AsyncGenerator<Reading[]> {
  const reader: RowReader = { line: 0, previous: null };
  let rest = '';
  let any = false;
  for await (const chunk of chunks) {
    // One byte is one character: what is not ASCII is wrong anyway, and is then named by its line.
    const text = rest + Buffer.from(chunk.buffer, chunk.byteOffset, chunk.byteLength).toString('latin1');
    const readings: Reading[] = [];
    let start = 0;
    for (let end = text.indexOf('\n'); end >= 0; end = text.indexOf('\n', start)) {
      readLine(reader, text.slice(start, end), readings);
      start = end + 1;
    }
    rest = text.slice(start);
    // A line that is too long is refused before it is all in memory.
    if (rest.length > SERIES_LINE_LENGTH_MAX) readLine(reader, rest, readings);
    if (readings.length > 0) yield readings;
    any ||= readings.length > 0;
  }
  const last: Reading[] = [];
  if (rest !== '' || reader.line === 0) readLine(reader, rest, last);
  if (last.length > 0) yield last;
  else if (!any)
    throw new UsageError(`line ${reader.line + 1}: there is no reading; expected a row "${HEADER}"`);
}

interface RowReader {
  /** Lines read. */
  line: number;
  previous: number | null;
}

function readLine(reader: RowReader, raw: string, readings: Reading[]): void {
  reader.line += 1;
  const text = raw.endsWith('\r') ? raw.slice(0, -1) : raw;
  const problem = reader.line === 1 ? headerProblem(text) : readRow(reader, text, readings);
  if (problem !== null) throw new UsageError(`line ${reader.line}: ${problem}`);
}

function headerProblem(text: string): string | null {
  if (text === HEADER) return null;
  return `expected the header "${HEADER}", found ${text === '' ? 'nothing' : quoted(text)}`;
}

/** Adds the reading of a row, or says what is wrong with it. */
function readRow(reader: RowReader, text: string, readings: Reading[]): string | null {
  if (text.length > SERIES_LINE_LENGTH_MAX) return `is longer than ${SERIES_LINE_LENGTH_MAX} characters`;
  const comma = text.indexOf(',');
  if (comma < 0 || text.indexOf(',', comma + 1) >= 0)
    return `expected a row "${HEADER}", found ${quoted(text)}`;
  const [timeText, valueText] = [text.slice(0, comma), text.slice(comma + 1)];
  const at = parseTime(timeText);
  if (at === null) {
    return `the time ${quoted(timeText)} is neither ISO 8601 in whole seconds with a zone nor Unix seconds`;
  }
  const value = parseDecimal(valueText);
  if (value === null || value === 0n) {
    return `the value ${quoted(valueText)} is not a plain decimal above 0 with at most 18 places`;
  }
  if (reader.previous !== null && at <= reader.previous) {
    return `the time ${formatTime(at)} is not after the ${formatTime(reader.previous)} of the line before`;
  }
  reader.previous = at;
  readings.push({ at, value });
  return null;
}
