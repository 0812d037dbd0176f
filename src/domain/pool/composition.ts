/** What a pool may be made of, judged when it is created or changed (docs/mechanics.md section 1). */
import { POOL_PRODUCTS_MAX } from '../shared/limits.ts';
import type { Problem } from '../shared/refusals.ts';
import { WAD, type Wad } from '../shared/units.ts';

export type PoolKind = 'ISOLATED' | 'DIVERSIFIED';

/** How often a diversified pool counts its capital, where nothing else is said. */
export const LEVERAGE_DIVERSIFIED_DEFAULT: Wad = 2n * WAD;
/** Full leverage needs eight equal groups: a pool can always pay its two largest. */
export const LEVERAGE_MAX: Wad = 4n * WAD;

export interface PoolPlan {
  readonly kind: PoolKind;
  readonly leverageWad: Wad;
  /** What the value of the pool's own asset follows: it must not be what the cover is about. */
  readonly assetGroup: string;
  readonly products: readonly {
    readonly productId: string;
    readonly subject: string;
    readonly group: string;
    /** Itself, or the members of a basket. */
    readonly restsOn: readonly { readonly group: string }[];
    readonly weightWad: Wad;
  }[];
}

/**
 * Everything that is wrong with a pool, each at its path; empty when
 * it can be created. That a product's weight times L is above 1/2 is
 * no fault with two or more groups: its limit is capped at F/2.
 */
export function poolProblems(plan: PoolPlan): Problem[] {
  return [...leverageProblems(plan), ...weightProblems(plan), ...groupProblems(plan)];
}

function leverageProblems({ kind, leverageWad, products }: PoolPlan): Problem[] {
  const problems: Problem[] = [];
  if (kind === 'ISOLATED' && leverageWad !== WAD) {
    problems.push({ path: 'leverage', message: 'An isolated pool has leverage 1.' });
  }
  if (kind === 'DIVERSIFIED' && (leverageWad < WAD || leverageWad > LEVERAGE_MAX)) {
    problems.push({ path: 'leverage', message: 'Leverage is from 1 to 4.' });
  }
  if (kind === 'ISOLATED' && new Set(products.map(({ group }) => group)).size > 1) {
    problems.push({ path: 'products', message: 'An isolated pool has products of one correlation group.' });
  }
  return problems;
}

function weightProblems({ products }: PoolPlan): Problem[] {
  const problems: Problem[] = [];
  if (products.length === 0 || products.length > POOL_PRODUCTS_MAX) {
    problems.push({ path: 'products', message: `A pool backs 1 to ${POOL_PRODUCTS_MAX} products.` });
  }
  if (products.reduce((sum, { weightWad }) => sum + weightWad, 0n) > WAD) {
    problems.push({ path: 'products', message: 'The weights sum to at most 1.' });
  }
  products.forEach(({ productId, weightWad }, index) => {
    if (weightWad <= 0n) {
      problems.push({ path: `products.${index}.weight`, message: 'A weight is above 0.' });
    }
    if (products.findIndex((other) => other.productId === productId) < index) {
      problems.push({ path: `products.${index}`, message: 'A product is named once.' });
    }
  });
  return problems;
}

/** The groups that a product may fall with: its own, and those of a basket's members. */
const groupsOf = ({ group, restsOn }: PoolPlan['products'][number]): string[] => [
  group,
  ...restsOn.map((member) => member.group),
];

function groupProblems({ products, assetGroup }: PoolPlan): Problem[] {
  const problems: Problem[] = [];
  products.forEach((product, index) => {
    const { subject, group } = product;
    const groups = groupsOf(product);
    if (products.find((other) => other.subject === subject)?.group !== group) {
      problems.push({ path: `products.${index}.group`, message: 'All products of a subject are one group.' });
    }
    if (groups.includes(assetGroup)) {
      const message = 'Cover is never paid in its own subject or in an asset of its group (wrong-way risk).';
      problems.push({ path: `products.${index}.group`, message });
    }
    const apart = products.slice(0, index).filter((other) => other.group !== group);
    if (apart.some((other) => groupsOf(other).some((shared) => groups.includes(shared)))) {
      const message = 'A basket and what shares a group with a member of it are one group in a pool.';
      problems.push({ path: `products.${index}.group`, message });
    }
  });
  return problems;
}
