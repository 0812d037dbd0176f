/** Runs cells in turn, several times over, so that what the machine does meanwhile meets all of them alike. */
import type { Pace, Say } from '../options.ts';
import { type DriveOptions, drive, type Measured, measuredOf, type Sample } from './drive.ts';
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
  /** True: its whole time at once, because what it does to itself builds up over seconds. */
  inOnePiece?: boolean;
  /** Takes one sample; most just drive `once`. */
  measure(options: DriveOptions): Promise<Sample>;
}

/** A cell whose clients live in this process. */
export function cell(name: string, clients: number, once: (client: number) => Promise<void>): Cell {
  return { name, clients, measure: (options) => drive(options, once) };
}

/** What the cells measured, by name, in the order of the runs. */
export type Measurements = Map<string, Measured[]>;

/** A run takes a slice of every cell in turn, and again, until each has had its time. */
export async function runCells(cells: readonly Cell[], pace: Pace, say: Say): Promise<Measurements> {
  const results: Measurements = new Map(cells.map(({ name }) => [name, []]));
  for (let run = 1; run <= pace.runs; run += 1) {
    const samples = new Map<string, Sample[]>(cells.map(({ name }) => [name, []]));
    for (let slice = 0; slice < pace.slices; slice += 1) {
      for (const { name, clients, stretch = 1, inOnePiece = false, measure } of cells) {
        if (inOnePiece && slice > 0) continue;
        const milliseconds = pace.sliceMilliseconds * stretch * (inOnePiece ? pace.slices : 1);
        const { warmUpMilliseconds } = pace;
        samples.get(name)?.push(await measure({ clients, milliseconds, warmUpMilliseconds }));
      }
    }
    for (const { name, unitsPerCall } of cells) {
      const measured = measuredOf(samples.get(name) ?? [], unitsPerCall);
      results.get(name)?.push(measured);
      const { perSecond, p99Ms } = measured;
      say(`run ${run} of ${pace.runs}: ${name}: ${perSecond.toFixed(0)}/s, p99 ${p99Ms.toFixed(0)} ms`);
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
