/** What names a vault. */
import { z } from 'zod';
import { address, SAMPLER_FIELDS } from '../evm/config.ts';

export const erc4626Config = z.strictObject({
  ...SAMPLER_FIELDS,
  vault: address.describe('The ERC-4626 vault.'),
  asset: address.describe('The token that it holds; checked against the vault.'),
});

export type Erc4626Config = z.output<typeof erc4626Config>;
