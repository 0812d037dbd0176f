/** What is read of how well a reserve can pay: a part of the port. */
import type { FundStanding } from '../../domain/fund/standing.ts';
import type { Amount, UnixSeconds, Wad } from '../../domain/shared/units.ts';
import type { CommitmentQueries } from './commitmentPort.ts';

/** What a requirement follows from. */
export type RequirementBasis =
  | 'ALL_COVER'
  | 'TWO_LARGEST_GROUPS'
  | 'FLOOR'
  | 'QUARTER_OF_FLOORS'
  | 'TWO_LARGEST_HOLDINGS'
  | 'TRADED_VOLUME';

export interface RequirementInput {
  basis: RequirementBasis;
  amount: Amount;
  /** Of a venue's fund: the market that it is of. */
  marketId: string | null;
}

export interface FundRequirement {
  desired: Amount;
  stored: Amount;
  /** When the stored one was changed or looked at. */
  updatedAt: UnixSeconds;
  inputs: RequirementInput[];
}

export interface FundView {
  /** Null where nothing is required of a reserve of its kind, or before it was first computed. */
  requirement: FundRequirement | null;
  /** What counts against it; null with it. */
  resources: Amount | null;
  /** Resources over what is stored; null where nothing is required. */
  adequacyWad: Wad | null;
  standing: FundStanding | null;
  levels: { targetWad: Wad; minimumWad: Wad };
  /** What it would give now from above its buffer; null for a reserve that never gives. */
  excess: Amount | null;
  /** Whole days; null where nothing flows out on balance, and for a vault, which shares leave. */
  runwayDays: bigint | null;
}

/** With what is promised beside the money. */
export interface FundQueries extends CommitmentQueries {
  fundViews(ids: readonly string[]): Promise<Map<string, FundView>>;
  /** Resources over what the worst scenario would cost today; null where none costs anything. */
  fundStress(ids: readonly string[]): Promise<Map<string, { ratioWad: Wad | null }>>;
}
