/** How healthy a feed is and what depends on it. */
import { collusionThreshold } from '../../domain/feed/decentralisation.ts';
import { coverIn, feedLimit } from '../../domain/pool/marketLimits.ts';
import { COUNT_MAX } from '../../domain/shared/limits.ts';
import { mulDivUp } from '../../domain/shared/rounding.ts';
import { WAD } from '../../domain/shared/units.ts';
import type { FeedDocument } from '../../store/documents/cover.ts';
import { loadOperatorRecords } from '../../store/queries/feedHealth.ts';
import { countOpenPolicies } from '../../store/queries/openPolicies.ts';
import { collusionOf, heardOf, operatorsOf } from '../feed/collusion.ts';
import { GOVERNANCE_ID, parametersOf } from '../parameters.ts';
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
          activeCover: feed.activeCover.map(({ assetId, amount }) => ({ assetId, amount })),
          coverCap: coverCapOf(
            feed,
            parametersOf(world.get('governance', GOVERNANCE_ID)).values.feedCoverBps,
          ),
          decentralisation: decentralisationOf(world, feed),
          policiesDepending: feed.productIds.reduce((sum, id) => sum + (policies.get(id) ?? 0), 0),
          operators: operators.map(({ feedId: _feedId, ...record }) => record),
        },
      ];
    }),
  );
}

/** A feed and its products. */
function feedNeeds(world: World, feedId: string): Need[] {
  const productIds = world.peek('feeds', feedId)?.productIds ?? [];
  return [need('feeds', feedId), ...productIds.map((id) => need('products', id))];
}

function decentralisationOf(world: World, feed: FeedDocument): FeedView['decentralisation'] {
  const operators = operatorsOf(feed).sort();
  const heard = new Set(heardOf(feed));
  const asked = feed.productIds.map((id) => world.get('products', id)?.minimumCollusion ?? 0);
  return {
    collusionThreshold: collusionOf(feed),
    collusionThresholdAtBest: collusionThreshold(operators.length, feed.quorum),
    minimum: asked.length === 0 ? null : Math.max(...asked),
    operators: operators.map((name) => ({
      name,
      // Up: nobody is shown with less than their part.
      shareWad: mulDivUp(1n, WAD, BigInt(operators.length)),
      sourceCount: feed.sources.filter((source) => source.operators.includes(name)).length,
      heard: heard.has(name),
    })),
  };
}

function coverCapOf({ costOfCorruption, activeCover }: FeedDocument, partBps: bigint): FeedView['coverCap'] {
  const limit = costOfCorruption === 0n ? null : feedLimit(costOfCorruption, partBps);
  return { used: coverIn(activeCover, 0), limit };
}
