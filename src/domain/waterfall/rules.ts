/**
 * Who bears a loss beyond a pool's capital: in which order, and up to what (docs/mechanics.md section 6).
 * What is said here is governed, and everything that asks layers or counts them reads it from here.
 */
import type { FundClass } from '../fund/fundClass.ts';
import { WAD, type Wad } from '../shared/units.ts';

/** The layers whose order is governed, in the order that holds where nothing was changed. */
export const GOVERNED_LAYERS = ['PLATFORM_SLICE', 'POOL_FUND', 'SHARED_FUND', 'VAULT'] as const;
export type GovernedLayer = (typeof GOVERNED_LAYERS)[number];

/** Each of them exactly once. */
export type LayerOrder = readonly GovernedLayer[];

export interface WaterfallRules {
  readonly order: LayerOrder;
  /** Parts of what a layer held before a loss event that the event may take of it. */
  readonly sharedFundCaps: Readonly<Record<FundClass, Wad>>;
  readonly vaultEventCap: Wad;
  readonly treasuryEventCap: Wad;
  /** The part of the treasury that all events may take within its period. */
  readonly treasuryPeriodCap: Wad;
}

/** Whether an order names every layer whose order is governed, once, and nothing else. */
export function isLayerOrder(order: readonly string[]): order is LayerOrder {
  return order.length === GOVERNED_LAYERS.length && GOVERNED_LAYERS.every((layer) => order.includes(layer));
}

/**
 * Layers in the order in which they bear losses: the capital of pools first, then those that are governed,
 * and what is granted case by case after all of them. Those of one kind stay as they were given.
 * Example: vault, fund and capital, in the order that holds by default: capital, fund, vault.
 */
export function inLayerOrder<Layer extends { readonly kind: string }>(
  layers: readonly Layer[],
  order: LayerOrder,
): Layer[] {
  const placeOf = ({ kind }: Layer): number => {
    const place = (order as readonly string[]).indexOf(kind);
    if (kind === 'CAPITAL') return -1;
    return place === -1 ? order.length : place;
  };
  return [...layers].sort((a, b) => placeOf(a) - placeOf(b));
}

/** The part of a layer that one loss event may take for pools of a class: all of it where nothing caps it. */
export function eventCapOf(rules: WaterfallRules, layer: GovernedLayer, fundClass: FundClass): Wad {
  if (layer === 'SHARED_FUND') return rules.sharedFundCaps[fundClass];
  return layer === 'VAULT' ? rules.vaultEventCap : WAD;
}
