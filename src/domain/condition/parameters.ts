/** Numbers of the loss conditions: docs/mechanics.md section 5 and docs/parameters.md, section 5 rows. */
import { DAY_SECONDS, HOUR_SECONDS, MINUTE_SECONDS, WAD, type Wad } from '../shared/units.ts';

/**
 * What a feed of conditions publishes in the place of a price, so that one rule decides over all feeds. The
 * steps are wide: a product's strike (0.75) and watch level (0.99) stand far from any of them.
 */
export const LEVELS: Readonly<Record<'sound' | 'warned' | 'failed', Wad>> = {
  sound: WAD,
  warned: 950_000_000_000_000_000n,
  failed: 500_000_000_000_000_000n,
};

/** The share price has failed at 90 % of its maximum and is watched from 97 % on. */
export const PRICE_FAILED_BPS = 9_000n;
/** See above. */
export const PRICE_WARNED_BPS = 9_700n;
/** Hours of the maximum, the one under way included: no price in it is older than a day. */
export const MAXIMUM_HOURS = 24;
/**
 * A price counts for the maximum once it has stood for so many looks in a row: as long, block by block, as a
 * loss has to stand before it pays. A spike of some blocks does not raise the bar.
 */
export const STANDING_LOOKS = 64;
/** Assets at 99 % of liabilities fall short of them. */
export const SHORTFALL_BPS = 9_900n;
/** How far back an outflow and a mint are measured. */
export const RECENT_BLOCKS = 50;
/** An outflow leaves at most half of the assets. */
export const OUTFLOW_LEFT_BPS = 5_000n;
/** Supply that falls at least 90 % as much as the assets falls alike: that is a bank run and no drain. */
export const ALIKE_BPS = 9_000n;
/** A mint makes the supply grow by 1 % ... */
export const MINT_GROWN_BPS = 10_100n;
/** ... and is unbacked while the assets are below 90 % of what the supply is worth. */
export const MINT_BACKED_BPS = 9_000n;
/** How long a condition stands that nobody makes good, or that cannot be read any more. */
export const CONDITION_SECONDS_MAX = DAY_SECONDS;
/** How long a pause, a new owner or new code warns ... */
export const WARNING_SECONDS = 72 * HOUR_SECONDS;
/** ... once in so long: nobody can hold a pool frozen by doing it again. */
export const WARNING_REST_SECONDS = 30 * DAY_SECONDS;
/** Without a change of level one look in so long is published. */
export const PUBLISHED_SECONDS = MINUTE_SECONDS;
