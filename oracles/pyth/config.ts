/** What names a Pyth price on a chain. */
import { isHex, size } from 'viem';
import { z } from 'zod';
import { DECIMALS_MAX } from '../../src/domain/shared/limits.ts';
import { HOUR_SECONDS, MINUTE_SECONDS } from '../../src/domain/shared/units.ts';
import { address, SAMPLER_FIELDS } from '../evm/config.ts';

const WORD_BYTES = 32;

export const pythConfig = z.strictObject({
  ...SAMPLER_FIELDS,
  pyth: address.describe('The Pyth contract of the chain.'),
  priceId: z
    .custom<`0x${string}`>((id) => isHex(id) && size(id) === WORD_BYTES, 'must be 32 bytes in hex')
    .describe('Which price: the id of the feed.'),
  decimals: z
    .int()
    .min(0)
    .max(DECIMALS_MAX)
    .describe('Pinned: a price that they cannot hold exactly is DECIMALS_CHANGED.'),
  maxAgeSeconds: z
    .int()
    .min(1)
    .max(HOUR_SECONDS)
    .default(MINUTE_SECONDS)
    .describe('A price that was published longer before its block is none.'),
});

export type PythConfig = z.output<typeof pythConfig>;
