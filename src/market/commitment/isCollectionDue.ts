/** Whether there is anything to collect: found out by the code that collects, and undone. */
import type { UnixSeconds } from '../../domain/shared/units.ts';
import type { Database } from '../../store/database.ts';
import { readWorld } from '../queries/books.ts';
import { openDraft } from '../sequencer/draft.ts';
import { collect, collectionNeeds } from './collection.ts';

/** For the commitments of an asset, at a time. */
export async function isCollectionDue(
  database: Database,
  assetId: string,
  at: UnixSeconds,
): Promise<boolean> {
  const world = await readWorld(database, (partial) => collectionNeeds(partial, assetId));
  return collect(openDraft(world, at), assetId) > 0;
}
