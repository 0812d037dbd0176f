/** What every family that reads a chain is configured with. */
import { type Address, getAddress, isAddress } from 'viem';
import { z } from 'zod';
import { POLL_BLOCKS_MAX, SAMPLED_BLOCKS_MAX } from '../../src/domain/shared/limits.ts';
import { HOUR_SECONDS } from '../../src/domain/shared/units.ts';

export const address = z
  .string()
  .refine((text) => isAddress(text, { strict: false }), 'must be an address of 20 bytes in hex')
  .transform((text): Address => getAddress(text));

const endpoint = z.url({ protocol: /^https?$/ });

/** The fields of {@link EvmConfig}, to be spread into a family's own object. */
export const EVM_FIELDS = {
  rpcUrl: endpoint.describe('JSON-RPC endpoint of a node of the chain.'),
  witnessUrl: endpoint
    .optional()
    .describe('JSON-RPC endpoint of a second provider: only what it too calls final is read as final.'),
  chainId: z.int().positive().describe('Checked against the node.'),
  startBlock: z.int().min(1).describe('First block to read; the contract exists in it.'),
  sequencerUptimeFeed: address.optional().describe('Uptime feed of the chain, where it has a sequencer.'),
  pollBlocks: z
    .int()
    .min(1)
    .max(POLL_BLOCKS_MAX)
    .default(POLL_BLOCKS_MAX)
    .describe('Blocks that one poll reads.'),
};

/** The fields of {@link SamplerConfig}, to be spread into a family's own object. */
export const SAMPLER_FIELDS = {
  ...EVM_FIELDS,
  pollBlocks: z
    .int()
    .min(1)
    .max(SAMPLED_BLOCKS_MAX)
    .default(SAMPLED_BLOCKS_MAX)
    .describe('Blocks that one poll walks.'),
  everyBlocks: z
    .int()
    .min(1)
    .max(SAMPLED_BLOCKS_MAX)
    .default(1)
    .describe('Look at every so many blocks, counted from `startBlock`.'),
  everySeconds: z
    .int()
    .min(1)
    .max(HOUR_SECONDS)
    .optional()
    .describe('Look at the first block of each such span of time, in place of `everyBlocks`.'),
};

const evmConfig = z.object(EVM_FIELDS);
export type EvmConfig = z.output<typeof evmConfig>;

const samplerConfig = z.object(SAMPLER_FIELDS);
export type SamplerConfig = z.output<typeof samplerConfig>;
