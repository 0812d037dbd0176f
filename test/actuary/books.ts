/** Books of the tests: as small as what is to be shown. */
import { type Assumptions, type CompiledBook, compileBook } from '../../src/actuary/compileBook.ts';
import { priceBook } from '../../src/actuary/priceBook.ts';
import { STANDARD_PAYOUTS } from '../../src/actuary/standardPayouts.ts';
import { DEFAULT_RULES } from '../../src/cli/actuary/liveBook.ts';
import type { BookDescription } from '../../src/domain/book/describedBook.ts';
import { hazardTable, hazardTablesOf } from '../../src/domain/pricing/hazard.ts';
import { WAD } from '../../src/domain/shared/units.ts';

export const UNIT = 1_000_000n;

/** Round hazards, so that what is to come can be worked out by hand: 4 % a year at score 60, 10 % at 80. */
const ROUND = hazardTable([2n, 5n, 15n, 40n, 100n, 250n].map((thousandths) => thousandths * 10n ** 15n));
const ROUND_RULES = { ...DEFAULT_RULES, hazards: hazardTablesOf({ DEPEG: ROUND, CONTRACT: ROUND }) };

interface SmallBook {
  /** Scores of binary depeg products, each of a group of its own unless it is said. */
  scores: readonly number[];
  groups?: readonly string[];
  /** Whole units of each. */
  cover: number;
  capital: number;
  shared?: Partial<Record<keyof BookDescription['shared'], number>>;
  payoutKind?: keyof typeof STANDARD_PAYOUTS;
}

/** One pool that carries every product. */
export function smallBook({
  scores,
  groups,
  cover,
  capital,
  shared = {},
  payoutKind = 'BINARY',
}: SmallBook): BookDescription {
  const units = (whole = 0) => BigInt(whole) * UNIT;
  const { slice, sharedFund, vault, commitments, treasury } = shared;
  return {
    ...{ name: 'small', unit: UNIT, rules: ROUND_RULES },
    products: scores.map((score, index) => ({
      ...{ productId: `p${index}`, group: groups?.[index] ?? `g${index}`, peril: 'DEPEG', score },
      payout: STANDARD_PAYOUTS[payoutKind],
      minRateWad: 0n,
    })),
    pools: [
      {
        ...{ poolId: 'pool', capital: units(capital), ownFund: 0n, fundClass: 'A', leverageWad: 2n * WAD },
        requirementFloor: 0n,
        products: scores.map((_, index) => ({
          ...{ productId: `p${index}`, weightWad: WAD / BigInt(scores.length), cover: units(cover) },
        })),
      },
    ],
    shared: {
      ...{ slice: units(slice), sharedFund: units(sharedFund), vault: units(vault) },
      ...{ commitments: units(commitments), treasury: units(treasury) },
    },
  };
}

export const compiled = (
  book: BookDescription,
  assumptions: Assumptions = { correlation: 0, hazardTimes: 1 },
): CompiledBook => compileBook(book, priceBook(book), assumptions);
