/**
 * The loss conditions of one look (docs/mechanics.md section 5). All are inequalities of whole numbers
 * without
 * a division. Each answers null when the look does not tell.
 */
import { BPS } from '../shared/units.ts';
import { isEmpty, type StateLook } from './look.ts';
import {
  ALIKE_BPS,
  MINT_BACKED_BPS,
  MINT_GROWN_BPS,
  OUTFLOW_LEFT_BPS,
  PRICE_FAILED_BPS,
  PRICE_WARNED_BPS,
  SHORTFALL_BPS,
} from './parameters.ts';

/** Assets and supply of an earlier look. */
export interface Reference {
  readonly block: number;
  readonly assets: bigint;
  readonly supply: bigint;
}

/** The price is at or below 90 % of the maximum. Example: 0.90 after 1.00 → true, 0.900001 → false. */
export function isPriceDropped(look: StateLook, maximum: bigint | null): boolean | null {
  if (look.price === null || isEmpty(look)) return null;
  return maximum !== null && look.price * BPS <= maximum * PRICE_FAILED_BPS;
}

/** The price is at or below 97 % of the maximum: watched, not lost. */
export function isPriceLow(look: StateLook, maximum: bigint | null): boolean {
  if (look.price === null || maximum === null || isEmpty(look)) return false;
  return look.price * BPS <= maximum * PRICE_WARNED_BPS;
}

/** Assets are at or below 99 % of liabilities. Example: 99 of 100 → true. */
export function isShort(look: StateLook): boolean | null {
  const { assets, liabilities } = look;
  if (assets === null || liabilities === null || isEmpty(look)) return null;
  return liabilities > 0n && assets * BPS <= liabilities * SHORTFALL_BPS;
}

/**
 * At least half of the assets of `before` are gone while the supply fell less than 90 % as much.
 * Example: assets 100 → 50, supply 100 → 55 (45 % is 90 % of 50 %): alike, false; supply 100 → 56: true.
 */
export function isDrained(look: StateLook, before: Reference): boolean | null {
  const { assets, supply } = look;
  if (assets === null || supply === null) return null;
  if (!isHalfGone(assets, before)) return false;
  const gone = before.assets - assets;
  const burned = before.supply - supply;
  return burned * before.assets * BPS < gone * before.supply * ALIKE_BPS;
}

/** Whether the assets are at most half of what they were. */
export function isHalfGone(assets: bigint, before: Reference): boolean {
  return before.assets > 0n && assets * BPS <= before.assets * OUTFLOW_LEFT_BPS;
}

/**
 * The supply grew by at least 1 % since `before`, and the assets are below 90 % of what it is worth: at the
 * declared price, or where none is declared at the assets per share of `before`.
 * Example: 100 assets for 100 shares, then for 112: worth 112, of which 100 are 89 % → true.
 */
export function isUnbacked(look: StateLook, before: Reference): boolean | null {
  const { assets, supply, liabilities, hasFloor } = look;
  if (assets === null || supply === null) return null;
  if (before.supply === 0n || supply * BPS < before.supply * MINT_GROWN_BPS) return false;
  if (hasFloor) return liabilities === null ? null : assets * BPS < liabilities * MINT_BACKED_BPS;
  return assets * before.supply * BPS < before.assets * supply * MINT_BACKED_BPS;
}
