/** Reads the file of a quote: its shape, and that its figures can be priced at all. */
import { z } from 'zod';
import type { Difference } from '../../domain/evidence/difference.ts';
import { isHazardTable, SCORE_MAX } from '../../domain/pricing/hazard.ts';
import { COMMISSION_BPS_MAX } from '../../domain/pricing/premium.ts';
import { QUOTE_FORMAT, type QuoteFile } from '../../domain/pricing/quoteFile.ts';
import { isDepth } from '../../domain/pricing/severity.ts';
import { PERILS, saysHowMuch } from '../../domain/product/peril.ts';
import {
  POOL_PRODUCTS_MAX,
  PRODUCT_POOLS_MAX,
  QUOTE_ITEMS_MAX,
  TIERS_MAX,
} from '../../domain/shared/limits.ts';
import { BPS, WAD } from '../../domain/shared/units.ts';
import { payoutFault } from '../../domain/trigger/rule.ts';
import { parseFile } from '../../market/solvency/parseSigned.ts';

/** As the canonical text writes a bigint; none of a price is below zero. */
const amount = z
  .string()
  .regex(/^(0|[1-9]\d{0,40})n$/, 'is not an amount')
  .transform((text) => BigInt(text.slice(0, -1)));
const amountFrom = (least: bigint, most: bigint, what: string) =>
  amount.refine((value) => value >= least && value <= most, what);
const part = amountFrom(0n, WAD, 'is not a part of 1');
const hash = z.string().regex(/^[0-9a-f]{64}$/, 'is not a hash');
const id = z.string().min(1).max(200);
const whole = z.int().min(0);

const breakdown = z.strictObject({
  ...{ expectedLoss: amount, margin: amount, capitalCost: amount },
  ...{ expenses: amount, utilisation: amount, commission: amount },
});

const payout = z
  .discriminatedUnion('kind', [
    z.strictObject({ kind: z.literal('BINARY') }),
    z.strictObject({ kind: z.literal('LINEAR'), attach: amount, exhaust: amount }),
    z.strictObject({
      kind: z.literal('TIERED'),
      tiers: z.array(z.strictObject({ threshold: amount, ratio: amount })).max(TIERS_MAX),
    }),
  ])
  .refine((shape) => payoutFault(shape) === null, 'is no payout that a rule can have');
const table = z
  .array(z.strictObject({ score: z.int(), hazardWad: amount }))
  .max(SCORE_MAX + 1)
  .refine(isHazardTable, 'is no table from 0 to 100 that never falls');

const parameters = z.strictObject({
  version: whole,
  ...{ marginWad: amount, costOfCapitalWad: amount },
  poolShareWad: amountFrom(1n, WAD, 'is not a part of 1 above 0'),
  kinkWad: amountFrom(0n, WAD - 1n, 'is not below 1'),
  maxMultiplierWad: amount.refine((value) => value >= WAD, 'is below 1'),
  singlePolicyBps: whole.max(Number(BPS)),
  hazards: z.partialRecord(z.enum(PERILS), table),
  tails: z.partialRecord(z.enum(PERILS), table),
  correlationWad: amountFrom(0n, WAD - 1n, 'is not below 1'),
  depth: z
    .strictObject({ at90Wad: part, at80Wad: part, at50Wad: part })
    .refine(isDepth, 'is no curve that never falls'),
});

const books = z
  .strictObject({
    ...{ poolId: id, capital: amount, earmarked: amount, shares: amount, queuedShares: amount },
    ...{ requirementFloor: amount, policyCover: amount },
    leverageWad: amount.refine((value) => value >= WAD, 'is below 1'),
    products: z
      .array(
        z.strictObject({
          ...{ productId: id, group: id, weightWad: part, highestRatioWad: part, cover: amount },
        }),
      )
      .max(POOL_PRODUCTS_MAX),
    backing: z.strictObject({
      ownFund: amount,
      shared: z
        .array(
          z.strictObject({
            ...{ layer: id, balance: amount, capWad: part },
            ...{ ownRequirement: amount, backedRequirement: amount },
          }),
        )
        .max(PRODUCT_POOLS_MAX),
    }),
  })
  .refine(({ products }) => isOnce(products.map(({ productId }) => productId)), 'names a product twice');

const offer = z.strictObject({
  ...{ assets: amount, freeCapital: amount, backing: amount, resources: amount },
  ...{ cover: amount, limit: amount, room: amount, binding: z.string() },
  ...{ rateWad: amount, lockedPerCoverWad: amount },
});

const item = z
  .strictObject({
    product: z
      .strictObject({
        ...{ productId: id, peril: z.enum(PERILS), group: id, score: whole.max(SCORE_MAX) },
        ...{ snapshotHash: hash.nullable(), payout, minRateWad: amount },
        ...{ waitingSeconds: whole, termSecondsMax: whole },
      })
      .refine(
        (of) => saysHowMuch(of.peril) || of.payout.kind === 'BINARY',
        'pays by a depth that nobody tells',
      ),
    order: z.strictObject({
      coverAmount: amount.refine((value) => value > 0n, 'is nothing'),
      ...{ startAt: whole, termSeconds: whole },
    }),
    ...{ coverFrom: whole, coverUntil: whole, coveredSeconds: whole },
    ...{ marketRoom: amount.nullable(), hazardWad: amount, severityWad: amount },
    marginalPerCoverWad: amount,
    pools: z.array(z.strictObject({ books, offer })).min(1).max(PRODUCT_POOLS_MAX),
    allocation: z
      .array(z.strictObject({ ...{ poolId: id, coverAmount: amount, premium: amount }, breakdown }))
      .max(PRODUCT_POOLS_MAX),
    ...{ premium: amount, breakdown, annualRateWad: amount },
  })
  .refine(({ pools }) => isOnce(pools.map(({ books: { poolId } }) => poolId)), 'names a pool twice')
  .refine(
    ({ product: { productId, group }, pools }) =>
      pools.every(({ books: { products } }) =>
        products.some((backed) => backed.productId === productId && backed.group === group),
      ),
    'names a pool that does not back its product, or in another group',
  );

const quote = z.strictObject({
  format: z.literal(QUOTE_FORMAT),
  ...{ at: whole, asOfSequence: whole, assetId: id },
  parameters,
  distribution: z
    .strictObject({ distributorId: id, commissionBps: whole.max(COMMISSION_BPS_MAX) })
    .nullable(),
  items: z.array(item).min(1).max(QUOTE_ITEMS_MAX),
  premium: amount,
  sha256: hash,
});

const isOnce = (ids: readonly string[]): boolean => new Set(ids).size === ids.length;

/** The quote of a text, or the first thing that keeps it from being one. */
export function parseQuote(text: string): QuoteFile | Difference {
  const found = parseFile(text, quote);
  // The shapes say the same, but for the name of what binds: it is compared with what follows.
  return 'path' in found ? found : (found as QuoteFile);
}
