/** A value in a JSON document on the web. See README.md here. */
import { z } from 'zod';
import {
  defineFamily,
  type PollRequest,
  type PollResult,
  type RawObservation,
  type Source,
  type SourceContext,
  SourceError,
} from '../adapter.ts';
import { fetchDocument } from '../web/document.ts';
import { type HttpJsonConfig, httpJsonConfig } from './config.ts';
import { readDocument } from './read.ts';

export const httpJson = defineFamily({
  name: 'http-json',
  yields: 'OBSERVATIONS',
  config: httpJsonConfig,
  open: openHttpJson,
});

/** The last report that was given out, and until when the document has been read. */
const cursorSchema = z.strictObject({ round: z.string(), observedAt: z.int(), readAt: z.int() });
type Cursor = z.output<typeof cursorSchema>;

const NOTHING_YET: Cursor = { round: '', observedAt: -1, readAt: -1 };

function openHttpJson(config: HttpJsonConfig, context: SourceContext): Source {
  const closing = new AbortController();
  const signal = AbortSignal.any([context.signal, closing.signal]);
  const { sourceId, operators } = context;

  async function read(now: number): Promise<RawObservation> {
    const { url, timeoutMs, allowPrivate, decimals } = config;
    const text = await fetchDocument({ url, timeoutMs, allowPrivate, signal });
    const { value, observedAt, round } = readDocument(text, config);
    // A document that tells no time is true when it is read.
    const at = observedAt ?? now;
    return {
      source: sourceId,
      operator: operators[0] ?? sourceId,
      round: round ?? String(at),
      value,
      decimals,
      observedAt: at,
      ...(observedAt !== null && { publishedAt: now }),
      finalized: true,
    };
  }

  return {
    async poll({ cursor, until }: PollRequest): Promise<PollResult> {
      if (signal.aborted) throw new SourceError('ABORTED', 'The source is being closed.');
      const last = parseCursor(cursor);
      const now = context.now();
      const isDue = now >= last.readAt + config.everySeconds;
      const report = isDue ? await read(now) : null;
      const observations = report !== null && isNew(report, last, until ?? now, now) ? [report] : [];
      // What is ahead of the clock is handed on to be rejected by name, and passes nothing by.
      const { round, observedAt } = observations.find((one) => one.observedAt <= now) ?? last;
      const readAt = isDue ? now : last.readAt;
      return {
        observations,
        watch: [],
        cursor: JSON.stringify({ round, observedAt, readAt } satisfies Cursor),
        readThrough: { eventTime: Math.min(readAt, until ?? readAt) },
        more: false,
      };
    },
    async close() {
      closing.abort();
    },
  };
}

/** Another report than the last one, of no earlier time, and when the past is asked for not beyond it. */
function isNew({ round, observedAt }: RawObservation, last: Cursor, until: number, now: number): boolean {
  return round !== last.round && observedAt >= last.observedAt && (observedAt <= until || until >= now);
}

function parseCursor(text: string | null): Cursor {
  if (text === null) return NOTHING_YET;
  try {
    return cursorSchema.parse(JSON.parse(text));
  } catch (error) {
    throw new SourceError('CONFIG', 'The cursor is not one of this adapter.', error);
  }
}
