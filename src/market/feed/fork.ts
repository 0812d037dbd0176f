/** What a split chain means for a feed, and for whatever rests on it. */
import { FORK_PAUSE_SECONDS, FORK_SECONDS_MAX } from '../../domain/shared/limits.ts';
import type { UnixSeconds } from '../../domain/shared/units.ts';
import type { ChainFork, FeedDocument, FeedSource, ProductDocument } from '../../store/documents/cover.ts';
import { restsOn } from '../product/restsOn.ts';
import type { Draft } from '../sequencer/draft.ts';
import { type Need, need, type World } from '../sequencer/world.ts';

/** The split that a feed is suspended for now, or null. */
export function openFork({ fork }: Pick<FeedDocument, 'fork'>): ChainFork | null {
  return fork !== null && fork.endedAt === null ? fork : null;
}

/** When a feed goes on although nobody has declared which block counts. */
export const forkEndsAt = ({ since }: ChainFork): UnixSeconds => since + FORK_SECONDS_MAX;

/**
 * Whether a split suspends the feed now. Where nobody ruled on the last one it does not for a while: no
 * provider can hold a feed still by disagreeing again and again.
 */
export function maySuspend({ fork }: Pick<FeedDocument, 'fork'>, at: UnixSeconds): boolean {
  if (fork === null) return true;
  if (fork.endedAt === null) return false;
  return fork.ruling !== null || at >= fork.endedAt + FORK_PAUSE_SECONDS;
}

/** The chain that a source is read from, or null. */
const chainIdOf = ({ config: { chainId } }: Pick<FeedSource, 'config'>): number | null =>
  typeof chainId === 'number' && Number.isSafeInteger(chainId) ? chainId : null;

/** The chains that a feed is read from, each once. */
export const chainIdsOf = ({ sources }: Pick<FeedDocument, 'sources'>): number[] => [
  ...new Set(sources.map(chainIdOf).filter((chainId) => chainId !== null)),
];

/** The feeds that a product rests on. */
export function restedFeedNeeds(world: World, productId: string | undefined): Need[] {
  const product = productId === undefined ? null : world.peek('products', productId);
  return product == null ? [] : restsOn(product).map(({ feedId }) => need('feeds', feedId));
}

/** The feeds that the product rests on and that are suspended for a split chain. */
export function splitFeedsOf(draft: Draft, product: ProductDocument): FeedDocument[] {
  return restsOn(product)
    .map(({ feedId }) => draft.must('feeds', feedId))
    .filter((feed) => openFork(feed) !== null);
}

/** The feed goes on as what it was before. */
export function goOn(draft: Draft, feed: FeedDocument, fork: ChainFork): void {
  const isOpen = fork.endedAt === null;
  const next = isOpen ? { ...fork, endedAt: draft.at } : fork;
  const status = isOpen ? fork.statusBefore : feed.status;
  draft.put('feeds', { ...feed, status, fork: next });
  if (isOpen) draft.emit({ type: 'feed.status_changed', node: feed._id, changes: { status } });
}
