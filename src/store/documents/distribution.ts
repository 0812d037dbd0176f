/** Distributors, and what they earn. */
import type { EarningState } from '../../domain/policy/earning.ts';
import type { UnixSeconds } from '../../domain/shared/units.ts';

/** Who sells cover to others for a part of the premium. `_id` is `dst_<code>`. */
export interface DistributorDocument {
  _id: string;
  version: number;
  /** What a quote names it by. */
  code: string;
  name: string;
  /** Whom its commission is paid to. */
  accountId: string;
  /** Its part of each premium, 0 to 2,000. What is sold keeps the part that it was sold with. */
  commissionBps: number;
  /** False: nothing more is sold with its code. */
  active: boolean;
  createdAt: UnixSeconds;
}

/**
 * What a distributor earns in one asset. `_id` is `com_<code>_<asset>`; what is not earned is its
 * balance.
 */
export interface CommissionDocument {
  _id: string;
  version: number;
  distributorId: string;
  accountId: string;
  assetId: string;
  earning: EarningState;
}
