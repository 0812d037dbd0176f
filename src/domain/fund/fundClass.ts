/** How much of the shared fund one loss event may take, by how proven those are whom it pays for. */
import type { Wad } from '../shared/units.ts';

/** The most proven first; a new pool is C. */
export const FUND_CLASSES = ['A', 'B', 'C'] as const;
export type FundClass = (typeof FUND_CLASSES)[number];

/** Parts of what the fund held before the event. */
export const SHARED_FUND_CAPS: Readonly<Record<FundClass, Wad>> = {
  A: 5n * 10n ** 17n,
  B: 2n * 10n ** 17n,
  C: 5n * 10n ** 16n,
};
