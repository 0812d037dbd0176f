/** What names a reserve and what is claimed from it. */
import { z } from 'zod';
import { HOLDERS_MAX, NAME_LENGTH_MAX } from '../../src/domain/shared/limits.ts';
import { DAY_SECONDS, HOUR_SECONDS } from '../../src/domain/shared/units.ts';
import { address, SAMPLER_FIELDS } from '../evm/config.ts';

export const proofOfReserveConfig = z.strictObject({
  ...SAMPLER_FIELDS,
  reserveFeed: address.describe('The feed that reports the reserve, with the interface of Chainlink.'),
  description: z
    .string()
    .max(NAME_LENGTH_MAX)
    .describe('What the feed calls itself, for example "WBTC PoR". Checked.'),
  heartbeatSeconds: z
    .int()
    .min(1)
    .max(30 * DAY_SECONDS)
    .describe('The reserve is reported at least so often ...'),
  marginSeconds: z
    .int()
    .min(0)
    .max(DAY_SECONDS)
    .default(HOUR_SECONDS)
    .describe('... and so much later it is STALE.'),
  tokens: z
    .array(address)
    .min(1)
    .max(HOLDERS_MAX)
    .refine((list) => new Set(list).size === list.length, 'must not name a token twice')
    .describe('The tokens on this chain that claim the reserve: the sum of their supplies is what it owes.'),
});

export type ProofOfReserveConfig = z.output<typeof proofOfReserveConfig>;
