/** A liquidation as a venue signs and sends it, in one of its two phases. */
import { z } from 'zod';
import { SUBMIT_LIQUIDATIONS_MAX, VENUE_VALUE_MAX } from '../../domain/shared/limits.ts';
import { secondsInput } from '../inputs.ts';
import { positiveInput, sideInput, traderInput, venueAmountInput } from './stateInput.ts';

/** One phase of one liquidation. */
export const liquidationInput = z.strictObject({
  /** The venue's own number of it: with the phase it names the report for ever. */
  externalId: traderInput,
  phase: z.enum(['OPENED', 'CLOSED']),
  /** When it happened: at the close its price is checked against the feed's readings of then. */
  at: secondsInput,
  account: traderInput,
  side: sideInput,
  size: positiveInput,
  /** What the market took of the size; null when OPENED. */
  filledSize: z.bigint().min(0n).max(VENUE_VALUE_MAX).nullable(),
  entryPrice: positiveInput,
  /** 0 for a long that cannot break. */
  bankruptcyPrice: z.bigint().min(0n).max(VENUE_VALUE_MAX),
  /** Null when OPENED. */
  closePrice: z.bigint().min(0n).max(VENUE_VALUE_MAX).nullable(),
  /** What the venue charged the account for it; null when OPENED. */
  fee: venueAmountInput.nullable(),
});
export type LiquidationReport = z.infer<typeof liquidationInput>;

/** Those of one call. */
export const liquidationsInput = z.array(liquidationInput).min(1).max(SUBMIT_LIQUIDATIONS_MAX);
