/**
 * The books of pools as they stand at a time: accrued by the same code as in every command, and never
 * written.
 */
import { reachOf } from '../../domain/policy/earning.ts';
import { saleRoom } from '../../domain/pool/saleRoom.ts';
import { standingOf } from '../../domain/pool/standing.ts';
import { type Amount, BPS, type UnixSeconds } from '../../domain/shared/units.ts';
import type { Database } from '../../store/database.ts';
import type { PoolDocument } from '../../store/documents/pools.ts';
import { withSnapshot } from '../../store/queries/snapshot.ts';
import { capitalOf, unearnedOf } from '../ledger/accounts.ts';
import { accruePool } from '../pool/accrue.ts';
import { freeCapitalOf } from '../pool/poolBooks.ts';
import { poolFeedNeeds, poolNeeds } from '../pool/poolNeeds.ts';
import { poolSubjectNeeds } from '../product/subjects.ts';
import { backingOf, saleBackingOf } from '../reserve/backing.ts';
import { type Draft, openDraft } from '../sequencer/draft.ts';
import { loadWorld } from '../sequencer/loadWorld.ts';
import { type Need, need, type WorkingSet, type World } from '../sequencer/world.ts';

/** Loads documents that all stood together at one moment. */
export function readWorld(
  database: Database,
  needsOf: (world: WorkingSet) => Iterable<Need>,
): Promise<WorkingSet> {
  return withSnapshot(database, (view) => loadWorld(view, needsOf));
}

/** A pool with what it holds. */
export interface PoolBooks {
  draft: Draft;
  pool: PoolDocument;
  capital: Amount;
  unearned: Amount;
  /** What counts of the reserves behind it. */
  backing: Amount;
  /** True for a pool that one step cannot bring up to the time: it is shown as far as a step reaches. */
  behind: boolean;
}

/**
 * What opening the books of a pool reads, with the feeds that say whether it is frozen, and the subjects that
 * with them say what may be sold over all pools.
 */
export function bookNeeds(world: World, poolId: string, at: UnixSeconds): Need[] {
  const { assetId, earning } = world.peek('pools', poolId) ?? {};
  const asset = assetId === undefined ? [] : [need('assets', assetId)];
  const shared = [...poolFeedNeeds(world, poolId), ...poolSubjectNeeds(world, poolId), ...asset];
  return [...poolNeeds(world, poolId, reachOf(earning, at)), ...shared];
}

/** Opens the books of a pool at a time; null where there is no such pool. */
export function openBooks(world: World, poolId: string, at: UnixSeconds): PoolBooks | null {
  const found = world.get('pools', poolId);
  if (found === null) return null;
  const to = reachOf(found.earning, at);
  const draft = openDraft(world, to);
  const pool = accruePool(draft, poolId);
  const capital = draft.balance(capitalOf(poolId), pool.assetId);
  const unearned = draft.balance(unearnedOf(poolId), pool.assetId);
  return { draft, pool, capital, unearned, backing: backingOf(draft, pool), behind: to < at };
}

/** Cover of a product that a pool may still take on, over any number of policies. */
export function productRoom(
  { draft, pool, capital }: Pick<PoolBooks, 'draft' | 'pool' | 'capital'>,
  productId: string,
): Amount {
  const backing = saleBackingOf(draft, pool);
  const { assets, resources } = standingOf(pool, capital, backing);
  return saleRoom({
    book: pool,
    productId,
    freeCapital: freeCapitalOf(pool, capital),
    backing,
    assets,
    resources,
    requirementFloor: pool.requirementFloor,
    policyCover: 0n,
    singlePolicyBps: Number(BPS),
  }).room;
}
