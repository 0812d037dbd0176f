/** A subject's size as it is stated: value locked or market capitalisation, and of when. */
import { z } from 'zod';
import { FUTURE_SECONDS_MAX } from '../../domain/feed/parameters.ts';
import { isSizeKnown } from '../../domain/pool/marketLimits.ts';
import { AMOUNT_MAX } from '../../domain/shared/limits.ts';
import type { Problem } from '../../domain/shared/refusals.ts';
import type { UnixSeconds } from '../../domain/shared/units.ts';
import { amountInput, secondsInput } from '../inputs.ts';

/** In whole dollars. */
export const subjectSizeInput = z.strictObject({
  amount: amountInput.min(1n).max(AMOUNT_MAX),
  asOf: secondsInput,
});

/** A size holds for a week, from when it is of. */
export function sizeProblems({ asOf }: { asOf: UnixSeconds }, now: UnixSeconds): Problem[] {
  const path = 'subjectSize.asOf';
  if (asOf > now + FUTURE_SECONDS_MAX) return [{ path, message: 'The time of the size is yet to come.' }];
  return isSizeKnown(asOf, now) ? [] : [{ path, message: 'The size is older than a week.' }];
}
