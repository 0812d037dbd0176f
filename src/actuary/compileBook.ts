/**
 * A book as the simulation walks over it: flat arrays of plain numbers, whole units of the asset. Nothing is
 * sold or paid by these: money is exact, chances are not (docs/decisions/0066).
 */
import type { BookDescription } from '../domain/book/describedBook.ts';
import { FUND_CLASSES } from '../domain/fund/fundClass.ts';
import { sliceTarget } from '../domain/fund/slice.ts';
import { BPS } from '../domain/shared/units.ts';
import { GOVERNED_LAYERS, type GovernedLayer } from '../domain/waterfall/rules.ts';
import { BookFault } from './bookFault.ts';
import { coveredProducts } from './coveredProducts.ts';
import { depthLadder } from './depthLadder.ts';
import { fraction } from './fraction.ts';
import { normalValue } from './normal.ts';
import { hazardOf, type PricedBook } from './priceBook.ts';

/** Layers in no order: pools' capital, what is governed, and what has to be granted. */
export const LAYERS = ['CAPITAL', ...GOVERNED_LAYERS, 'COMMITMENTS', 'TREASURY'] as const;
export type LayerName = (typeof LAYERS)[number];

/** Where each stands in `LAYERS`. */
export const layerIndex = (name: LayerName): number => LAYERS.indexOf(name);

/** How the world may differ from the price list. */
export interface Assumptions {
  /** Between any two groups. */
  readonly correlation: number;
  /** The true hazard over that of the table. */
  readonly hazardTimes: number;
  /** Groups that are drawn besides those of the book, so that another book meets the same events. */
  readonly groups?: readonly string[];
}

export interface CompiledBook {
  readonly correlation: number;
  readonly productCount: number;
  readonly poolCount: number;
  /** Products of group g are those from `groupStart[g]` on, before `groupStart[g + 1]`. */
  readonly groupStart: Uint32Array;
  /** The normal value of the largest hazard of a group, and of all. */
  readonly groupTop: Float64Array;
  readonly top: number;
  readonly productLevel: Float64Array;
  readonly ladderStart: Uint32Array;
  readonly ladderRatio: Float64Array;
  readonly ladderUpTo: Float64Array;
  readonly exposureStart: Uint32Array;
  readonly exposurePool: Uint32Array;
  readonly exposureCover: Float64Array;
  /** By pool. */
  readonly capital: Float64Array;
  readonly ownFund: Float64Array;
  readonly fundClass: Uint32Array;
  readonly premium: Float64Array;
  /** What an own fund keeps before it gives: buffer times requirement. */
  readonly ownFundFull: Float64Array;
  /** Of the layers that pools share, by their place in `LAYERS`; 0 for those of a pool's own. */
  readonly shared: Float64Array;
  readonly kept: Float64Array;
  /** Parts of a balance that one event may take: `layer * classes + class`. */
  readonly caps: Float64Array;
  /** Places in `LAYERS` in the order in which they pay. */
  readonly order: Uint32Array;
  readonly sliceFull: number;
  readonly sharedFundFull: number;
  readonly parts: {
    readonly pool: number;
    readonly fund: number;
    readonly vault: number;
    readonly platform: number;
  };
  /** Ids of products in the order of the arrays. */
  readonly productIds: readonly string[];
}

const CLASS_COUNT = FUND_CLASSES.length;

/** The part of a layer that one event may take for pools of a class. */
export const capOf = (book: CompiledBook, layer: number, fundClass: number): number =>
  book.caps[layer * CLASS_COUNT + fundClass] ?? 0;

/** True where each class of pools draws under a cap of its own. */
export const isByClass = (layer: number): boolean => layer === layerIndex('SHARED_FUND');

