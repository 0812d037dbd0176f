/** Distributors, and what they earn. */
import type { DistributorGrade } from '../../domain/distribution/grade.ts';
import type { EarningState } from '../../domain/policy/earning.ts';
import type { Amount, UnixSeconds } from '../../domain/shared/units.ts';

/** Who sells cover to others for a part of the premium. `_id` is `dst_<code>`. */
export interface DistributorDocument {
  _id: string;
  version: number;
  /** What a quote names it by. */
  code: string;
  name: string;
  /** Whom its commission is paid to. */
  accountId: string;
  /**
   * What it asks of each premium, 0 to 2,000: it gets no more than its grade allows. What is sold keeps the
   * part that it was sold with.
   */
  commissionBps: number;
  /** False: nothing more is sold with its code. */
  active: boolean;
  grade: DistributorGrade;
  /** By governors: nothing more is sold with its code, whatever it says itself. */
  suspended: boolean;
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
  /** Cover in force or to come that was sold with its code. */
  cover: Amount;
  earning: EarningState;
}
