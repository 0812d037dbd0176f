/** What the pools of a loss event have lost, and what each has of its own to bear it. */
import { earmarkedOf } from '../../domain/pool/earmark.ts';
import { maximum } from '../../domain/shared/rounding.ts';
import type { Amount } from '../../domain/shared/units.ts';
import type { Claimants } from '../../domain/waterfall/allocateEvent.ts';
import type { IncidentDocument } from '../../store/documents/incidents.ts';
import type { PoolDocument } from '../../store/documents/pools.ts';
import { capitalOf } from '../ledger/accounts.ts';
import { accruePool } from '../pool/accrue.ts';
import type { Draft } from '../sequencer/draft.ts';
import type { LosingPool } from '../waterfall/poolLayers.ts';

/** What a pool has lost, before anything is taken of it. */
export interface Loss extends LosingPool, Claimants {
  pool: PoolDocument;
  capitalBefore: Amount;
  /** What other breaches have set aside: it is not theirs to take. */
  otherEarmarks: PoolDocument['earmarks'];
}

/** Adds up what each pool owes for incidents that are lost together, by id of the pool, and accrues it. */
export function lossesOf(draft: Draft, members: readonly IncidentDocument[]): Loss[] {
  const memberIds = new Set(members.map(({ _id }) => _id));
  const poolIds = [...new Set(members.flatMap(({ pools }) => pools.map(({ poolId }) => poolId)))].sort();
  return poolIds.map((id) => {
    const claims = members.flatMap(({ pools }) => pools.filter(({ poolId }) => poolId === id));
    const loss = claims.reduce((sum, { claimed }) => sum + claimed, 0n);
    const pool = accruePool(draft, id);
    const otherEarmarks = pool.earmarks.filter(
      ({ incidentId }) => incidentId === null || !memberIds.has(incidentId),
    );
    const capitalBefore = draft.balance(capitalOf(id), pool.assetId);
    const capital = maximum(0n, capitalBefore - earmarkedOf({ ...pool, earmarks: otherEarmarks }));
    return { id, loss, pool, capital, capitalBefore, otherEarmarks };
  });
}
