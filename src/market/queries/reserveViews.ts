/** What a reserve holds, for people to see. */
import type { Amount } from '../../domain/shared/units.ts';
import { balanceId, reserveOf } from '../ledger/accounts.ts';
import { reserveNeeds } from '../reserve/flows.ts';
import { need } from '../sequencer/world.ts';
import { readWorld } from './books.ts';
import type { QueryDependencies } from './dependencies.ts';

export interface ReserveView {
  balance: Amount;
}

/** Reserves as they stand. */
export async function reserveViews(
  { database }: Pick<QueryDependencies, 'database'>,
  ids: readonly string[],
): Promise<Map<string, ReserveView>> {
  const world = await readWorld(database, (partial) =>
    ids.flatMap((id) => {
      const assetId = partial.peek('reserves', id)?.assetId;
      return assetId === undefined ? [need('reserves', id)] : reserveNeeds(id, assetId);
    }),
  );
  const views = new Map<string, ReserveView>();
  for (const id of ids) {
    const reserve = world.get('reserves', id);
    if (reserve === null) continue;
    const balance = world.get('balances', balanceId(reserveOf(id), reserve.assetId))?.amount ?? 0n;
    views.set(id, { balance });
  }
  return views;
}
