/** How much a pool must have behind its cover, and whether it has (docs/mechanics.md section 7). */
import { maximum, minimum, mulDivDown, mulDivUp } from '../shared/rounding.ts';
import { type Amount, WAD, type Wad } from '../shared/units.ts';
import { type PoolProductBook, totalCover } from './exposure.ts';

/** The adequacy that a pool aims at (1.3): what is above its buffer may be given out. */
export const ADEQUACY_TARGET: Wad = 13n * 10n ** 17n;
/** The adequacy that every sale and every exit has to leave (1.0). */
export const ADEQUACY_REQUIRED: Wad = WAD;
/** The adequacy under which a pool stops (0.7). */
export const ADEQUACY_MINIMUM: Wad = 7n * 10n ** 17n;

/** Total cover over 4.8 is the first part of the requirement: kept as the fraction 10/48. */
export const COVER_DIVISOR_NUMERATOR = 48n;
/** See the numerator. */
export const COVER_DIVISOR_DENOMINATOR = 10n;

/**
 * Stressed payout by group: its cover times the highest ratio of its options. A group of several products
 * takes the highest ratio among them for all its cover.
 */
export function stressByGroup(products: readonly PoolProductBook[]): Map<string, Amount> {
  const sums = new Map<string, { cover: Amount; ratio: Wad }>();
  for (const { group, cover, highestRatioWad } of products) {
    const sum = sums.get(group);
    sums.set(group, {
      cover: (sum?.cover ?? 0n) + cover,
      ratio: maximum(sum?.ratio ?? 0n, highestRatioWad),
    });
  }
  const stress = new Map<string, Amount>();
  // Up: the requirement never misses a unit that a payout could ask for.
  for (const [group, { cover, ratio }] of sums) stress.set(group, mulDivUp(cover, ratio, WAD));
  return stress;
}

/** Stressed payout of the two groups that would cost most. */
export function stressOfTwoLargest(products: readonly PoolProductBook[]): Amount {
  const amounts = [...stressByGroup(products).values()].sort((a, b) => (a < b ? 1 : a > b ? -1 : 0));
  return (amounts[0] ?? 0n) + (amounts[1] ?? 0n);
}

/** What a requirement is the greatest of. */
export interface RequirementParts {
  /** All cover over 4.8. */
  readonly spread: Amount;
  /** What the two groups that would cost most pay together. */
  readonly twoLargest: Amount;
  readonly floor: Amount;
}

/** All 0 without cover. */
export function requirementParts(products: readonly PoolProductBook[], floor: Amount): RequirementParts {
  const cover = totalCover(products);
  if (cover === 0n) return { spread: 0n, twoLargest: 0n, floor: 0n };
  // Up: against the pool that asks whether it has enough.
  const spread = mulDivUp(cover, COVER_DIVISOR_DENOMINATOR, COVER_DIVISOR_NUMERATOR);
  return { spread, twoLargest: stressOfTwoLargest(products), floor };
}

/**
 * `max(total cover / 4.8, stressed payout of the two largest groups, floor)`; 0 without cover. A pool's own
 * requirement follows its cover at once, up and down.
 * Example: cover 480 and 96 in two groups that pay in full, floor 10: max(120, 576, 10) = 576.
 */
export function poolRequirement(products: readonly PoolProductBook[], floor: Amount): Amount {
  const parts = requirementParts(products, floor);
  return maximum(parts.spread, maximum(parts.twoLargest, parts.floor));
}

/** Resources over requirement in WAD, or null (met) where nothing is required. Example: 3 of 2 is 1.5. */
export function adequacyRatio(resources: Amount, requirement: Amount): Wad | null {
  if (requirement === 0n) return null;
  // Down: a ratio just under a level never reads as having reached it.
  return mulDivDown(resources, WAD, requirement);
}

/** True when adequacy is at least a level, exactly: no rounded ratio is compared. */
export function hasAdequacy(resources: Amount, requirement: Amount, level: Wad): boolean {
  return resources * WAD >= requirement * level;
}

/** Which promise a change would break, or null: locked capital within A, and adequacy of at least 1. */
export type BrokenPromise = 'LOCKED_CAPITAL' | 'REQUIREMENT';

/** What a pool would look like after a sale or an exit. */
export interface PoolStanding {
  readonly assets: Amount;
  readonly locked: Amount;
  readonly resources: Amount;
  readonly requirement: Amount;
}

/** No sale and no exit may leave `locked > A` or adequacy below 1. Says which of the two fails first. */
export function brokenPromise(after: PoolStanding): BrokenPromise | null {
  if (after.locked > after.assets) return 'LOCKED_CAPITAL';
  return hasAdequacy(after.resources, after.requirement, ADEQUACY_REQUIRED) ? null : 'REQUIREMENT';
}

/**
 * How much may leave a pool now so that no promise breaks. Example: A 100, locked 60, spare resources 30: 30.
 */
export function exitRoom(now: PoolStanding): Amount {
  const unlocked = now.assets - now.locked;
  const spare = now.resources - now.requirement;
  return maximum(0n, minimum(unlocked, spare));
}
