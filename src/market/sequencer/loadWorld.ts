/**
 * Loads what a batch needs: a few queries outside the transaction,
 * repeated until no command names anything new.
 */
import { NEED_ROUNDS_MAX } from '../../domain/shared/limits.ts';
import type { StateCollection } from '../../store/collections.ts';
import type { Database } from '../../store/database.ts';
import { loadByIds } from '../../store/load.ts';
import { loadRange, RANGES } from '../../store/ranges.ts';
import { GOVERNANCE_ID } from '../parameters.ts';
import { type Need, need, WorkingSet } from './world.ts';

/** Asks for needs and loads them in turn. `needsOf` is called with what has been loaded so far. */
export async function loadWorld(
  database: Database,
  needsOf: (world: WorkingSet) => Iterable<Need>,
): Promise<WorkingSet> {
  const world = new WorkingSet();
  for (let round = 0; round < NEED_ROUNDS_MAX; round += 1) {
    const missing = missingNeeds(world, withGovernance(needsOf(world)));
    if (missing.byCollection.size === 0 && missing.ranges.length === 0) return world;
    await Promise.all([
      ...[...missing.byCollection].map(([collection, ids]) =>
        loadDocuments(database, world, collection, [...ids]),
      ),
      ...missing.ranges.map((range) => loadOneRange(database, world, range)),
    ]);
  }
  throw new Error(`needs were still growing after ${NEED_ROUNDS_MAX} rounds`);
}

/** What governs belongs to every world: a decision reads the parameters in force without naming them. */
function* withGovernance(needs: Iterable<Need>): Iterable<Need> {
  yield need('governance', GOVERNANCE_ID);
  yield* needs;
}

type RangeNeed = Extract<Need, { range: unknown }>;

function missingNeeds(world: WorkingSet, needs: Iterable<Need>) {
  const byCollection = new Map<StateCollection, Set<string>>();
  const ranges: RangeNeed[] = [];
  for (const need of needs) {
    if ('range' in need) {
      if (world.range(need.range, need.query) === undefined) ranges.push(need);
    } else if (world.peek(need.collection, need.id) === undefined) {
      const ids = byCollection.get(need.collection) ?? new Set();
      byCollection.set(need.collection, ids.add(need.id));
    }
  }
  return { byCollection, ranges };
}

async function loadDocuments(
  database: Database,
  world: WorkingSet,
  collection: StateCollection,
  ids: string[],
): Promise<void> {
  const found = await loadByIds(database, collection, ids);
  for (const id of ids) world.load(collection, id, null);
  for (const document of found) world.load(collection, document._id, document);
}

async function loadOneRange(database: Database, world: WorkingSet, need: RangeNeed): Promise<void> {
  const { collection } = RANGES[need.range];
  const found = await loadRange(database, need.range, need.query, need.limit);
  for (const document of found) {
    const loaded = world.peek(collection, document._id);
    if (loaded === undefined || loaded === null) world.load(collection, document._id, document);
  }
  world.putRange(
    need.range,
    need.query,
    found.map((document) => document._id),
  );
}
