/** A list of rounds on the web. See README.md here. */
import {
  defineFamily,
  type PollRequest,
  type PollResult,
  type Source,
  type SourceContext,
  SourceError,
} from '../adapter.ts';
import { fetchDocument } from '../web/document.ts';
import { type TemplateConfig, templateConfig } from './config.ts';
import { readRounds } from './read.ts';

export const template = defineFamily({
  name: 'template',
  yields: 'OBSERVATIONS',
  config: templateConfig,
  open: openTemplate,
});

/** The cursor is the last round that was given out; rounds after the clock, or after `until`, wait. */
function openTemplate(config: TemplateConfig, context: SourceContext): Source {
  const { url, timeoutMs, allowPrivate, decimals } = config;
  const { sourceId, operators } = context;
  const closing = new AbortController();
  const signal = AbortSignal.any([context.signal, closing.signal]);

  return {
    async poll({ cursor, until }: PollRequest): Promise<PollResult> {
      if (signal.aborted) throw new SourceError('ABORTED', 'The source is being closed.');
      const after = parseCursor(cursor);
      const known = Math.min(until ?? context.now(), context.now());
      const rounds = readRounds(await fetchDocument({ url, timeoutMs, allowPrivate, signal }), config);
      const fresh = rounds.filter(({ round, at }) => round > after && at <= known);
      const observations = fresh.map(({ round, at, price }) => ({
        source: sourceId,
        operator: operators[0] ?? sourceId,
        round: String(round),
        value: price,
        decimals,
        observedAt: at,
        finalized: true,
      }));
      const last = fresh.at(-1)?.round ?? after;
      return {
        observations,
        watch: [],
        cursor: String(last),
        readThrough: { eventTime: known },
        more: false,
      };
    },
    async close() {
      closing.abort();
    },
  };
}

/** Rounds begin at 1. */
function parseCursor(text: string | null): bigint {
  if (text === null) return 0n;
  if (/^\d{1,78}$/.test(text)) return BigInt(text);
  throw new SourceError('CONFIG', 'The cursor is not one of this adapter.');
}
