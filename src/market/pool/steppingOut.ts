/** Whether anybody may step out of a pool as of a time: no breach that began before it may still show up. */
import { exitsFrozen, isWaitedFor } from '../../domain/pool/freezeClock.ts';
import { type Refusal, refuse } from '../../domain/shared/refusals.ts';
import type { UnixSeconds } from '../../domain/shared/units.ts';
import type { PoolDocument, PoolProduct, PoolStatus } from '../../store/documents/pools.ts';
import { decidedUntilOf } from '../product/decided.ts';
import type { World } from '../sequencer/world.ts';

/** When a freeze ends for who wants out. */
export const EXITS_REOPEN = [
  'The product is calm again and its last incident is paid,',
  'or it was watched without a breach for seven days (since a price below its watch level: 30 in all).',
].join(' ');

const TOPPED_UP = 'Nobody leaves until the pool has been topped up to what it must have.';

/** Why nobody leaves a pool by its own will on a step of the ladder. */
export const NO_EXITS: Readonly<Record<Exclude<PoolStatus, 'OPEN'>, string>> = {
  NO_GROWTH: TOPPED_UP,
  STOPPED: TOPPED_UP,
  RECAPITALISING: TOPPED_UP,
  RUN_OFF: 'Nobody has to ask: the pool pays its capital to all shares as its cover ends.',
  WIPED: 'The pool has lost its capital; what comes to it later is paid to its shares.',
};

/** Refuses an exit that the pool's place on the ladder does not allow; null when it does. */
export function exitRefusal({ status }: Pick<PoolDocument, 'status'>): Refusal | null {
  if (status === 'OPEN') return null;
  return refuse('POOL_CLOSED', { status, reason: NO_EXITS[status], alternatives: [] });
}

/** Why a pool is frozen, and every clock with it, by the subject of the product that it is frozen for. */
export const frozenFor = (subject: string): string =>
  `The pool is frozen: ${subject} is being watched, or an incident of it is not paid yet.`;

/** The product because of which nobody steps out of the pool now, or undefined. */
export function freezingProduct(pool: PoolDocument, at: UnixSeconds): PoolProduct | undefined {
  return exitsFrozen(pool, at) ? pool.products.find(({ frozenSince }) => frozenSince !== null) : undefined;
}

/** The first product of a pool that is waited for and not decided until `until` yet, or undefined. */
export function undecidedProduct(
  books: Pick<World, 'get'>,
  { products }: PoolDocument,
  until: UnixSeconds,
  at: UnixSeconds,
): PoolProduct | undefined {
  const known = {
    product: (id: string) => books.get('products', id),
    feed: (id: string) => books.get('feeds', id),
  };
  return products.find((product) => {
    if (!isWaitedFor(product, at)) return false;
    const decided = decidedUntilOf(product.restsOn, known);
    return decided === null || decided < until;
  });
}
