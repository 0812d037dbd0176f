/** ERC-4626: what one whole share of a vault is worth. See README.md here. */
import { z } from 'zod';
import { defineFamily, type Source, type SourceContext } from '../adapter.ts';
import type { BlockHead, NodeClient } from '../evm/client.ts';
import { unlessReverted } from '../evm/errors.ts';
import { openSampler } from '../evm/sampler.ts';
import { checkVault, convertToAssets, tokenAt, wholeUnit } from '../evm/tokens.ts';
import { type Erc4626Config, erc4626Config } from './config.ts';

export const erc4626 = defineFamily({
  name: 'erc4626',
  yields: 'OBSERVATIONS',
  config: erc4626Config,
  open: openVault,
});

function openVault(config: Erc4626Config, context: SourceContext): Source {
  return openSampler({
    config,
    context,
    memory: z.null(),
    start: null,
    check: (client) => checkVault(client, config.vault, config.asset),
    look: (client, block) => unlessReverted(sharePrice(client, config, block)),
    tell: (price) => ({ told: price, memory: null }),
  });
}

/** `convertToAssets` of one whole share: not the vault's balance, which anybody may raise within a block. */
async function sharePrice(client: NodeClient, { vault, asset }: Erc4626Config, block: BlockHead) {
  const [shareDecimals, decimals] = await Promise.all([
    tokenAt(client, vault, block).decimals(),
    tokenAt(client, asset, block).decimals(),
  ]);
  const value = await convertToAssets(client, vault, wholeUnit(shareDecimals), block);
  return { value, decimals };
}
