/** Loss events: what was lost together, and who bore it, with all that this follows from. */
import type { Amount, UnixSeconds } from '../../domain/shared/units.ts';
import type { Claimants, EventDebit, EventLayer } from '../../domain/waterfall/allocateEvent.ts';
import type { ReserveKind } from './reserves.ts';

/** Which step of the waterfall: a pool's own capital, or a reserve. */
type LayerKind = 'CAPITAL' | Exclude<ReserveKind, 'VENUE_FUND' | 'VENUE_COLLATERAL'>;

export interface LossEventLayer extends EventLayer {
  /** A pool for its capital, else a reserve. */
  readonly kind: LayerKind;
}

/** `_id` is `los_` and what its first incident is named by. Never changed once written. */
export interface LossEventDocument {
  _id: string;
  version: number;
  assetId: string;
  /** The incidents, and what each claims of each pool. */
  members: { incidentId: string; pools: { poolId: string; claimed: Amount }[] }[];
  /** What was lost, by the pool that owes it. */
  claimants: readonly Claimants[];
  /** In the order in which they were asked. */
  layers: readonly LossEventLayer[];
  debits: readonly EventDebit[];
  /** What nobody could bear, by the claimants in their order. */
  haircuts: readonly Amount[];
  /** Over all above: see market/waterfall/hash. */
  hash: string;
  allocatedAt: UnixSeconds;
}
