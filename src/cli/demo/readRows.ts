/** Reads the whole of a series that the demo plays. */
import { DEMO_ROWS_MAX } from '../../domain/shared/limits.ts';
import type { Reading } from '../../domain/trigger/rule.ts';
import { readSeriesFile } from '../replay/series.ts';
import { checkSeries } from './series.ts';

/**
 * The rows of a file. Throws UsageError that names the line of a bad one, or says that there are too many.
 */
export async function readRows(path: string): Promise<Reading[]> {
  const rows: Reading[] = [];
  for await (const batch of readSeriesFile(path)) {
    rows.push(...batch);
    if (rows.length > DEMO_ROWS_MAX) break;
  }
  checkSeries(rows);
  return rows;
}
