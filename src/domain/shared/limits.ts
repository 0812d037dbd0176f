/** Every limit of the product in one place (law 8): sizes, counts, waits. Units stand last in the name. */
import { DAY_SECONDS } from './units.ts';

/** Largest amount a value or a balance may have: Decimal128 keeps 34 digits, one is left for sums. */
export const AMOUNT_MAX = 10n ** 33n;

/** Longest policy term. */
export const TERM_SECONDS_MAX = 365 * DAY_SECONDS;
/** Shortest covered period of a policy. */
export const COVERED_SECONDS_MIN = 7 * DAY_SECONDS;
/** How far ahead a policy may start. */
export const START_AHEAD_SECONDS_MAX = 30 * DAY_SECONDS;
/** How long a signed quote is honoured. */
export const QUOTE_SECONDS = 300;
/** Items of one quote. */
export const QUOTE_ITEMS_MAX = 10;

/** Commands that one batch folds. */
export const BATCH_COMMANDS_MAX = 256;
/** Commands that wait before the sequencer answers OVERLOADED. */
export const QUEUE_COMMANDS_MAX = 4_096;
/** Times a batch is decided again after a lost race, and how long at most. */
export const BATCH_TRIES_MAX = 8;
export const BATCH_RETRY_MS_MAX = 5_000;
/** Policies that one payout or assessment command handles. */
export const PAYOUT_POLICIES_MAX = 250;
/** One-hour end buckets a command may accrue through before it answers RETRY_LATER. */
export const ACCRUAL_BUCKETS_MAX = 1_000;
/** Slots that one advanceFeed command closes. */
export const FEED_SLOTS_MAX = 10_080;
/** Readings that one advanceFeed command carries. */
export const FEED_READINGS_MAX = 5_000;
/** Observations in one bulk write. */
export const OBSERVATIONS_MAX = 500;

/** Rows of one page of a connection. */
export const PAGE_SIZE_MAX = 100;
/** Characters of a name, a reference and an idempotency key. */
export const NAME_LENGTH_MAX = 100;
export const REFERENCE_LENGTH_MAX = 200;
export const IDEMPOTENCY_KEY_LENGTH_MAX = 255;
