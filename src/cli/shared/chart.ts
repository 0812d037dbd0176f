/** A price as a small chart of text: lows of equal stretches of time, levels across, events below. */
import { maximum, minimum, mulDivDown } from '../../domain/shared/rounding.ts';
import type { UnixSeconds, Wad } from '../../domain/shared/units.ts';
import { formatDecimal } from '../../domain/trigger/decimal.ts';
import type { Reading } from '../../domain/trigger/rule.ts';
import { formatTime } from './times.ts';

const COLUMNS = 64;
const ROWS = 9;
const LABEL_WIDTH = 10;

/** Lows of a series of unknown length: at most twice the columns, each of the same length of time. */
export interface LowSampler {
  add(reading: Reading): void;
  lows(): readonly Reading[];
}

interface ChartParts {
  readonly lows: readonly Reading[];
  /** Drawn across the chart, with their names at the right. */
  readonly levels: readonly { readonly name: string; readonly value: Wad }[];
  /** One letter each below the chart. */
  readonly marks: readonly { readonly at: UnixSeconds; readonly letter: string }[];
}

/** Keeps the lowest value of each stretch; when there are too many, stretches become twice as long. */
export function sampleLows(columns = COLUMNS): LowSampler {
  let kept: Reading[] = [];
  let newest: Reading | null = null;
  let stretchSeconds = 1;
  let stretch = -1;
  const add = (reading: Reading): void => {
    const own = Math.floor(reading.at / stretchSeconds);
    const low = kept.at(-1);
    if (own !== stretch || low === undefined) kept.push(reading);
    else if (reading.value < low.value) kept[kept.length - 1] = { at: low.at, value: reading.value };
    stretch = own;
    newest = reading;
    if (kept.length <= 2 * columns) return;
    const old = kept;
    kept = [];
    stretchSeconds *= 2;
    for (const each of old) add(each);
    newest = reading;
  };
  // The newest reading is shown too, so that the chart ends where the series does.
  return { add, lows: () => (newest === null ? [] : [...kept, newest]) };
}

/** The lines of the chart, or none for fewer than two points. */
export function drawChart({ lows, levels, marks }: ChartParts): string[] {
  const [first, last] = [lows[0], lows.at(-1)];
  if (first === undefined || last === undefined || first.at === last.at) return [];
  const values = [...lows.map(({ value }) => value), ...levels.map(({ value }) => value)];
  const low = values.reduce(minimum);
  const high = values.reduce(maximum);
  // Rounding moves a dot by less than its own size.
  const rowOf = (value: Wad): number =>
    high === low ? 0 : Number(mulDivDown(high - value, BigInt(ROWS - 1) * 2n + 1n, (high - low) * 2n));
  const columnOf = (at: UnixSeconds): number =>
    Math.floor(
      ((Math.min(Math.max(at, first.at), last.at) - first.at) * (COLUMNS - 1)) / (last.at - first.at),
    );
  const rows = Array.from({ length: ROWS }, () => Array.from({ length: COLUMNS }, () => ' '));
  const labels = new Map<number, string>([
    [0, label(high)],
    [ROWS - 1, label(low)],
  ]);
  const names = new Map<number, string>();
  for (const level of levels) {
    rows[rowOf(level.value)]?.fill('·');
    labels.set(rowOf(level.value), label(level.value));
    names.set(rowOf(level.value), [names.get(rowOf(level.value)), level.name].filter(Boolean).join(', '));
  }
  for (const { at, value } of lows) put(rows[rowOf(value)], columnOf(at), '●');
  const markRow = Array.from({ length: COLUMNS }, () => ' ');
  for (const { at, letter } of marks) put(markRow, columnOf(at), letter);
  const lines = rows.map((row, index) => {
    const left = (labels.get(index) ?? '').padStart(LABEL_WIDTH);
    return `${left} │${row.join('')} ${names.get(index) ?? ''}`.trimEnd();
  });
  const margin = ' '.repeat(LABEL_WIDTH + 2);
  const times = formatTime(first.at).padEnd(COLUMNS - 20) + formatTime(last.at);
  return [...lines, `${margin}${markRow.join('')}`.trimEnd(), `${margin}${times}`];
}

function put(row: string[] | undefined, column: number, letter: string): void {
  if (row !== undefined) row[column] = letter;
}

/** A price cut to what fits the margin; the exact one stands in the table. */
function label(value: Wad): string {
  return formatDecimal(value).slice(0, LABEL_WIDTH).replace(/\.$/, '');
}
