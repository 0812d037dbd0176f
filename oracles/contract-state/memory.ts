/** How the memory of the conditions is read from a cursor, where amounts are digits. */
import { z } from 'zod';
import { type ConditionMemory, LOSS_CONDITIONS } from '../../src/domain/condition/advance.ts';

const amount = z
  .string()
  .regex(/^\d{1,80}$/)
  .transform(BigInt);

const reference = z.strictObject({ block: z.int(), assets: amount, supply: amount });
const sign = z.enum(['PAUSED', 'OWNER_CHANGED', 'IMPLEMENTATION_CHANGED']);

export const conditionMemory: z.ZodType<ConditionMemory> = z.strictObject({
  prices: z.strictObject({
    run: z.array(amount),
    hours: z.array(z.strictObject({ hour: z.int(), price: amount })),
  }),
  recent: z.array(reference),
  standing: z.array(
    z.strictObject({
      condition: z.enum(LOSS_CONDITIONS),
      since: z.int(),
      judgedAt: z.int(),
      reference: reference.nullable(),
    }),
  ),
  warning: z.strictObject({
    paused: z.boolean().nullable(),
    owner: z.string().nullable(),
    implementation: z.string().nullable(),
    last: z.strictObject({ at: z.int(), signs: z.array(sign) }).nullable(),
  }),
  published: z.strictObject({ level: amount, at: z.int() }).nullable(),
});
