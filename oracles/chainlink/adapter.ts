/** Chainlink: what each oracle of a FluxAggregator submitted, behind its proxy. See README.md here. */
import { z } from 'zod';
import {
  defineFamily,
  type PollRequest,
  type PollResult,
  type Source,
  type SourceContext,
  SourceError,
} from '../adapter.ts';
import { PROXY_ABI } from './abi.ts';
import { type ChainlinkConfig, chainlinkConfig } from './config.ts';
import { asSourceError, type BlockHead, connectNode, type NodeClient, readBlock } from './node.ts';
import { openRangeReader } from './range.ts';

/** The last final block that was read, and the proxy's phase in it. */
const cursorSchema = z.strictObject({
  block: z.int(),
  hash: z.string().nullable(),
  phaseId: z.int().nullable(),
});
type Cursor = z.output<typeof cursorSchema>;

export const chainlink = defineFamily({
  name: 'chainlink',
  yields: 'OBSERVATIONS',
  config: chainlinkConfig,
  open: openChainlink,
});

function openChainlink(config: ChainlinkConfig, context: SourceContext): Source {
  const closing = new AbortController();
  const signal = AbortSignal.any([context.signal, closing.signal]);
  const client = connectNode(config.rpcUrl, signal);
  const readRange = openRangeReader(client, config, context.sourceId);
  let isChecked = false;

  const poll = async ({ cursor, until }: PollRequest): Promise<PollResult> => {
    const start = parseCursor(cursor, config);
    if (!isChecked) await checkFeed(client, config);
    isChecked = true;
    const { final, latest, known } = await readHeads(client, start);
    const isPast = until !== undefined && until < final.timestamp;
    const goal = isPast ? await lastBlockUntil(client, until, start.block, final) : final;
    const more = goal.number - start.block > config.pollBlocks;
    const last = more ? await readBlock(client, start.block + config.pollBlocks) : goal;
    const isNew = last.number > start.block;
    const range = { from: start.block + 1, to: last.number, phaseId: start.phaseId };
    const { observations, phaseId } = isNew
      ? await readRange(range, true)
      : { observations: [], phaseId: start.phaseId };
    const reached = isNew ? last : known;
    const ahead = { from: (reached?.number ?? start.block) + 1, to: latest.number, phaseId };
    const isWatching = !more && !isPast && ahead.from <= ahead.to;
    const watch = isWatching ? (await readRange(ahead, false)).observations : [];
    return {
      observations,
      watch,
      cursor: isNew ? formatCursor({ block: last.number, hash: last.hash, phaseId }) : formatCursor(start),
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
    async close() {
      closing.abort();
    },
  };
}

/** The heads of the chain, and the block that the cursor names as it is now. */
async function readHeads(client: NodeClient, start: Cursor) {
  const [final, latest, known] = await Promise.all([
    readBlock(client, 'finalized'),
    readBlock(client, 'latest'),
    start.hash === null ? null : readBlock(client, start.block),
  ]);
  if (known !== null && known.hash !== start.hash) {
    throw new SourceError(
      'CHAIN_SPLIT',
      `Final block ${start.block} was ${start.hash} and is ${known.hash}.`,
    );
  }
  return { final, latest, known };
}

/** The newest block whose time is not after `until`, but not before `first`. `final` is after `until`. */
async function lastBlockUntil(
  client: NodeClient,
  until: number,
  first: number,
  final: BlockHead,
): Promise<BlockHead> {
  let low = first;
  let high = final.number;
  while (high - low > 1) {
    const middle = low + Math.floor((high - low) / 2);
    const { timestamp } = await readBlock(client, middle);
    if (timestamp <= until) low = middle;
    else high = middle;
  }
  return readBlock(client, low);
}

/** The feed is what the configuration says it is: the right chain, and a proxy with the right name. */
async function checkFeed(client: NodeClient, config: ChainlinkConfig): Promise<void> {
  const [chainId, description] = await Promise.all([
    client.getChainId(),
    client.readContract({ address: config.proxy, abi: PROXY_ABI, functionName: 'description' }),
  ]);
  if (chainId !== config.chainId) {
    throw new SourceError('CONFIG', `The node is on chain ${chainId}, the feed on chain ${config.chainId}.`);
  }
  if (description === config.description) return;
  throw new SourceError('CONFIG', `The proxy is "${description}" and not "${config.description}".`);
}

function parseCursor(text: string | null, config: ChainlinkConfig): Cursor {
  if (text === null) return { block: config.startBlock - 1, hash: null, phaseId: null };
  try {
    return cursorSchema.parse(JSON.parse(text));
  } catch (error) {
    throw new SourceError('CONFIG', 'The cursor is not one of this adapter.', error);
  }
}

function formatCursor({ block, hash, phaseId }: Cursor): string {
  return JSON.stringify({ block, hash, phaseId });
}
