/** What names a contract and what is claimed from it. */
import { z } from 'zod';
import { DECIMAL_LENGTH_MAX, HOLDERS_MAX } from '../../src/domain/shared/limits.ts';
import { address, SAMPLER_FIELDS } from '../evm/config.ts';

const { everySeconds: _, ...blockFields } = SAMPLER_FIELDS;

export const contractStateConfig = z.strictObject({
  ...blockFields,
  contract: address.describe('The contract that is insured: its pauses, owner and code are watched.'),
  asset: address.describe('The token that it holds.'),
  holders: z
    .array(address)
    .min(1)
    .max(HOLDERS_MAX)
    .refine((list) => new Set(list).size === list.length, 'must not name an address twice')
    .describe('Every address whose balance of the asset is what the contract holds.'),
  token: address.optional().describe('The token that claims the assets; by default the contract itself.'),
  isVault: z
    .boolean()
    .default(true)
    .describe('Whether the contract is an ERC-4626 vault, which says its own share price and what it owes.'),
  floorPrice: z
    .string()
    .max(DECIMAL_LENGTH_MAX)
    .regex(/^(0|[1-9]\d*)(\.\d{1,18})?$/, 'must be a plain decimal with at most 18 places')
    .optional()
    .describe('Assets that one token must be worth: what is owed, in the place of what a vault says itself.'),
});

export type ContractStateConfig = z.output<typeof contractStateConfig>;
