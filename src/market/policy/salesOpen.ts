/** Which pools sell a product now, and if none does, why. */
import { newestCounting } from '../../domain/basket/state.ts';
import { isFresh } from '../../domain/feed/fresh.ts';
import { instantText } from '../../domain/policy/instant.ts';
import { takesRenewals } from '../../domain/pool/ladder.ts';
import { salesReopenAt } from '../../domain/product/salesLevel.ts';
import { type Refusal, refuse, type SalesStopCause } from '../../domain/shared/refusals.ts';
import type { UnixSeconds } from '../../domain/shared/units.ts';
import { formatDecimal } from '../../domain/trigger/decimal.ts';
import type { ProductDocument } from '../../store/documents/cover.ts';
import type { PoolDocument, PoolStatus } from '../../store/documents/pools.ts';
import { collusionOf } from '../feed/collusion.ts';
import { openFork } from '../feed/fork.ts';
import { pauseEnds, standingPause } from '../governance/pauses.ts';
import { accruePool } from '../pool/accrue.ts';
import { restsOn } from '../product/restsOn.ts';
import type { Draft } from '../sequencer/draft.ts';
import { limitStop } from './marketRoom.ts';

const BRANCH_DECLARED =
  'A governor has declared which branch of the split chain counts, at the latest after seven days.';

interface Stop {
  cause: SalesStopCause;
  since: UnixSeconds | null;
  endsWhen: string;
}

const CALM_AGAIN =
  'Readings have stood at or above the watch level for an hour and the last incident is paid.';

const MEASURED =
  'Its feed has been read for a whole day: what it shows is measured when the next day begins.';

const QUEUE_SHORT_AGAIN = 'Fewer shares of the pool wait to leave than stop its sales.';

/**
 * The pools that sell, accrued to now, or SALES_STOPPED with the reason of the product or of its first pool.
 */
export function openPools(draft: Draft, product: ProductDocument): PoolDocument[] | Refusal {
  const stopped = productStop(draft, product);
  if (stopped !== null) return refuse('SALES_STOPPED', stopped, 'productId');
  const pools = product.poolIds.map((poolId) => accruePool(draft, poolId));
  const stops = pools.map((pool) => poolStop(draft, pool));
  const open = pools.filter((_pool, index) => stops[index] === null);
  const first = stops.find((stop) => stop !== null);
  return open.length === 0 && first != null ? refuse('SALES_STOPPED', first, 'productId') : open;
}

/** Why the cover of these pools does not go on beyond its end, or null. Accrues the pools to now. */
export function extensionStop(
  draft: Draft,
  product: ProductDocument,
  poolIds: readonly string[],
): Refusal | null {
  const stops = [
    productStop(draft, product),
    ...poolIds.map((poolId) => renewalStop(draft, accruePool(draft, poolId))),
  ];
  const first = stops.find((stop) => stop !== null);
  return first == null ? null : refuse('SALES_STOPPED', first, 'policyId');
}

/** A pool goes on with what it carries for longer than it takes on more. */
function renewalStop(draft: Draft, pool: PoolDocument): Stop | null {
  if (!takesRenewals(pool.status) && pool.status !== 'OPEN')
    return { cause: 'POOL', since: null, endsWhen: LADDER_ENDS[pool.status] };
  const stop = calmStop(draft, pool);
  if (stop !== null) return stop;
  if (pool.queuePressure !== 'CLOSED') return null;
  return { cause: 'POOL', since: null, endsWhen: QUEUE_SHORT_AGAIN };
}

function productStop(draft: Draft, product: ProductDocument): Stop | null {
  const { phase, phaseSince } = product;
  const breached = phase === 'BREACH' || phase === 'CONFIRMED' || product.openIncidentIds.length > 0;
  if (breached) return { cause: 'BREACH', since: phaseSince, endsWhen: CALM_AGAIN };
  if (phase === 'SUSPENDED')
    return { cause: 'PAUSE', since: phaseSince, endsWhen: 'The product is resumed.' };
  const paused = pauseStop(draft, [product._id, ...restsOn(product).map(({ feedId }) => feedId)]);
  if (paused !== null) return paused;
  // A dark feed is told before the watch that follows from it: it is the cause.
  const stop = feedStop(draft, product) ?? countingStop(product, draft.at);
  if (stop !== null) return stop;
  if (phase === 'WATCH') return { cause: 'WATCH', since: phaseSince, endsWhen: CALM_AGAIN };
  if (product.scored?.isMeasured === false) return { cause: 'SCORE', since: null, endsWhen: MEASURED };
  const low = lowStop(product, draft.at);
  if (low !== null) return low;
  return limitStop(draft, product);
}

