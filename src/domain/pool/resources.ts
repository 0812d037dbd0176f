/** What stands behind a pool besides its own capital (docs/mechanics.md sections 1 and 7). */
import { minimum, mulDivDown } from '../shared/rounding.ts';
import { type Amount, WAD, type Wad } from '../shared/units.ts';

/** A layer that several pools share: the platform's slice, the shared fund or the backstop vault. */
export interface SharedLayer {
  readonly balance: Amount;
  /** Largest part of it that one loss event may take, in WAD. */
  readonly capWad: Wad;
  /** The requirement of this pool, and the sum over all pools that the layer backs. */
  readonly ownRequirement: Amount;
  readonly backedRequirement: Amount;
}

/**
 * `min(cap, pro-rata share)` of a shared layer; 0 for a pool without a requirement.
 * Example: balance 1000, cap 20 %, own requirement 1 of 2: min(200, 500) = 200.
 *
 * The requirements are those of the last stored update, not of the sale being priced: a share that grew with
 * a product's own sales would move its limit, and the utilisation integral would no longer be split-proof.
 */
export function sharedPart(layer: SharedLayer): Amount {
  if (layer.backedRequirement === 0n) return 0n;
  // Down, both: a pool never counts a unit that another may count too.
  const capped = mulDivDown(layer.balance, layer.capWad, WAD);
  return minimum(capped, mulDivDown(layer.balance, layer.ownRequirement, layer.backedRequirement));
}

/** The layers that stand behind one pool. Treasury and commitments never count. */
export interface BackingLayers {
  readonly ownFund: Amount;
  readonly shared: readonly SharedLayer[];
}

/**
 * Sum of what the layers count for: R is this plus F, resources are this plus the capital before earmarks.
 */
export function backing(layers: BackingLayers): Amount {
  return layers.shared.reduce((sum, layer) => sum + sharedPart(layer), layers.ownFund);
}
