/** How healthy a feed is and what depends on it. */
import { COUNT_MAX } from '../../domain/shared/limits.ts';
import type { Amount } from '../../domain/shared/units.ts';
import type { FeedDocument } from '../../store/documents/cover.ts';
import { loadOperatorRecords } from '../../store/queries/feedHealth.ts';
import { countOpenPolicies } from '../../store/queries/openPolicies.ts';
import { type Need, need, type World } from '../sequencer/world.ts';
import { asOf, loadAsOfSources } from './asOf.ts';
import { readWorld } from './books.ts';
import type { QueryDependencies } from './dependencies.ts';
import type { FeedView } from './views.ts';

/** Feeds as of now. */
export async function feedViews(
  { database, now }: QueryDependencies,
  ids: readonly string[],
): Promise<Map<string, FeedView>> {
  const at = now();
  const world = await readWorld(database, (partial) => ids.flatMap((id) => feedNeeds(partial, id)));
  const feeds = ids.map((id) => world.get('feeds', id)).filter((feed) => feed !== null);
  const productIds = feeds.flatMap((feed) => feed.productIds);
  const [sources, records, policies] = await Promise.all([
    loadAsOfSources(database, feeds),
    loadOperatorRecords(database, ids, COUNT_MAX),
    countOpenPolicies(database, productIds, COUNT_MAX),
  ]);
  return new Map(
    feeds.map((feed): [string, FeedView] => {
      const operators = records.filter(({ feedId }) => feedId === feed._id);
      return [
        feed._id,
        {
          asOf: asOf(feed, sources.get(feed._id), at),
          activeCover: coverByAsset(world, feed),
          policiesDepending: feed.productIds.reduce((sum, id) => sum + (policies.get(id) ?? 0), 0),
          operators: operators.map(({ feedId: _feedId, ...record }) => record),
        },
      ];
    }),
  );
}

/** A feed, its products and their pools. */
function feedNeeds(world: World, feedId: string): Need[] {
  const productIds = world.peek('feeds', feedId)?.productIds ?? [];
  const poolIds = productIds.flatMap((id) => world.peek('products', id)?.poolIds ?? []);
  return [
    need('feeds', feedId),
    ...productIds.map((id) => need('products', id)),
    ...poolIds.map((id) => need('pools', id)),
  ];
}

/** Cover of all products of a feed, in the order in which its assets first appear. */
function coverByAsset(world: World, feed: FeedDocument): FeedView['activeCover'] {
  const cover = new Map<string, Amount>();
  const poolIds = new Set(feed.productIds.flatMap((id) => world.get('products', id)?.poolIds ?? []));
  for (const poolId of poolIds) {
    const pool = world.get('pools', poolId);
    for (const product of pool?.products ?? []) {
      if (pool === null || product.feedId !== feed._id) continue;
      cover.set(pool.assetId, (cover.get(pool.assetId) ?? 0n) + product.cover);
    }
  }
  return [...cover].map(([assetId, amount]) => ({ assetId, amount }));
}
