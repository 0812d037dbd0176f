/**
 * The versioned parameters that prices and limits follow (docs/parameters.md).
 * A quote names the version it used.
 */

/** Counts the versions of everything below; a quote of another version is not honoured. */
export const PARAMETER_VERSION = 1;

/** Largest part of a product's limit that one policy may be. */
export const SINGLE_POLICY_BPS = 2_000;

/** Smallest cover, in whole units of the asset, where a product says nothing else. */
export const MIN_COVER_UNITS = 10n;
