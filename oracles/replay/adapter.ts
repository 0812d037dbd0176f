/** Replay: the rows of a CSV are the readings. See README.md beside this file. */
import { readFile, stat } from 'node:fs/promises';
import { z } from 'zod';
import { POLL_ROWS_MAX, SERIES_BYTES_MAX } from '../../src/domain/shared/limits.ts';
import {
  defineFamily,
  type PollRequest,
  type PollResult,
  type Source,
  type SourceContext,
  SourceError,
} from '../adapter.ts';
import { type NumberedRow, parseRows } from './rows.ts';

const replayConfig = z.strictObject({
  file: z.string().min(1).describe('Path of the CSV with the header time,value.'),
});

const WAD_DECIMALS = 18;

export const replay = defineFamily({
  name: 'replay',
  yields: 'READINGS',
  config: replayConfig,
  open: openReplay,
});

/** The cursor is the number of rows read. Rows after the clock, or after `until`, are not known yet. */
function openReplay({ file }: z.output<typeof replayConfig>, context: SourceContext): Source {
  const { sourceId, operators } = context;
  const operator = operators[0] ?? sourceId;
  let rows: readonly NumberedRow[] | null = null;

  return {
    async poll({ cursor, until }: PollRequest): Promise<PollResult> {
      if (context.signal.aborted) throw new SourceError('ABORTED', 'The source is being closed.');
      rows ??= parseRows(await readSeries(file));
      const start = parseCursor(cursor, rows.length);
      const known = until === undefined ? context.now() : Math.min(until, context.now());
      const page = rows.slice(start, start + POLL_ROWS_MAX).filter(({ at }) => at <= known);
      const end = start + page.length;
      const more = end < rows.length && page.length === POLL_ROWS_MAX;
      const observations = page.map(({ line, at, value }) => ({
        source: sourceId,
        operator,
        round: String(line),
        value,
        decimals: WAD_DECIMALS,
        observedAt: at,
        finalized: true,
      }));
      const eventTime = more ? (page.at(-1)?.at ?? known) : known;
      return { observations, watch: [], cursor: String(end), readThrough: { eventTime }, more };
    },
    async close() {
      rows = null;
    },
  };
}

async function readSeries(file: string): Promise<string> {
  try {
    const { size } = await stat(file);
    if (size <= SERIES_BYTES_MAX) return await readFile(file, 'utf8');
  } catch (error) {
    throw new SourceError('CONFIG', `The series ${file} cannot be read.`, error);
  }
  throw new SourceError('CONFIG', `The series ${file} is larger than ${SERIES_BYTES_MAX} bytes.`);
}

function parseCursor(text: string | null, rows: number): number {
  const start = Number(text ?? '0');
  if (/^\d+$/.test(text ?? '0') && start <= rows) return start;
  throw new SourceError('CONFIG', 'The cursor is not one of this series.');
}
