/** The largest sale that a pool can take on now: its capacity and every promise that must hold afterwards. */
import { maximum, minimum, mulDivDown } from '../shared/rounding.ts';
import { type Amount, BPS, WAD } from '../shared/units.ts';
import { type LimitInputs, type LimitName, productLimit } from './capacity.ts';
import { coverByGroup, largestExcept, type PoolBook, productOf, totalCover } from './exposure.ts';
import {
  COVER_DIVISOR_DENOMINATOR,
  COVER_DIVISOR_NUMERATOR,
  stressByGroup,
  stressOfTwoLargest,
} from './requirement.ts';

/**
 * What bounds a sale: the limit's own bounds, the size of one policy, and the two promises of
 * `brokenPromise`.
 */
export type SaleBound = LimitName | 'SINGLE_POLICY' | 'LOCKED_CAPITAL' | 'REQUIREMENT';

export interface SaleInputs extends LimitInputs {
  /** A: capital less earmarks. */
  readonly assets: Amount;
  /** Capital before earmarks plus `backing`. */
  readonly resources: Amount;
  /** The requirement's floor while any cover is in force, in units. */
  readonly requirementFloor: Amount;
  /**
   * Cover that the policy has in this pool already: 0 for a new one. One policy is limited after its edits.
   */
  readonly policyCover: Amount;
  /** Largest part of the limit that one policy may be, in basis points: 2,000. */
  readonly singlePolicyBps: number;
}

export interface SaleRoom {
  /** Most that may be sold to this policy now, in units. */
  readonly room: Amount;
  /** The bound that stops the next unit. */
  readonly binding: SaleBound;
  readonly limit: Amount;
}

/**
 * The room for one sale, and what bounds it. Selling exactly `room` keeps every promise, one unit more breaks
 * one.
 */
export function saleRoom(inputs: SaleInputs): SaleRoom {
  const { limit, capacity, binding } = productLimit(inputs);
  // Down: a policy never takes a unit above its part.
  const largestPolicy = mulDivDown(limit, BigInt(inputs.singlePolicyBps), BPS);
  const bounds: readonly [SaleBound, Amount][] = [
    [binding, capacity],
    ['SINGLE_POLICY', largestPolicy - inputs.policyCover],
    ['LOCKED_CAPITAL', lockedRoom(inputs)],
    ['REQUIREMENT', requirementRoom(inputs)],
  ];
  const tightest = bounds.reduce((least, bound) => (bound[1] < least[1] ? bound : least));
  return { room: maximum(0n, tightest[1]), binding: tightest[0], limit };
}

/** The most that keeps `locked <= A`. */
function lockedRoom({ book, productId, assets }: SaleInputs): Amount {
  const { group } = productOf(book, productId);
  const groups = coverByGroup(book.products);
  if (largestExcept(groups, group) > assets) return 0n;
  // Down: cover over L, rounded up, then still fits into A.
  const leveraged = mulDivDown(assets, book.leverageWad, WAD) - totalCover(book.products);
  return minimum(leveraged, assets - (groups.get(group) ?? 0n));
}

/** The most that keeps adequacy at 1 or above. */
function requirementRoom({ book, productId, resources, requirementFloor }: SaleInputs): Amount {
  if (resources < requirementFloor || stressOfTwoLargest(book.products) > resources) return 0n;
  // Down: cover over 4.8, rounded up, then still fits into the resources.
  const spread = mulDivDown(resources, COVER_DIVISOR_NUMERATOR, COVER_DIVISOR_DENOMINATOR);
  return minimum(spread - totalCover(book.products), stressRoom(book, productId, resources));
}

/**
 * The most that keeps the stressed payout of the product's group and of the largest other within the
 * resources.
 */
function stressRoom(book: PoolBook, productId: string, resources: Amount): Amount {
  const { group } = productOf(book, productId);
  const members = book.products.filter((product) => product.group === group);
  const ratio = members.reduce((highest, member) => maximum(highest, member.highestRatioWad), 0n);
  const other = largestExcept(stressByGroup(book.products), group);
  if (ratio === 0n) return resources * COVER_DIVISOR_NUMERATOR;
  // Down: cover times the ratio, rounded up, then still fits.
  return mulDivDown(resources - other, WAD, ratio) - totalCover(members);
}
