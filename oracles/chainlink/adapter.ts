/** Chainlink: what each oracle of a FluxAggregator submitted, behind its proxy. See README.md here. */
import { z } from 'zod';
import { defineFamily, type Source, type SourceContext, SourceError } from '../adapter.ts';
import type { NodeClient } from '../evm/client.ts';
import { openWalk } from '../evm/walk.ts';
import { PROXY_ABI } from './abi.ts';
import { type ChainlinkConfig, chainlinkConfig } from './config.ts';
import { openRangeReader } from './range.ts';

export const chainlink = defineFamily({
  name: 'chainlink',
  yields: 'OBSERVATIONS',
  config: chainlinkConfig,
  open: openChainlink,
});

function openChainlink(config: ChainlinkConfig, context: SourceContext): Source {
  return openWalk({
    config,
    context,
    /** The proxy's phase in the last block that was read. */
    memory: z.int().nullable(),
    start: null,
    check: (client) => checkProxy(client, config),
    read: openRangeReader(config, context.sourceId),
  });
}

/** The proxy has the right name. */
async function checkProxy(client: NodeClient, { proxy, description }: ChainlinkConfig): Promise<void> {
  const found = await client.readContract({ address: proxy, abi: PROXY_ABI, functionName: 'description' });
  if (found === description) return;
  throw new SourceError('CONFIG', `The proxy is "${found}" and not "${description}".`);
}
