/** The shape in which a product to create arrives: one of a feed, or a basket of others. */
import { z } from 'zod';
import { SCORE_MAX } from '../../domain/pricing/hazard.ts';
import {
  BASKET_MEMBERS_MAX,
  FEED_OPERATORS_MAX,
  PRODUCT_POOLS_MAX,
  TERM_SECONDS_MAX,
} from '../../domain/shared/limits.ts';
import { DAY_SECONDS } from '../../domain/shared/units.ts';
import { amountInput, idInput, nameInput, wadInput } from '../inputs.ts';
import { riskInputs } from '../risk/riskInput.ts';
import { ruleInput } from './ruleInput.ts';
import { subjectSizeInput } from './subjectSize.ts';

const seconds = (daysMax: number) =>
  z
    .int()
    .min(0)
    .max(daysMax * DAY_SECONDS);

const common = {
  name: nameInput,
  subject: nameInput,
  group: nameInput,
  pools: z
    .array(z.strictObject({ poolId: idInput, weightWad: wadInput }))
    .min(1)
    .max(PRODUCT_POOLS_MAX),
  deductibleBps: z.int().min(0).max(10_000),
  /** By default the peril's, and a basket's the longest of its members'. */
  waitingSeconds: seconds(30).nullable(),
  challengeSeconds: seconds(3),
  minCover: amountInput.nullable(),
  termSecondsMax: z.int().min(1).max(TERM_SECONDS_MAX),
  /** Given without saying what it rests on: in a sandbox only, and never of a basket. */
  score: z.int().min(0).max(SCORE_MAX).nullable().optional(),
  /** What the first score is made of; a basket's follows from its members. */
  inputs: riskInputs.nullable().optional(),
  minRateWad: wadInput.nullable(),
  minimumCollusion: z.int().min(1).max(FEED_OPERATORS_MAX).nullable().optional(),
  sandbox: z.boolean(),
};

const feedProduct = z.strictObject({
  ...common,
  peril: z.enum(['DEPEG', 'CONTRACT_FAILURE', 'ASSET_LOSS']),
  feedId: idInput,
  rule: ruleInput,
  /** By default 0.6 of the way from the watch level to par, for a price that leaves its peg. */
  salesLevelWad: wadInput.nullable().optional(),
  /** Required unless it is a sandbox. */
  subjectSize: subjectSizeInput.nullable().optional(),
});

/** What is wrong with the figures of a basket is told with all else that is wrong with it. */
const basket = z.strictObject({
  ...common,
  peril: z.literal('BASKET'),
  basket: z.strictObject({
    productIds: z.array(idInput).min(1).max(BASKET_MEMBERS_MAX),
    k: z.int(),
    windowSeconds: z.int(),
  }),
});

export type FeedProductOrder = z.infer<typeof feedProduct>;
export type BasketOrder = z.infer<typeof basket>;
export type ProductOrder = FeedProductOrder | BasketOrder;

/**
 * Said to be what it is because the compiler takes half a minute to find it out: the members of ProductOrder
 * are
 * inferred from these very schemas.
 */
export const productInput = z.discriminatedUnion('peril', [
  feedProduct,
  basket,
]) as unknown as z.ZodType<ProductOrder>;
