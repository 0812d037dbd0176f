/**
 * How large the demo's subjects are, in whole dollars, and what it would cost to corrupt their feeds: figures
 * of the time with their origin in docs/parameters.md.
 */
import { mulDivDown } from '../../domain/shared/rounding.ts';
import { type Amount, BPS, type UnixSeconds } from '../../domain/shared/units.ts';
import { formatTime } from '../shared/times.ts';

const SIZES: ReadonlyMap<string, Amount> = new Map([
  ['USDC', 43_000_000_000n],
  ['UST', 18_000_000_000n],
  ['PYUSD', 188_500_000n],
]);
/** For a series about something else. */
const SIZE_ASSUMED: Amount = 1_000_000_000n;

/** A twentieth of the supply, bought from others and sold 5 % below the peg while the rule counts. */
const COST_BPS = 25n;

const sizeOf = (subject: string): Amount => SIZES.get(subject) ?? SIZE_ASSUMED;

/** Down: a feed is never taken for dearer to corrupt than it is. */
export const costOfCorruption = (subject: string): Amount => mulDivDown(sizeOf(subject), COST_BPS, BPS);

/** A size as the API takes it. */
export const statedSize = (subject: string, at: UnixSeconds) => ({
  amount: `${sizeOf(subject)}`,
  asOf: formatTime(at),
});
