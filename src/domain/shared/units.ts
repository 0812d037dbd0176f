/** Units that the rules share. Rates and ratios are bigint scaled by WAD; times are whole UTC seconds. */

/** 1e18: the scale of every rate, ratio and price. */
export const WAD = 10n ** 18n;

/** 10,000 basis points are one. */
export const BPS = 10_000n;

/** A year is 365 days in every rate (mechanics: "A year is 365 days"). */
export const YEAR_SECONDS = 31_536_000;
/** A day is 24 hours: UTC has no other. */
export const DAY_SECONDS = 86_400;
/** Sixty minutes. */
export const HOUR_SECONDS = 3_600;
/** Sixty seconds, and the length of a feed's slots. */
export const MINUTE_SECONDS = 60;

/** Whole seconds since 1970-01-01T00:00:00Z. Event time unless a name says otherwise. */
export type UnixSeconds = number;

/** An amount in the smallest unit of its asset; the asset stands beside it. */
export type Amount = bigint;

/** A rate, ratio or price scaled by {@link WAD}. */
export type Wad = bigint;