/** Lays a priced book out. Throws BookFault for one without cover. */
export function compileBook(
  description: BookDescription,
  priced: PricedBook,
  { correlation, hazardTimes, groups = [] }: Assumptions,
): CompiledBook {
  const whole = (amount: bigint) => Number(amount) / Number(description.unit);
  if (priced.exposures.length === 0) throw new BookFault('the book has no cover in force');
  if (description.pools.every(({ capital }) => capital === 0n))
    throw new BookFault('no pool has any capital');
  const sorted = coveredProducts(description).sort((a, b) =>
    a.product.group < b.product.group ? -1 : a.product.group > b.product.group ? 1 : a.index - b.index,
  );
  const levels = sorted.map(({ product }) =>
    normalValue(Math.min(1, fraction(hazardOf(description.rules, product)) * hazardTimes)),
  );
  const drawn = [...new Set([...groups, ...sorted.map(({ product }) => product.group)])].sort();
  const groupStart = drawn.map((group) => {
    const first = sorted.findIndex(({ product }) => product.group >= group);
    return first === -1 ? sorted.length : first;
  });
  const ladders = sorted.map(({ product }) => depthLadder(product.payout, description.rules.depth));
  const exposures = sorted.map(({ index }) => priced.exposures.filter(({ product }) => product === index));
  const { pools, rules } = description;
  const premium = new Float64Array(pools.length);
  for (const exposure of priced.exposures)
    premium[exposure.pool] = (premium[exposure.pool] ?? 0) + whole(exposure.premium);
  const starts = [...groupStart, sorted.length];
  const buffer = fraction(rules.fundBufferWad);
  return {
    correlation,
    productCount: sorted.length,
    poolCount: pools.length,
    groupStart: Uint32Array.from(starts),
    // Minus infinity for a group without products: it never fires.
    groupTop: Float64Array.from(groupStart, (from, group) =>
      Math.max(...levels.slice(from, starts[group + 1])),
    ),
    top: Math.max(...levels),
    productLevel: Float64Array.from(levels),
    ladderStart: startsOf(ladders.map(({ ratios }) => ratios.length)),
    ladderRatio: Float64Array.from(ladders.flatMap(({ ratios }) => ratios)),
    ladderUpTo: Float64Array.from(ladders.flatMap(({ upTo }) => upTo)),
    exposureStart: startsOf(exposures.map(({ length }) => length)),
    exposurePool: Uint32Array.from(exposures.flat(), ({ pool }) => pool),
    exposureCover: Float64Array.from(exposures.flat(), ({ cover }) => whole(cover)),
    capital: Float64Array.from(pools, ({ capital }) => whole(capital)),
    ownFund: Float64Array.from(pools, ({ ownFund }) => whole(ownFund)),
    fundClass: Uint32Array.from(pools, ({ fundClass }) => FUND_CLASSES.indexOf(fundClass)),
    premium,
    ownFundFull: Float64Array.from(pools, (_, index) => buffer * whole(priced.requirements[index] ?? 0n)),
    ...layersOf(description),
    sliceFull: whole(sliceTarget(pools.map(({ requirementFloor }) => requirementFloor))),
    sharedFundFull: buffer * whole(priced.sharedRequirement),
    parts: partsOf(rules.fees),
    productIds: sorted.map(({ product }) => product.productId),
  };
}

function startsOf(lengths: readonly number[]): Uint32Array {
  const starts = new Uint32Array(lengths.length + 1);
  for (const [index, length] of lengths.entries()) starts[index + 1] = (starts[index] ?? 0) + length;
  return starts;
}

function partsOf({
  poolBps,
  vaultBps,
  platformBps,
}: BookDescription['rules']['fees']): CompiledBook['parts'] {
  const part = (bps: bigint) => Number(bps) / Number(BPS);
  const [pool, vault, platform] = [part(poolBps), part(vaultBps), part(platformBps)];
  return { pool, vault, platform, fund: part(BPS - poolBps - vaultBps - platformBps) };
}

function layersOf({
  shared,
  unit,
  rules,
}: BookDescription): Pick<CompiledBook, 'shared' | 'kept' | 'caps' | 'order'> {
  const { sharedFundCaps, vaultEventCap, treasuryEventCap, order } = rules.waterfall;
  const balances: Partial<Record<LayerName, bigint>> = {
    ...{ PLATFORM_SLICE: shared.slice, SHARED_FUND: shared.sharedFund, VAULT: shared.vault },
    ...{ COMMITMENTS: shared.commitments, TREASURY: shared.treasury },
  };
  const ordered: readonly LayerName[] = [
    'CAPITAL',
    ...(order as readonly GovernedLayer[]),
    'COMMITMENTS',
    'TREASURY',
  ];
  return {
    shared: Float64Array.from(LAYERS, (name) => Number(balances[name] ?? 0n) / Number(unit)),
    // A vault leaves one whole unit.
    kept: Float64Array.from(LAYERS, (name) => (name === 'VAULT' ? 1 : 0)),
    caps: Float64Array.from(
      LAYERS.flatMap((name) =>
        FUND_CLASSES.map((fundClass) => {
          if (name === 'SHARED_FUND') return fraction(sharedFundCaps[fundClass]);
          if (name === 'VAULT') return fraction(vaultEventCap);
          return name === 'TREASURY' ? fraction(treasuryEventCap) : 1;
        }),
      ),
    ),
    order: Uint32Array.from(ordered, layerIndex),
  };
}
