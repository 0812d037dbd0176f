/** What a distributor may ask and sell, by how proven it is (docs/mechanics.md section 2). */

/** The most proven first; a new distributor is D. */
export const DISTRIBUTOR_GRADES = ['A', 'B', 'C', 'D'] as const;
export type DistributorGrade = (typeof DISTRIBUTOR_GRADES)[number];

/** What a distributor has before anything is known of it. */
export const DISTRIBUTOR_GRADE_DEFAULT: DistributorGrade = 'D';

export interface DistributorLimits {
  /** Largest part of a premium, in hundredths of a percent. */
  readonly commissionBps: number;
  /** Largest cover in force that was sold with its code, in whole units of each asset. */
  readonly coverUnits: bigint;
}

/** By grade, where no others were set. */
export const DISTRIBUTOR_LIMITS: Readonly<Record<DistributorGrade, DistributorLimits>> = {
  A: { commissionBps: 2_000, coverUnits: 50_000_000n },
  B: { commissionBps: 1_500, coverUnits: 5_000_000n },
  C: { commissionBps: 1_250, coverUnits: 1_000_000n },
  D: { commissionBps: 1_000, coverUnits: 100_000n },
};
