/** What names a pool and how it is averaged. */
import { z } from 'zod';
import { DAY_SECONDS, MINUTE_SECONDS } from '../../src/domain/shared/units.ts';
import { address, SAMPLER_FIELDS } from '../evm/config.ts';

export const uniswapTwapConfig = z.strictObject({
  ...SAMPLER_FIELDS,
  pool: address.describe('The Uniswap v3 pool.'),
  base: address.describe('The token that is priced; one of the two of the pool.'),
  quote: address.describe('The token that it is priced in; the other one.'),
  windowSeconds: z
    .int()
    .min(30 * MINUTE_SECONDS)
    .max(DAY_SECONDS)
    .describe('The span of the average: at least half an hour, so that a price must be held to count.'),
  minimumLiquidity: z
    .string()
    .regex(/^[1-9]\d{0,38}$/, 'must be a whole number above 0')
    .transform(BigInt)
    .describe("Least harmonic mean of the pool's liquidity over the window, in its own unit."),
});

export type UniswapTwapConfig = z.output<typeof uniswapTwapConfig>;
