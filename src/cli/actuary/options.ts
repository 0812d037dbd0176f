/** What a simulation is asked for, checked. */
import { availableParallelism } from 'node:os';
import { ACTUARY_PATHS_MAX, ACTUARY_WORKERS_MAX, ACTUARY_YEARS_MAX } from '../../domain/shared/limits.ts';
import type { ParsedArguments } from '../shared/arguments.ts';
import { quoted, UsageError } from '../shared/output.ts';

export interface RuinOptions {
  years: number;
  paths: number;
  seed: number;
  workers: number;
  correlation: number;
  hazardTimes: number;
}

/** A correlation of one leaves a group nothing of its own. */
const CORRELATION_HIGHEST = 0.99;
const HAZARD_TIMES_HIGHEST = 100;

/** Throws UsageError that names the option and what it may be. */
export function ruinOptions(given: ParsedArguments): RuinOptions {
  const paths = whole(given, 'paths', 1, ACTUARY_PATHS_MAX);
  const threads = Math.min(availableParallelism(), ACTUARY_WORKERS_MAX);
  return {
    years: whole(given, 'years', 1, ACTUARY_YEARS_MAX),
    paths,
    seed: whole(given, 'seed', 0, Number.MAX_SAFE_INTEGER),
    workers: given.values.has('workers') ? whole(given, 'workers', 1, ACTUARY_WORKERS_MAX) : threads,
    correlation: decimal(given, 'correlation', CORRELATION_HIGHEST),
    hazardTimes: decimal(given, 'hazard-times', HAZARD_TIMES_HIGHEST),
  };
}

/** A whole number of an option. Throws UsageError that says what it may be. */
export function whole({ values }: ParsedArguments, name: string, least: number, most: number): number {
  const text = values.get(name) ?? '';
  const value = /^\d{1,16}$/.test(text) ? Number(text) : Number.NaN;
  if (value >= least && value <= most) return value;
  throw new UsageError(`--${name} ${quoted(text)} is not a whole number from ${least} to ${most}`);
}

function decimal({ values }: ParsedArguments, name: string, most: number): number {
  const text = values.get(name) ?? '';
  const value = /^\d{1,3}(\.\d{1,9})?$/.test(text) ? Number(text) : Number.NaN;
  if (value >= 0 && value <= most) return value;
  throw new UsageError(`--${name} ${quoted(text)} is not a number from 0 to ${most}, as 0.5`);
}
