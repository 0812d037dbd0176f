/** The shape in which a breach rule arrives; what it must mean is judged by the rule itself. */
import { z } from 'zod';
import { TIERS_MAX } from '../../domain/shared/limits.ts';
import { DAY_SECONDS } from '../../domain/shared/units.ts';
import { wadInput } from '../inputs.ts';

const seconds = z
  .int()
  .min(0)
  .max(30 * DAY_SECONDS);

const payout = z.discriminatedUnion('kind', [
  z.strictObject({ kind: z.literal('BINARY') }),
  z.strictObject({ kind: z.literal('LINEAR'), attach: wadInput, exhaust: wadInput }),
  z.strictObject({
    kind: z.literal('TIERED'),
    tiers: z
      .array(z.strictObject({ threshold: wadInput, ratio: wadInput }))
      .min(1)
      .max(TIERS_MAX),
  }),
]);

export const ruleInput = z.strictObject({
  strike: wadInput,
  recovery: wadInput,
  watch: wadInput,
  holdSeconds: seconds,
  windowSeconds: seconds,
  recoveryHoldSeconds: seconds,
  maxGapSeconds: seconds,
  lookbackSeconds: seconds,
  slotSeconds: z.int().min(1).max(DAY_SECONDS),
  settlementSeconds: seconds,
  settlementMaxSeconds: seconds,
  payout,
});
