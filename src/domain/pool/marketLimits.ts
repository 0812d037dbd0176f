/**
 * Limits over all pools: a subject's size and what it costs to corrupt a feed (docs/mechanics.md section 1).
 *
 * Sizes and costs are stated in whole US dollars. Cover is kept in the units of each settlement asset, exact;
 * a whole unit of a settlement asset counts as one dollar (docs/decisions/0015).
 */
import { maximum, mulDivDown, mulDivUp } from '../shared/rounding.ts';
import { type Amount, BPS, DAY_SECONDS, type UnixSeconds } from '../shared/units.ts';

/** Cover of a subject is at most 10 % of its value locked or market capitalisation. */
export const SUBJECT_COVER_BPS = 1_000n;
/** Cover on a feed is at most half of what holding it below the strike for the whole window would cost. */
export const FEED_COVER_BPS = 5_000n;

/** A subject's size that is older than this is no longer believed: sales stop. */
export const SUBJECT_SIZE_SECONDS_MAX = 7 * DAY_SECONDS;

/** Which of them binds. */
export type MarketLimit = 'SUBJECT_SIZE' | 'FEED_COST';

/** Cover in one settlement asset. */
export interface AssetCover {
  readonly assetId: string;
  readonly decimals: number;
  /** In the asset's smallest unit. */
  readonly amount: Amount;
}

/** Cover that may still be sold on a subject over all pools. Sizes are in the same unit as the cover. */
export function subjectRoom(subjectSize: Amount, subjectCover: Amount, partBps = SUBJECT_COVER_BPS): Amount {
  // Down: against the next sale.
  return maximum(0n, mulDivDown(subjectSize, partBps, BPS) - subjectCover);
}

/** Cover that may still be sold on a feed over all its products. An unknown cost is 0, so nothing is sold. */
export function feedRoom(costOfCorruption: Amount, feedCover: Amount, partBps = FEED_COVER_BPS): Amount {
  // Down: against the next sale.
  return maximum(0n, mulDivDown(costOfCorruption, partBps, BPS) - feedCover);
}

/** The most cover on a subject of this size, in whole dollars. */
export function subjectLimit(subjectSize: Amount, partBps: bigint): Amount {
  return subjectRoom(subjectSize, 0n, partBps);
}

/** The most cover on a feed with this cost, in whole dollars. */
export function feedLimit(costOfCorruption: Amount, partBps: bigint): Amount {
  return feedRoom(costOfCorruption, 0n, partBps);
}

/** True while a size may be sold on. */
export function isSizeKnown(asOf: UnixSeconds, now: UnixSeconds): boolean {
  return now - asOf <= SUBJECT_SIZE_SECONDS_MAX;
}

/** Assets have at most this many decimals, so that sums in them are exact. */
const FINEST_DECIMALS = 18;

const unitsOf = (decimals: number): Amount => 10n ** BigInt(decimals);

/** Whole dollars in the units of an asset with `decimals`. Example: 5 dollars in 6 decimals are 5,000,000. */
export function wholeIn(whole: Amount, decimals: number): Amount {
  return whole * unitsOf(decimals);
}

/**
 * Cover in several assets, summed in the units of an asset with `decimals`.
 * Example: 1.5 in 6 decimals and 0.25 in 18 are 1,750,000 in 6 decimals, and 2 in whole dollars.
 */
export function coverIn(covers: readonly AssetCover[], decimals: number): Amount {
  const finest = covers.reduce(
    (sum, cover) => sum + cover.amount * unitsOf(FINEST_DECIMALS - cover.decimals),
    0n,
  );
  // Up: what is covered is never counted smaller than it is.
  return mulDivUp(finest, 1n, unitsOf(FINEST_DECIMALS - decimals));
}

/** Cover with an asset that may be new to it. */
export function withAsset(
  covers: readonly AssetCover[],
  { assetId, decimals }: Pick<AssetCover, 'assetId' | 'decimals'>,
): AssetCover[] {
  const known = covers.some((cover) => cover.assetId === assetId);
  return known ? [...covers] : [...covers, { assetId, decimals, amount: 0n }];
}

/** Cover after a sale, or a release where `added` is negative. Throws where less than none would be left. */
export function withCover(covers: readonly AssetCover[], assetId: string, added: Amount): AssetCover[] {
  const entry = covers.find((cover) => cover.assetId === assetId);
  if (entry === undefined || entry.amount + added < 0n)
    throw new Error(`cover of ${added} in ${assetId} cannot be added to ${entry?.amount ?? 'nothing'}`);
  return covers.map((cover) => (cover === entry ? { ...cover, amount: cover.amount + added } : cover));
}
