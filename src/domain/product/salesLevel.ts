/** Until when nothing is sold because the price has lately stood low: a loss in progress is not insured. */
import { SALES_CALM_SECONDS } from '../shared/limits.ts';
import { mulDivUp } from '../shared/rounding.ts';
import { BPS, type UnixSeconds, WAD, type Wad } from '../shared/units.ts';
import type { BreachRule, Reading } from '../trigger/rule.ts';
import { type Peril, saysHowMuch } from './peril.ts';

/** How much of the way from par to the watch level a price may have gone while cover is sold: 40 %. */
const SALES_LEVEL_BPS = 4_000n;

/**
 * The sales level of a product that states none: only a price that leaves its peg drifts there, and only one
 * with a par of 1 and a watch level below has a way to go. Null for all others: they have their watch.
 * Example: a watch level of 0.99 gives 0.996.
 */
export function salesLevelDefault(peril: Peril, { watch }: Pick<BreachRule, 'watch'>): Wad | null {
  if (!saysHowMuch(peril) || watch >= WAD) return null;
  // Up: sales stop earlier, against who buys.
  return watch + mulDivUp(WAD - watch, BPS - SALES_LEVEL_BPS, BPS);
}

/** What a product remembers of low prices. */
export interface SalesMemory {
  /** Below it nothing is sold; null where only the watch stops sales. */
  readonly salesLevelWad: Wad | null;
  /** When a closed reading was last below it, of a basket any member's; null where none was. */
  readonly lowAt: UnixSeconds | null;
}

/** When the newest of some readings that is below the level was made, or what was known before. */
export function lowAfter(memory: SalesMemory, readings: readonly Reading[]): UnixSeconds | null {
  const { salesLevelWad, lowAt } = memory;
  if (salesLevelWad === null) return lowAt;
  return readings.findLast(({ value }) => value < salesLevelWad)?.at ?? lowAt;
}

/**
 * When sales go on, or null where no low price stops them: a whole day after the last reading below the
 * level. Example: low at 12:00 → 12:00 of the next day.
 */
export function salesReopenAt({ lowAt }: SalesMemory, at: UnixSeconds): UnixSeconds | null {
  if (lowAt === null) return null;
  const reopensAt = lowAt + SALES_CALM_SECONDS;
  return at < reopensAt ? reopensAt : null;
}

/** What is wrong with a stated level, or null: a watch stops sales whatever it is. */
export function salesLevelFault(
  salesLevelWad: Wad | null,
  { watch }: Pick<BreachRule, 'watch'>,
): string | null {
  return salesLevelWad === null || salesLevelWad >= watch ? null : 'must not be below the watch level.';
}
