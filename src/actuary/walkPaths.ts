/** Walks a run of paths, and adds runs up in the order of the paths: the sums are always the same. */
import { ACTUARY_RANGE_PATHS } from '../domain/shared/limits.ts';
import type { CompiledBook } from './compileBook.ts';
import { noSums, pathWalker, type Sums } from './walkPath.ts';

/** What is walked: the same for every run of one simulation. */
export interface Walk {
  readonly book: CompiledBook;
  readonly seed: number;
  readonly years: number;
}

/** Paths `from` on, `count` of them. */
export interface PathRange {
  readonly from: number;
  readonly count: number;
}

export interface WalkedPaths {
  readonly sums: Sums;
  /** By path. */
  readonly firstYearDue: Float64Array;
  readonly yearlyReturn: Float64Array;
  readonly drawdown: Float64Array;
}

const roomFor = (count: number): WalkedPaths => ({
  sums: noSums(),
  firstYearDue: new Float64Array(count),
  yearlyReturn: new Float64Array(count),
  drawdown: new Float64Array(count),
});

/** Walks one run. */
export function walkPaths({ book, seed, years }: Walk, { from, count }: PathRange): WalkedPaths {
  const walk = pathWalker(book, seed, years);
  const walked = roomFor(count);
  for (let index = 0; index < count; index += 1) {
    const { firstYearDue, yearlyReturn, drawdown } = walk(from + index, walked.sums);
    walked.firstYearDue[index] = firstYearDue;
    walked.yearlyReturn[index] = yearlyReturn;
    walked.drawdown[index] = drawdown;
  }
  return walked;
}

/** The runs that paths are walked in, whoever walks them: sums are the same to the last digit. */
export function rangesOf(paths: number): PathRange[] {
  return Array.from({ length: Math.ceil(paths / ACTUARY_RANGE_PATHS) }, (_, index) => {
    const from = index * ACTUARY_RANGE_PATHS;
    return { from, count: Math.min(ACTUARY_RANGE_PATHS, paths - from) };
  });
}

/** Walks all paths here and now. */
export const walkAll = (walk: Walk, paths: number): WalkedPaths =>
  addUp(rangesOf(paths).map((range) => walkPaths(walk, range)));

/** All runs as one, in their order. */
export function addUp(runs: readonly WalkedPaths[]): WalkedPaths {
  const all = roomFor(runs.reduce((sum, { drawdown }) => sum + drawdown.length, 0));
  let at = 0;
  for (const run of runs) {
    all.firstYearDue.set(run.firstYearDue, at);
    all.yearlyReturn.set(run.yearlyReturn, at);
    all.drawdown.set(run.drawdown, at);
    at += run.drawdown.length;
    addSums(all.sums, run.sums);
  }
  return all;
}

function addSums(into: Sums, more: Sums): void {
  into.premium += more.premium;
  into.due += more.due;
  into.haircut += more.haircut;
  into.lossYears += more.lossYears;
  into.shortfallYears += more.shortfallYears;
  into.shortfallPaths += more.shortfallPaths;
  into.dueInShortfall += more.dueInShortfall;
  for (const name of ['taken', 'hitYears', 'passedYears'] as const)
    for (const [layer, value] of more[name].entries()) into[name][layer] = (into[name][layer] ?? 0) + value;
}
