import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { z } from 'zod';
import type { Source } from '../../../oracles/adapter.ts';
import { SAMPLER_FIELDS, type SamplerConfig } from '../../../oracles/evm/config.ts';
import { openSampler } from '../../../oracles/evm/sampler.ts';
import { GENESIS, type LocalChain, startLocalChain } from './localChain.ts';

let chain: LocalChain;
beforeAll(async () => {
  chain = await startLocalChain();
  // Blocks 1 to 40, 12 seconds apart; the newest two are not final.
  for (let block = 1; block <= 40; block += 1) await chain.block(12);
});
afterAll(() => chain.close());

/** Says how many looks there were so far, but only every third time. */
function openCounter(changes: Partial<z.input<typeof configSchema>>, looked: number[] = []): Source {
  const { url: rpcUrl, chainId } = chain.anvil;
  const config: SamplerConfig = configSchema.parse({ rpcUrl, chainId, startBlock: 1, ...changes });
  const signal = new AbortController().signal;
  return openSampler({
    config,
    context: { sourceId: 'counter', operators: ['ada'], now: () => GENESIS, signal },
    memory: z.strictObject({ looks: z.string().transform(BigInt) }),
    start: { looks: 0n },
    check: async () => {},
    look: async (_client, { number }) => {
      looked.push(number);
      return number;
    },
    tell: (_look, _block, { looks }) => ({
      told: looks % 3n === 0n ? { value: looks + 1n, decimals: 0 } : null,
      memory: { looks: looks + 1n },
    }),
  });
}
const configSchema = z.strictObject(SAMPLER_FIELDS);

const blocksOf = (observations: readonly { blockNumber?: number }[]) =>
  observations.map(({ blockNumber }) => blockNumber);

test('looks at every block in its order, and remembers from block to block', async () => {
  const { observations, watch, cursor } = await openCounter({}).poll({ cursor: null });
  expect(blocksOf(observations)).toEqual([1, 4, 7, 10, 13, 16, 19, 22, 25, 28, 31, 34, 37]);
  expect(observations.map(({ value }) => value)).toEqual(
    blocksOf(observations).map((block) => BigInt(block as number)),
  );
  expect(blocksOf(watch)).toEqual([40]);
  expect(JSON.parse(cursor)).toMatchObject({ block: 38, memory: { looks: '38' } });
});

test.each([1, 2, 3, 7, 50])('looks at the same blocks in pages of %i', async (pollBlocks) => {
  for (const spacing of [{ everyBlocks: 4 }, { everySeconds: 60 }, { startBlock: 6, everyBlocks: 5 }]) {
    const all = async (source: Source) => {
      const blocks: (number | undefined)[] = [];
      let page = await source.poll({ cursor: null });
      blocks.push(...blocksOf(page.observations));
      while (page.more) {
        page = await source.poll({ cursor: page.cursor });
        blocks.push(...blocksOf(page.observations));
      }
      return [blocks, blocksOf(page.watch)];
    };
    expect(await all(openCounter({ ...spacing, pollBlocks }))).toEqual(await all(openCounter(spacing)));
  }
});

test('looks at most once in a span of time, at its first block', async () => {
  const looked: number[] = [];
  await openCounter({ everySeconds: 60 }, looked).poll({ cursor: null });
  const times = await Promise.all(
    looked.map(async (blockNumber) => {
      const block = await chain.client.getBlock({ blockNumber: BigInt(blockNumber) });
      return Number(block.timestamp);
    }),
  );
  const spans = times.map((at) => Math.floor(at / 60));
  expect(new Set(spans).size).toBe(spans.length);
  expect(spans).toEqual([...spans].sort((a, b) => a - b));
  expect(looked).toHaveLength(9);
});

describe('what is not final', () => {
  test('is looked at again only in blocks that are new', async () => {
    const looked: number[] = [];
    const source = openCounter({}, looked);
    const { cursor } = await source.poll({ cursor: null });
    looked.length = 0;
    const again = await source.poll({ cursor });
    expect(looked).toEqual([]);
    expect(blocksOf(again.watch)).toEqual([40]);
  });
});
