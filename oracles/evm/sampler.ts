/**
 * A source that looks at the state of the chain in its final blocks, one after the other: a walk for
 * contracts that answer questions but announce nothing.
 *
 * A look only reads and knows nothing of earlier blocks, so many are taken at once and travel together; what
 * they say is then told in their order, with a memory. Round = block number, one operator: the first one.
 */
import type { z } from 'zod';
import { LOOKS_TOGETHER_MAX } from '../../src/domain/shared/limits.ts';
import type { RawObservation, Source, SourceContext } from '../adapter.ts';
import { type BlockHead, type NodeClient, readBlock } from './client.ts';
import type { SamplerConfig } from './config.ts';
import { withSequencer } from './sequencer.ts';
import { type BlockSpan, openWalk } from './walk.ts';

/** What a family says of one block; the rest of the observation follows from the block. */
export type Told = Pick<
  RawObservation,
  'value' | 'decimals' | 'publishedAt' | 'bounds' | 'confidence' | 'fault' | 'facts'
>;

/** What is a family's own. */
export interface SamplePlan<Look, Memory> {
  readonly config: SamplerConfig;
  readonly context: SourceContext;
  /** How memory is read from a cursor; amounts are digits there. Small plain data. */
  readonly memory: z.ZodType<Memory>;
  /** The memory before the first look. */
  readonly start: Memory;
  /**
   * Once, before the first look: the contracts are what the configuration says. Throws SourceError CONFIG.
   */
  check(client: NodeClient): Promise<void>;
  /** Reads the state at the end of a block. */
  look(client: NodeClient, block: BlockHead): Promise<Look>;
  /** What the look says, or null for nothing, and the memory after it. Pure. */
  tell(look: Look, block: BlockHead, memory: Memory): { told: Told | null; memory: Memory };
}

/**
 * Opens a source that looks every `everyBlocks`, or once every `everySeconds`. Which blocks are looked at
 * follows from the chain and the configuration alone, never from how polls were cut.
 */
export function openSampler<Look, Memory>(plan: SamplePlan<Look, Memory>): Source {
  const { config, context, memory, start, check } = plan;
  // Looks at blocks that are not final, by hash: each poll sees them again.
  let recent = new Map<string, Look>();

  const lookAt = async (client: NodeClient, blocks: readonly BlockHead[], finalized: boolean) => {
    const looks = await inGroups(blocks, (block) => {
      const seen = finalized ? undefined : recent.get(block.hash);
      return seen ?? plan.look(client, block);
    });
    if (!finalized) recent = new Map(blocks.map(({ hash }, index) => [hash, looks[index] as Look]));
    return looks;
  };

  return openWalk<Memory>({
    config,
    context,
    memory,
    start,
    check,
    async read(client, span, before) {
      const blocks = await sampledBlocks(client, span, config);
      const looks = await lookAt(client, blocks, span.finalized);
      const observations: RawObservation[] = [];
      let remembered = before;
      for (const [index, block] of blocks.entries()) {
        const { told, memory: after } = plan.tell(looks[index] as Look, block, remembered);
        remembered = after;
        if (told !== null) observations.push(observationOf(told, block, context, span.finalized));
      }
      const { sequencerUptimeFeed } = config;
      return {
        observations: await withSequencer(client, sequencerUptimeFeed, observations),
        memory: remembered,
      };
    },
  });
}

/** The blocks of a span that are looked at. */
async function sampledBlocks(
  client: NodeClient,
  { from, to }: BlockSpan,
  { startBlock, everyBlocks, everySeconds }: SamplerConfig,
): Promise<BlockHead[]> {
  if (everySeconds === undefined) {
    const first = from + ((everyBlocks - ((from - startBlock) % everyBlocks)) % everyBlocks);
    const count = Math.max(0, Math.floor((to - first) / everyBlocks) + 1);
    return readBlocks(client, count, (index) => first + index * everyBlocks);
  }
  const before = from === startBlock ? from : from - 1;
  const heads = await readBlocks(client, to - before + 1, (index) => before + index);
  const spanOf = ({ timestamp }: BlockHead) => Math.floor(timestamp / everySeconds);
  return heads.filter((head, index) => {
    const previous = heads[index - 1];
    if (previous === undefined) return head.number === from;
    return spanOf(head) > spanOf(previous);
  });
}

function readBlocks(client: NodeClient, count: number, numberOf: (index: number) => number) {
  const numbers = Array.from({ length: count }, (_, index) => numberOf(index));
  return inGroups(numbers, (number) => readBlock(client, number));
}

/** Asks for many at once, but not for all. */
async function inGroups<Item, Answer>(
  items: readonly Item[],
  ask: (item: Item) => Answer | Promise<Answer>,
): Promise<Answer[]> {
  const answers: Answer[] = [];
  for (let from = 0; from < items.length; from += LOOKS_TOGETHER_MAX) {
    answers.push(...(await Promise.all(items.slice(from, from + LOOKS_TOGETHER_MAX).map(ask))));
  }
  return answers;
}

function observationOf(
  told: Told,
  block: BlockHead,
  { sourceId, operators }: SourceContext,
  finalized: boolean,
): RawObservation {
  return {
    source: sourceId,
    operator: operators[0] ?? sourceId,
    round: String(block.number),
    observedAt: block.timestamp,
    ...told,
    blockNumber: block.number,
    blockHash: block.hash,
    finalized,
  };
}
