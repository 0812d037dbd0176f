/** A book that is described in a JSON file: amounts in whole units, rates and ratios as decimal texts. */
import { readFile, stat } from 'node:fs/promises';
import { z } from 'zod';
import { payoutOfRatios, STANDARD_PAYOUTS, STANDARD_TIERS } from '../../actuary/standardPayouts.ts';
import type { BookDescription, BookRules } from '../../domain/book/describedBook.ts';
import { FUND_CLASSES } from '../../domain/fund/fundClass.ts';
import { SCORE_MAX } from '../../domain/pricing/hazard.ts';
import { PERILS, saysHowMuch } from '../../domain/product/peril.ts';
import { ACTUARY_BOOK_BYTES_MAX, ACTUARY_BOOK_ROWS_MAX } from '../../domain/shared/limits.ts';
import { mulDivDown } from '../../domain/shared/rounding.ts';
import { WAD, type Wad } from '../../domain/shared/units.ts';
import { parseDecimal } from '../../domain/trigger/decimal.ts';
import { type PayoutShape, payoutFault } from '../../domain/trigger/rule.ts';
import { quoted, UsageError } from '../shared/output.ts';

const UNIT = 1_000_000n;
const LEVERAGE_HIGHEST = 4;
const FLOOR_STANDARD = 10_000;

const name = z.string().min(1).max(100);
const amount = z.int().min(0).max(1e12);
const ratio = z.string().regex(/^(0\.\d{1,18}|1)$/, 'is a part of 1, as "0.25"');

/** The pattern has let only texts in that are one. */
const wadOf = (text: string): Wad => parseDecimal(text) ?? 0n;

const ALL_OR_NOTHING = { path: ['payout'], message: 'is BINARY: of a peg alone it is said how much is lost' };

/** Thresholds of tiers are not said, so their ratios are those of a rule that stands at the standard ones. */
const fits = (payout: PayoutShape['kind'], ratios: readonly string[]): boolean =>
  payout === 'TIERED' && payoutFault(payoutOfRatios(ratios.map(wadOf))) === null;

const FILE = z.strictObject({
  name: name.optional(),
  products: z
    .array(
      z
        .strictObject({
          id: name,
          group: name.optional(),
          peril: z.enum(PERILS),
          score: z.int().min(0).max(SCORE_MAX),
          payout: z.enum(['BINARY', 'LINEAR', 'TIERED']),
          /** What the tiers pay: they stand at the standard thresholds. */
          ratios: z.array(ratio).min(1).max(STANDARD_TIERS).optional(),
        })
        .refine(({ peril, payout }) => saysHowMuch(peril) || payout === 'BINARY', ALL_OR_NOTHING)
        .refine(({ payout, ratios }) => ratios === undefined || fits(payout, ratios), {
          ...{ path: ['ratios'], message: 'are of tiers, each paying more than the one before' },
        }),
    )
    .min(1)
    .max(ACTUARY_BOOK_ROWS_MAX),
  pools: z
    .array(
      z.strictObject({
        id: name,
        capital: amount,
        ownFund: amount.optional(),
        fundClass: z.enum(FUND_CLASSES).optional(),
        leverage: z.int().min(1).max(LEVERAGE_HIGHEST).optional(),
        floor: amount.optional(),
        cover: z.record(name, amount),
      }),
    )
    .min(1)
    .max(ACTUARY_BOOK_ROWS_MAX),
  shared: z
    .strictObject({
      ...{ slice: amount.optional(), sharedFund: amount.optional(), vault: amount.optional() },
      ...{ commitments: amount.optional(), treasury: amount.optional() },
    })
    .optional(),
});

type BookFile = z.infer<typeof FILE>;

/** Reads and checks a file. Throws UsageError that names the first field which is wrong. */
export async function readBookFile(path: string, rules: BookRules): Promise<BookDescription> {
  const text = await readText(path);
  let json: unknown;
  try {
    json = JSON.parse(text);
  } catch (error) {
    throw new UsageError(
      `${quoted(path, 200)} is no JSON: ${(error as Error).message.replace(/[^\x20-\x7e]/g, '?')}`,
    );
  }
  const parsed = FILE.safeParse(json);
  if (!parsed.success) {
    const [issue] = parsed.error.issues;
    throw new UsageError(
      `${quoted(path, 200)} at ${quoted(issue?.path.join('.') || 'its beginning')}: ${issue?.message}`,
    );
  }
  for (const rows of [parsed.data.products, parsed.data.pools]) {
    const twice = rows.find(({ id }, index) => rows.findIndex((other) => other.id === id) < index);
    if (twice !== undefined) throw new UsageError(`${quoted(path, 200)} names ${quoted(twice.id)} twice`);
  }
  return described(parsed.data, path, rules);
}

async function readText(path: string): Promise<string> {
  try {
    const { size } = await stat(path);
    if (size > ACTUARY_BOOK_BYTES_MAX) throw new Error(`it has more than ${ACTUARY_BOOK_BYTES_MAX} bytes`);
    return await readFile(path, 'utf8');
  } catch (error) {
    throw new UsageError(`${quoted(path, 200)} cannot be read: ${(error as Error).message}`);
  }
}

const units = (whole = 0): bigint => BigInt(whole) * UNIT;

function described(
  { name: called, products, pools, shared = {} }: BookFile,
  path: string,
  rules: BookRules,
): BookDescription {
  const { slice, sharedFund, vault, commitments, treasury } = shared;
  return {
    ...{ name: called ?? path, unit: UNIT, rules },
    products: products.map(({ id: productId, group = productId, peril, score, payout, ratios }) => ({
      ...{ productId, group, peril, score, minRateWad: rules.rates.minRateWad },
      payout: ratios === undefined ? STANDARD_PAYOUTS[payout] : payoutOfRatios(ratios.map(wadOf)),
    })),
    pools: pools.map(({ id: poolId, capital, ownFund, fundClass = 'C', leverage = 1, floor, cover }) => ({
      ...{ poolId, fundClass, leverageWad: BigInt(leverage) * WAD, capital: units(capital) },
      ...{ ownFund: units(ownFund), requirementFloor: units(floor ?? FLOOR_STANDARD) },
      products: Object.entries(cover).map(([productId, whole]) => ({
        ...{ productId, cover: units(whole) },
        // Down: weights sum to one at most.
        weightWad: mulDivDown(WAD, 1n, BigInt(Object.keys(cover).length)),
      })),
    })),
    shared: {
      ...{ slice: units(slice), sharedFund: units(sharedFund), vault: units(vault) },
      ...{ commitments: units(commitments), treasury: units(treasury) },
    },
  };
}
