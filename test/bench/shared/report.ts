/** What a benchmark found, as a table for people or as one JSON object. */
import type { Machine } from './machine.ts';

/** One line of figures: medians over the runs. */
export interface Row {
  name: string;
  /** Figures by column, in the report's order of columns; null where a column does not apply. */
  figures: Record<string, number | null>;
  /** The first column's figure in every run. */
  byRun: number[];
}

/** One thing compared with what was promised of it. */
export interface Target {
  name: string;
  value: number;
  atLeast?: number;
  atMost?: number;
}

export interface Report {
  bench: 'actuary' | 'buy' | 'quote' | 'settle' | 'venue' | 'watch';
  machine: Machine;
  seed: number;
  runs: number;
  columns: readonly string[];
  rows: Row[];
  targets: Target[];
  notes: string[];
}

export const isMet = ({ value, atLeast = -Infinity, atMost = Infinity }: Target): boolean =>
  value >= atLeast && value <= atMost;

/** Exactly one JSON object. */
export function jsonReport(report: Report): string {
  const targets = report.targets.map((target) => ({ ...target, met: isMet(target) }));
  return `${JSON.stringify({ ...report, targets })}\n`;
}

/** The tables, at most 110 characters wide. */
export function tableReport({ bench, machine, seed, runs, columns, rows, targets, notes }: Report): string {
  const { cores, cpu, memoryGibibytes, node, mongod } = machine;
  const table = [
    ['', ...columns],
    ...rows.map(({ name, figures }) => [name, ...columns.map((column) => shown(figures[column] ?? null))]),
  ];
  const promises = [
    ['', 'measured', 'promised', ''],
    ...targets.map((target) => [
      target.name,
      shown(target.value),
      bound(target),
      isMet(target) ? 'met' : 'MISSED',
    ]),
  ];
  const lines = [
    `${bench}: ${runs === 1 ? 'one run' : `medians of ${runs} runs`}, seed ${seed}`,
    `${cores} cores (${cpu}), ${memoryGibibytes} GiB; Node ${node}, mongod ${mongod}`,
    '',
    ...aligned(table),
    '',
    ...aligned(promises),
    ...notes.flatMap((note) => ['', note]),
  ];
  return `${lines.join('\n')}\n`;
}

function bound({ atLeast, atMost }: Target): string {
  return atLeast === undefined ? `at most ${atMost}` : `at least ${atLeast}`;
}

/** Three digits are as much as a busy machine gives. */
function shown(value: number | null): string {
  if (value === null) return '-';
  if (Math.abs(value) >= 100) return Math.round(value).toLocaleString('en-US');
  return String(Number(value.toPrecision(3)));
}

function aligned(rows: readonly (readonly string[])[]): string[] {
  const widths = (rows[0] ?? []).map((_, index) => Math.max(...rows.map((row) => row[index]?.length ?? 0)));
  return rows.map((row) =>
    row
      .map((cell, index) =>
        index === 0 ? cell.padEnd(widths[0] ?? 0) : cell.padStart((widths[index] ?? 0) + 2),
      )
      .join('')
      .trimEnd(),
  );
}
