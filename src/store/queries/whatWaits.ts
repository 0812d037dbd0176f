/**
 * What waits for a step of the watcher. All of it is asked for in one question: nearly always there is
 * nothing, and to hear that a dozen times, one after the other, is most of what an idle step would do.
 */
import { IN_FORCE } from '../../domain/commitment/states.ts';
import {
  LIQUIDATION_OPEN_SECONDS_MAX,
  LIQUIDATIONS_PER_STEP_MAX,
  ORDERS_PER_STEP_MAX,
  REQUIREMENT_UPDATE_SECONDS,
  SCORE_UPDATE_SECONDS,
} from '../../domain/shared/limits.ts';
import { HOUR_SECONDS, type UnixSeconds } from '../../domain/shared/units.ts';
import type { StateCollection } from '../collections.ts';
import type { Database } from '../database.ts';
import { RANGES, type RangeName, type RangeQuery } from '../ranges.ts';

/** Finds ids in one collection, along one index; `at` is kept where a matter gives it. */
interface Search {
  collection: StateCollection;
  stages: object[];
}

/** Any id: by its name the index of those that wait is found. */
const ANY = { $gt: '' };

const search = (collection: StateCollection, match: object, ...stages: object[]): Search => ({
  collection,
  stages: [{ $match: match }, ...stages],
});

/** Every value of a field, in their order. */
const each = (field: string): object[] => [{ $group: { _id: `$${field}` } }, { $sort: { _id: 1 } }];

/** The first of a range, as `loadRange` would give them. */
function inRange(name: RangeName, query: RangeQuery, limit: number): Search {
  const { collection, filter, sort } = RANGES[name];
  return search(collection, filter(query as never), { $sort: sort }, { $limit: limit });
}

/** By matter: where the ids of it are found at a time. */
const MATTERS = {
  /** Assets whose reserves were never sized, or an hour ago. */
  assetsUnsized: (at) =>
    search(
      'reserves',
      {
        kind: 'SHARED_FUND',
        // Finds those that have none as well.
        'requirement.updatedAt': { $not: { $gt: at - REQUIREMENT_UPDATE_SECONDS } },
      },
      ...each('ownerId'),
    ),
  /** Assets of which commitments are in force. */
  assetsCommitted: () =>
    search('commitments', { status: { $in: [...IN_FORCE] }, assetId: ANY }, ...each('assetId')),
  /** Products of policies whose cover has ended and is not released, each with the earliest end. */
  productsEnded: (at) =>
    search(
      'policies',
      { productId: ANY, open: true, coverUntil: { $lte: at } },
      { $sort: { productId: 1, open: 1, coverUntil: 1 } },
      { $group: { _id: '$productId', at: { $first: '$coverUntil' } } },
      { $sort: { _id: 1 } },
    ),
  /** Products whose score nobody has looked at today; a basket's follows those of its members. */
  productsToScore: (at) =>
    search(
      'products',
      { 'scored.day': { $gt: 0, $lt: at - (at % SCORE_UPDATE_SECONDS) }, peril: { $ne: 'BASKET' } },
      { $sort: { _id: 1 } },
    ),
  /** Pools of policies that wait to step out. */
  poolsLeft: () =>
    search(
      'policies',
      { 'pending.status': 'PENDING', 'segments.allocations.poolId': ANY },
      { $unwind: '$segments' },
      { $unwind: '$segments.allocations' },
      ...each('segments.allocations.poolId'),
    ),
  /** Pools of which trades wait. */
  poolsTraded: () => search('trades', { status: 'PENDING', poolId: ANY }, ...each('poolId')),
  /** One order, where any is open. */
  ordersOpen: () => search('orders', { status: 'OPEN' }, { $limit: 1 }),
  /** Orders that had ended by now, those that ended first. */
  ordersEnded: (at) => inRange('expiredOrders', { until: at }, ORDERS_PER_STEP_MAX),
  /** Products of which cover is ordered at a rate. */
  productsOrdered: () =>
    search('orders', { status: 'OPEN', kind: 'COVER', productId: ANY }, ...each('productId')),
  /** Liquidations whose draws may be paid, the oldest first. */
  liquidationsPayable: (at) => inRange('payableLiquidations', { until: at }, LIQUIDATIONS_PER_STEP_MAX),
  /** Liquidations that nobody has closed in time, the oldest first. */
  liquidationsLapsed: (at) =>
    inRange('unclosedLiquidations', { until: at - LIQUIDATION_OPEN_SECONDS_MAX }, LIQUIDATIONS_PER_STEP_MAX),
  /** Commissions that have an hour to earn. */
  commissionsBehind: (at) => search('commissions', { 'earning.accruedTo': { $lte: at - HOUR_SECONDS } }),
} as const satisfies Record<string, (at: UnixSeconds) => Search>;

type Matter = keyof typeof MATTERS;

/** By matter and id; the time is there where the matter gives one. */
export type Waiting = Readonly<Record<Matter, ReadonlyMap<string, UnixSeconds | null>>>;

interface Row {
  matter: Matter;
  id: string;
  at: UnixSeconds | null;
}

/**
 * All that may be due at a time. It is there before the step or comes of what people do meanwhile, which the
 * next step finds: nothing of it comes of the step.
 */
export async function whatWaits(database: Database, at: UnixSeconds): Promise<Waiting> {
  const matters = Object.keys(MATTERS) as Matter[];
  const [first, ...others] = matters.map((matter) => namedSearch(matter, at)) as [Search, ...Search[]];
  const unions = others.map(({ collection, stages }) => ({
    $unionWith: { coll: collection, pipeline: stages },
  }));
  const rows = await database
    .collection(first.collection)
    .aggregate<Row>([...first.stages, ...unions])
    .toArray();
  const waiting = Object.fromEntries(matters.map((matter) => [matter, new Map()])) as Record<
    Matter,
    Map<string, UnixSeconds | null>
  >;
  for (const { matter, id, at: since } of rows) waiting[matter].set(id, since);
  return waiting;
}

function namedSearch(matter: Matter, at: UnixSeconds): Search {
  const { collection, stages } = MATTERS[matter](at);
  const named = { _id: 0, id: '$_id', at: { $ifNull: ['$at', null] }, matter: { $literal: matter } };
  return { collection, stages: [...stages, { $project: named }] };
}
