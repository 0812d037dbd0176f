/** The pieces that command inputs are made of. Amounts arrive as bigint: the API's scalar has parsed them. */
import { z } from 'zod';
import { AMOUNT_MAX, NAME_LENGTH_MAX, REFERENCE_LENGTH_MAX } from '../domain/shared/limits.ts';
import type { Role } from '../store/documents/parties.ts';

/**
 * An amount above zero, in the smallest unit. The upper bound is a refusal of its own, so it is wide here.
 */
export const amountInput = z.bigint();
/** An id as the product hands them out. */
export const idInput = z.string().regex(/^[a-z]{2,8}_[0-9a-zA-Z_]{1,170}$/, 'is not an id');
/** A name for people: printable, no control characters. */
export const nameInput = z
  .string()
  .min(1)
  .max(NAME_LENGTH_MAX)
  .regex(/^[\p{L}\p{N}\p{P}\p{S} ]+$/u, 'has characters that a name may not have');
/** A reference to something outside, for example a bank transfer. */
export const referenceInput = z
  .string()
  .min(1)
  .max(REFERENCE_LENGTH_MAX)
  .regex(/^[\p{L}\p{N}\p{P}\p{S} ]+$/u, 'has characters that a reference may not have');
/** What an account may do beyond its own things. */
export const roleInput = z.enum([
  'OWNER',
  'CASHIER',
  'WATCHER',
  'GUARDIAN',
  'GOVERNOR',
] as const satisfies readonly Role[]);
/** The hash of a block, in lower case hex. */
export const blockHashInput = z.string().regex(/^0x[0-9a-f]{64}$/, 'is not the hash of a block');
/** What quotes name a distributor by: in links, so lower case. */
export const distributorCodeInput = z.string().regex(/^[a-z0-9_]{3,32}$/, 'is not 3 to 32 of a-z, 0-9 and _');
/** An EVM address in any casing; stored in lower case as part of ids. */
export const addressInput = z.string().regex(/^0x[0-9a-fA-F]{40}$/, 'is not an address');
/** A SHA-256 in lower case hex. */
export const hashInput = z.string().regex(/^[0-9a-f]{64}$/, 'is not a hash');
/** Whole UTC seconds. */
export const secondsInput = z.int().nonnegative();
/** A rate scaled by 1e18. */
export const wadInput = z.bigint().nonnegative().max(AMOUNT_MAX);
