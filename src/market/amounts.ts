/** Checks that many commands share. */
import { AMOUNT_MAX } from '../domain/shared/limits.ts';
import { type Refusal, refuse } from '../domain/shared/refusals.ts';
import type { Amount } from '../domain/shared/units.ts';

/** Refuses an amount outside [minimum, maximum]; null when it is inside. */
export function outOfRange(
  sent: Amount,
  path: string,
  minimum: Amount = 1n,
  maximum: Amount = AMOUNT_MAX,
): Refusal | null {
  return sent < minimum || sent > maximum
    ? refuse('AMOUNT_OUT_OF_RANGE', { minimum, maximum, sent }, path)
    : null;
}

/** Refuses a payment above what is available; null when it can be paid. */
export function cannotPay(
  available: Amount,
  required: Amount,
  assetId: string,
  path: string,
): Refusal | null {
  return available < required ? refuse('BALANCE_TOO_LOW', { available, required, assetId }, path) : null;
}
