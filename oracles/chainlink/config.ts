/** What names a Chainlink feed and pins it. */
import { z } from 'zod';
import {
  DECIMALS_MAX,
  FEED_OPERATORS_MAX,
  LOG_BLOCKS_MAX,
  NAME_LENGTH_MAX,
} from '../../src/domain/shared/limits.ts';
import { address, EVM_FIELDS } from '../evm/config.ts';

const oracle = z.strictObject({
  operator: z.string().min(1).max(NAME_LENGTH_MAX).describe('The operator who holds the key.'),
  key: address.describe('The address that submits.'),
});

export const chainlinkConfig = z.strictObject({
  ...EVM_FIELDS,
  proxy: address.describe('The EACAggregatorProxy.'),
  description: z
    .string()
    .max(NAME_LENGTH_MAX)
    .describe('What the proxy calls itself, for example "USDC / USD".'),
  decimals: z.int().min(0).max(DECIMALS_MAX).describe('Pinned: other decimals are DECIMALS_CHANGED.'),
  oracles: z
    .array(oracle)
    .min(1)
    .max(FEED_OPERATORS_MAX)
    .refine((list) => isDistinct(list.map(({ key }) => key)), 'must not name a key twice')
    .refine((list) => isDistinct(list.map(({ operator }) => operator)), 'must not name an operator twice')
    .describe('Who stands behind each key: one operator, one key, one vote.'),
  logBlocks: z
    .int()
    .min(1)
    .max(LOG_BLOCKS_MAX)
    .default(LOG_BLOCKS_MAX)
    .describe('Blocks in one request for logs.'),
});

export type ChainlinkConfig = z.output<typeof chainlinkConfig>;

function isDistinct(names: readonly string[]): boolean {
  return new Set(names).size === names.length;
}
