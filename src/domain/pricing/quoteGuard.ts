/** Whether a signed price still stands (docs/mechanics.md section 2). */
import { minimum, mulDivDown } from '../shared/rounding.ts';
import { type Amount, BPS } from '../shared/units.ts';

/** How far the cover of a product may have grown since the quote, in parts of its limit: 1 %. */
export const QUOTE_DRIFT_BPS = 100n;

/** What a token says of one pool that it allocated to, and what is true there now. */
export interface QuotedPool {
  readonly quotedCover: Amount;
  readonly quotedLimit: Amount;
  readonly coverNow: Amount;
  readonly limitNow: Amount;
}

/**
 * True while the product's cover in every allocated pool is at most the token's plus 1 % of its limit. The
 * limit is the smaller of then and now, so that a pool that shrank does not stretch an old price.
 * Example: quoted at cover 500 of 1000: honoured to cover 510.
 */
export function quoteStands(pools: readonly QuotedPool[]): boolean {
  return pools.every(({ quotedCover, quotedLimit, coverNow, limitNow }) => {
    // Down: against the holder of the token.
    const drift = mulDivDown(minimum(quotedLimit, limitNow), QUOTE_DRIFT_BPS, BPS);
    return coverNow <= quotedCover + drift;
  });
}
