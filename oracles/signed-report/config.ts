/** What names a feed of signed reports and who may sign. */
import { type Address, getAddress, isAddress } from 'viem';
import { z } from 'zod';
import { FEED_OPERATORS_MAX, NAME_LENGTH_MAX } from '../../src/domain/shared/limits.ts';

const key = z
  .string()
  .refine((text) => isAddress(text, { strict: false }), 'must be an address of 20 bytes in hex')
  .transform((text): Address => getAddress(text));

const signer = z.strictObject({
  operator: z.string().min(1).max(NAME_LENGTH_MAX).describe('The operator, as it names itself in reports.'),
  key: key.describe('The address of the key that it signs with.'),
});

export const signedReportConfig = z.strictObject({
  chainId: z
    .int()
    .positive()
    .describe('Part of what is signed: a report for another chain id is not by its operator.'),
  signers: z
    .array(signer)
    .min(1)
    .max(FEED_OPERATORS_MAX)
    .refine((list) => isDistinct(list.map((one) => one.key)), 'must not name a key twice')
    .refine((list) => isDistinct(list.map(({ operator }) => operator)), 'must not name an operator twice')
    .describe('Who may report: one operator, one key, one vote.'),
});

export type SignedReportConfig = z.output<typeof signedReportConfig>;

function isDistinct(names: readonly string[]): boolean {
  return new Set(names).size === names.length;
}
