/**
 * A source that walks over the blocks of a chain: final ones are read once and for all, those between the
 * last final and the newest are looked at again each time and reported as `watch`. What a family needs to
 * know of earlier blocks is its memory: it travels in the cursor, so the same cursor gives the same again.
 */
import { z } from 'zod';
import {
  type CanonicalBlock,
  type PollRequest,
  type PollResult,
  type RawObservation,
  type Source,
  type SourceContext,
  SourceError,
} from '../adapter.ts';
import { connectNode, type NodeClient, readBlock } from './client.ts';
import type { EvmConfig } from './config.ts';
import { asSourceError } from './errors.ts';
import { checkChain, lastBlockUntil, readHeads } from './heads.ts';

/** Blocks `from` to `to`, both included. */
export interface BlockSpan {
  readonly from: number;
  readonly to: number;
  /** Whether their observations may decide. */
  readonly finalized: boolean;
}

export interface WalkResult<Memory> {
  readonly observations: RawObservation[];
  readonly memory: Memory;
}

/** What is a family's own. */
interface WalkPlan<Memory> {
  readonly config: EvmConfig;
  readonly context: SourceContext;
  /** How memory is read from a cursor; amounts are digits there. Small plain data. */
  readonly memory: z.ZodType<Memory>;
  /** The memory before `startBlock`. */
  readonly start: Memory;
  /**
   * Once, before the first read: the contracts are what the configuration says. Throws SourceError CONFIG.
   */
  check(client: NodeClient): Promise<void>;
  /** What a span says, oldest first, and the memory after it. */
  read(client: NodeClient, span: BlockSpan, memory: Memory): Promise<WalkResult<Memory>>;
}

/** Opens a source over the blocks that the configuration names, at most `pollBlocks` final ones a poll. */
export function openWalk<Memory>(plan: WalkPlan<Memory>): Source {
  const { config, context } = plan;
  const closing = new AbortController();
  const signal = AbortSignal.any([context.signal, closing.signal]);
  const client = connectNode(config.rpcUrl, signal);
  const witness = config.witnessUrl === undefined ? null : connectNode(config.witnessUrl, signal);
  const cursors = openCursors(plan);
  let isChecked = false;
  const providersBy = (canonical: CanonicalBlock | null = null) => {
    const { chainId } = config;
    return { client, witness, chainId, canonical: canonical?.chainId === chainId ? canonical : null };
  };

  const poll = async ({ cursor, until, canonical }: PollRequest): Promise<PollResult> => {
    const start = cursors.parse(cursor);
    if (!isChecked) {
      await checkChain(client, witness, config.chainId);
      await plan.check(client);
    }
    isChecked = true;
    const { final, latest, known } = await readHeads(providersBy(canonical), start);
    const isPast = until !== undefined && until < final.timestamp;
    const goal = isPast ? await lastBlockUntil(client, until, start.block, final) : final;
    const more = goal.number - start.block > config.pollBlocks;
    const last = more ? await readBlock(client, start.block + config.pollBlocks) : goal;
    const isNew = last.number > start.block;
    const span = { from: start.block + 1, to: last.number, finalized: true };
    const { observations, memory } = isNew
      ? await plan.read(client, span, start.memory)
      : { observations: [], memory: start.memory };
    const reached = isNew ? last : known;
    const ahead = { from: (reached?.number ?? start.block) + 1, to: latest.number, finalized: false };
    const isWatching = !more && !isPast && ahead.from <= ahead.to;
    const watch = isWatching ? (await plan.read(client, ahead, memory)).observations : [];
    return {
      observations,
      watch,
      cursor: cursors.format(isNew ? { block: last.number, hash: last.hash, memory } : start),
      readThrough: reached && {
        // The next block is later than `until`, so all until then has been read.
        eventTime: isPast && !more ? until : reached.timestamp,
        block: reached.number,
        blockHash: reached.hash,
      },
      more,
    };
  };

  return {
    async poll(request) {
      try {
        return await poll(request);
      } catch (error) {
        throw asSourceError(error, signal);
      }
    },
    async finalHash(block, canonical) {
      try {
        if (!isChecked) await checkChain(client, witness, config.chainId);
        const { final } = await readHeads(providersBy(canonical), { block, hash: null });
        return block > final.number ? null : (await readBlock(client, block)).hash;
      } catch (error) {
        throw asSourceError(error, signal);
      }
    },
    async close() {
      closing.abort();
    },
  };
}

/** The last final block that was read, and what is remembered after it. */
function openCursors<Memory>({ memory, start, config }: WalkPlan<Memory>) {
  const schema = z.strictObject({ block: z.int(), hash: z.string().nullable(), memory });
  type Cursor = { block: number; hash: string | null; memory: Memory };
  const parse = (text: string | null): Cursor => {
    if (text === null) return { block: config.startBlock - 1, hash: null, memory: start };
    try {
      return schema.parse(JSON.parse(text)) as Cursor;
    } catch (error) {
      throw new SourceError('CONFIG', 'The cursor is not one of this adapter.', error);
    }
  };
  const digits = (_name: string, value: unknown) => (typeof value === 'bigint' ? String(value) : value);
  const format = ({ block, hash, memory: kept }: Cursor) =>
    JSON.stringify({ block, hash, memory: kept }, digits);
  return { parse, format };
}