/** A price of the last day was so low that who buys may know more than the price of cover says. */
function lowStop(product: ProductDocument, at: UnixSeconds): Stop | null {
  const reopensAt = salesReopenAt(product, at);
  if (reopensAt === null) return null;
  const level = product.salesLevelWad === null ? 'of a member' : formatDecimal(product.salesLevelWad);
  const endsWhen = `No reading is below the sales level ${level} until ${instantText(reopensAt)}.`;
  return { cause: 'PRICE', since: product.lowAt, endsWhen };
}

/** Every feed that it rests on is fresh, and so many of its operators are heard as must collude. */
function feedStop(draft: Draft, product: ProductDocument): Stop | null {
  const { minimumCollusion } = product;
  const feeds = restsOn(product).map(({ feedId }) => draft.must('feeds', feedId));
  const dark = feeds.find((feed) => !isFresh(feed, draft.at));
  if (dark !== undefined) {
    const fork = openFork(dark);
    if (fork !== null) return { cause: 'FEED', since: fork.since, endsWhen: BRANCH_DECLARED };
    return { cause: 'FEED', since: dark.lastReading?.at ?? null, endsWhen: 'The feed has been read again.' };
  }
  if (feeds.every((feed) => collusionOf(feed) >= minimumCollusion)) return null;
  const endsWhen = `So many operators of the feed are heard that ${minimumCollusion} of them must collude.`;
  return { cause: 'FEED', since: null, endsWhen };
}

/** While an incident of a member counts a basket is not sold: who buys knows more than the price says. */
function countingStop(product: ProductDocument, at: UnixSeconds): Stop | null {
  if (product.feedId !== null) return null;
  const counting = newestCounting(product.rule, product.basketState, at);
  if (counting === null) return null;
  const { confirmedAt, productId } = counting;
  const subject = product.members.find((member) => member.productId === productId)?.subject;
  const until = instantText(confirmedAt + product.rule.windowSeconds);
  const endsWhen = `The incident of ${subject} does not count any more: after ${until}, unless another follows.`;
  return { cause: 'BREACH', since: confirmedAt, endsWhen };
}

const TOPPED_UP = 'The pool has been topped up to what it must have, or cover of it has ended.';

/** When a pool sells again that stands lower on the ladder. */
const LADDER_ENDS: Readonly<Record<Exclude<PoolStatus, 'OPEN'>, string>> = {
  NO_GROWTH: TOPPED_UP,
  STOPPED: TOPPED_UP,
  RECAPITALISING: TOPPED_UP,
  RUN_OFF: 'Another pool is opened for the product: this one runs off and never sells again.',
  WIPED: 'Another pool is opened for the product: this one has lost its capital.',
};

function poolStop(draft: Draft, pool: PoolDocument): Stop | null {
  // Told before a watch: that ends by itself, and nothing would be sold then.
  if (pool.status !== 'OPEN') return { cause: 'POOL', since: null, endsWhen: LADDER_ENDS[pool.status] };
  const stop = calmStop(draft, pool);
  if (stop !== null) return stop;
  if (pool.queuePressure === 'NONE') return null;
  return { cause: 'POOL', since: null, endsWhen: QUEUE_SHORT_AGAIN };
}

/** A guardian has stopped it for a while. */
function pauseStop(draft: Draft, nodeIds: readonly string[]): Stop | null {
  const pause = standingPause(draft, nodeIds, draft.at);
  return pause === null ? null : { cause: 'PAUSE', since: pause.since, endsWhen: pauseEnds(pause) };
}

/** Nobody steps into a pool that is paused or watched, or on a feed that is dark. */
function calmStop(draft: Draft, pool: PoolDocument): Stop | null {
  const paused = pauseStop(draft, [pool._id]);
  if (paused !== null) return paused;
  const frozen = pool.products.find(({ frozenSince }) => frozenSince !== null);
  if (frozen !== undefined) return { cause: 'WATCH', since: frozen.frozenSince, endsWhen: CALM_AGAIN };
  const basis = pool.products.flatMap((product) => product.restsOn);
  const dark = basis.find(({ feedId }) => !isFresh(draft.must('feeds', feedId), draft.at));
  if (dark === undefined) return null;
  return { cause: 'FEED', since: null, endsWhen: 'Every feed of the pool has been read again.' };
}
