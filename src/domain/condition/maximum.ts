/** The highest share price of a day, of those that stood for a while. */
import { maximum, minimum } from '../shared/rounding.ts';
import { HOUR_SECONDS, type UnixSeconds } from '../shared/units.ts';
import { MAXIMUM_HOURS, STANDING_LOOKS } from './parameters.ts';

/** Small and plain: at most 63 prices and 24 hours. */
export interface PriceMemory {
  /** The latest prices in a row, oldest first. */
  readonly run: readonly bigint[];
  /** The highest price of each hour that stood long enough in it, oldest first. */
  readonly hours: readonly { readonly hour: number; readonly price: bigint }[];
}

/** Before the first look. */
export const EMPTY_PRICES: PriceMemory = { run: [], hours: [] };

/**
 * Adds the price of a look; a look without a price (null) breaks the row. A price stood when none of the last
 * 64 looks was below it. Example: 63 looks at 1.00 and one at 9.00 → what stood is 1.00.
 */
export function addPrice(memory: PriceMemory, price: bigint | null, at: UnixSeconds): PriceMemory {
  const hour = Math.floor(at / HOUR_SECONDS);
  const hours = memory.hours.filter((one) => one.hour > hour - MAXIMUM_HOURS);
  if (price === null) return { run: [], hours };
  const row = [...memory.run, price];
  const run = row.slice(-(STANDING_LOOKS - 1));
  if (row.length < STANDING_LOOKS) return { run, hours };
  const stood = row.reduce(minimum);
  const last = hours.at(-1);
  if (last?.hour !== hour) return { run, hours: [...hours, { hour, price: stood }] };
  return { run, hours: [...hours.slice(0, -1), { hour, price: maximum(last.price, stood) }] };
}

/** The highest price of the last 24 hours that stood, or null when none did. */
export function maximumOf({ hours }: PriceMemory): bigint | null {
  const [first, ...rest] = hours.map(({ price }) => price);
  return first === undefined ? null : rest.reduce(maximum, first);
}
