/**
 * Runs cells one after the other, several times over, so that what the machine does meanwhile meets all
 * alike.
 */
import type { Pace, Say } from '../options.ts';
import { type DriveOptions, drive, type Measured } from './drive.ts';
import type { Row } from './report.ts';
import { median } from './statistics.ts';

/** One way of doing the work, with a number of clients. */
export interface Cell {
  name: string;
  clients: number;
  /** Units of work in one call; 1 where nothing is said. */
  unitsPerCall?: number;
  /** How many times as long as others it is measured: where an answer may take seconds. */
  stretch?: number;
  /** Measures once; most just drive `once`. */
  measure(options: DriveOptions): Promise<Measured>;
}

/** A cell whose clients live in this process. */
export function cell(name: string, clients: number, once: (client: number) => Promise<void>): Cell {
  return { name, clients, measure: (options) => drive(options, once) };
}

/** What the cells measured, by name, in the order of the runs. */
export type Measurements = Map<string, Measured[]>;

export async function runCells(cells: readonly Cell[], pace: Pace, say: Say): Promise<Measurements> {
  const results: Measurements = new Map(cells.map(({ name }) => [name, []]));
  for (let run = 1; run <= pace.runs; run += 1) {
    for (const { name, clients, unitsPerCall = 1, stretch = 1, measure } of cells) {
      const milliseconds = pace.milliseconds * stretch;
      const { warmUpMilliseconds } = pace;
      const measured = await measure({ clients, milliseconds, warmUpMilliseconds });
      const perSecond = measured.perSecond * unitsPerCall;
      results.get(name)?.push({ ...measured, perSecond });
      say(
        `run ${run} of ${pace.runs}: ${name}: ${perSecond.toFixed(0)}/s, p99 ${measured.p99Ms.toFixed(0)} ms`,
      );
    }
  }
  return results;
}

export const RATE_COLUMNS = ['per second', 'p50 ms', 'p99 ms'] as const;

/** One row for each cell: the medians of its runs. */
export function rowsOf(results: Measurements): Row[] {
  return [...results].map(([name, runs]) => ({
    name,
    figures: {
      'per second': median(runs.map(({ perSecond }) => perSecond)),
      'p50 ms': median(runs.map(({ p50Ms }) => p50Ms)),
      'p99 ms': median(runs.map(({ p99Ms }) => p99Ms)),
    },
    byRun: runs.map(({ perSecond }) => perSecond),
  }));
}

/** How many times as fast one cell is as another: the median over the runs, each compared within itself. */
export function timesAsFast(results: Measurements, name: string, other: string): number {
  const [own = [], others = []] = [results.get(name), results.get(other)];
  return median(own.map(({ perSecond }, run) => perSecond / (others[run]?.perSecond || Number.MIN_VALUE)));
}

export function medianP99Ms(results: Measurements, name: string): number {
  return median((results.get(name) ?? []).map(({ p99Ms }) => p99Ms));
}
