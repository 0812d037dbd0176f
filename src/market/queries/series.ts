/** The readings that a simulation runs over: a history by name, or rows that somebody sent. */
import { AMOUNT_MAX, SIMULATION_ROWS_MAX } from '../../domain/shared/limits.ts';
import { type Problem, type Refusal, refuse } from '../../domain/shared/refusals.ts';
import type { Reading } from '../../domain/trigger/rule.ts';
import type { QueryDependencies } from './dependencies.ts';
import type { SimulationRequest } from './views.ts';

/** At least one reading in strictly rising time, or SERIES_INVALID with every row that is wrong. */
export async function readingsOf(
  { scenarios }: Pick<QueryDependencies, 'scenarios'>,
  { scenario, series }: Pick<SimulationRequest, 'scenario' | 'series'>,
): Promise<readonly Reading[] | Refusal> {
  if (scenario !== null && series === null) return scenarios(scenario);
  if (series === null || scenario !== null) return invalid('Give a scenario or a series, and not both.');
  if (series.length < 1 || series.length > SIMULATION_ROWS_MAX) {
    return invalid(`A series has 1 to ${SIMULATION_ROWS_MAX} rows; this one has ${series.length}.`);
  }
  const readings = series.map(({ at, valueWad }): Reading => ({ at, value: valueWad }));
  const problems = readings.flatMap((reading, index) => rowProblems(reading, readings[index - 1], index));
  return problems.length === 0 ? readings : refuse('SERIES_INVALID', { problems });
}

function rowProblems({ at, value }: Reading, before: Reading | undefined, index: number): Problem[] {
  const problems: Problem[] = [];
  const path = `series.${index}`;
  if (!Number.isSafeInteger(at) || at < 0) {
    problems.push({ path: `${path}.at`, message: 'A time is in whole seconds and not before 1970.' });
  } else if (before !== undefined && at <= before.at) {
    problems.push({ path: `${path}.at`, message: 'Its time is not after that of the row before.' });
  }
  if (value <= 0n || value > AMOUNT_MAX) {
    problems.push({
      path: `${path}.value`,
      message: 'A value is above 0 and has at most 15 digits before the point.',
    });
  }
  return problems;
}

function invalid(message: string): Refusal {
  return refuse('SERIES_INVALID', { problems: [{ path: 'series', message }] });
}
