/** A market state as a venue signs and sends it. */
import { z } from 'zod';
import { HOLDINGS_MAX, VENUE_VALUE_MAX } from '../../domain/shared/limits.ts';
import { type Amount, WAD } from '../../domain/shared/units.ts';
import { secondsInput } from '../inputs.ts';

/** An account at a venue, as the venue names it: nobody's account here. */
export const traderInput = z
  .string()
  .regex(/^[0-9A-Za-z][0-9A-Za-z_.:-]{0,63}$/, 'is not 1 to 64 of A-Z, a-z, 0-9 and _ . : -');
/** The side of a holding. */
export const sideInput = z.enum(['LONG', 'SHORT']);
/** A size or a price in WAD, above 0. */
export const positiveInput = z.bigint().min(1n).max(VENUE_VALUE_MAX);
/** An amount of the settlement asset. */
export const venueAmountInput = z.bigint().min(0n).max(VENUE_VALUE_MAX);

/** One trader's position. */
export const holdingInput = z.strictObject({
  account: traderInput,
  side: sideInput,
  size: positiveInput,
  entryPrice: positiveInput,
  equity: z.bigint().min(-VENUE_VALUE_MAX).max(VENUE_VALUE_MAX),
  maintenance: venueAmountInput,
});

/** All of a state that is signed, but for the market. */
export const stateInput = z.strictObject({
  asOf: secondsInput,
  markPrice: positiveInput,
  openInterest: venueAmountInput,
  /** Traded since the state before. */
  volume: venueAmountInput,
  /** What is offered within 2 % of the mark. */
  liquidity: venueAmountInput,
  holdings: z.array(holdingInput).max(HOLDINGS_MAX),
});
export type MarketStateReport = z.infer<typeof stateInput>;

/** What size times price is at most: values that no market has, and that would not fit an amount. */
export function isTooLarge(size: bigint, price: bigint, unit: Amount): boolean {
  return size * price * unit > VENUE_VALUE_MAX * WAD * WAD;
}
