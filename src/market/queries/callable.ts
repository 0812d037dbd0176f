/** What commitments may still be called for: a promise, and shown apart from all money. */
import { openPromises } from '../../domain/commitment/calls.ts';
import { IN_FORCE } from '../../domain/commitment/states.ts';
import type { Amount } from '../../domain/shared/units.ts';
import { findRows } from '../../store/queries/pages.ts';
import type { QueryDependencies } from './dependencies.ts';

/** By asset: what those in force may be called for by a breach that begins now, but for those in default. */
export async function callableOf(
  { database, now }: Pick<QueryDependencies, 'database' | 'now'>,
  assetIds: readonly string[],
): Promise<Map<string, { amount: Amount }>> {
  const filter = { assetId: { $in: [...assetIds] }, status: { $in: [...IN_FORCE] } };
  const found = await findRows(database, 'commitments', filter, { _id: 1 });
  const at = now();
  return new Map(
    assetIds.map((id) => {
      const own = found.filter(({ assetId }) => assetId === id);
      return [id, { amount: openPromises(own, at).uncalled }];
    }),
  );
}
