/** The governed caps: of what one loss may take of each layer, and of what distributors ask and sell. */
import { DISTRIBUTOR_LIMITS, type DistributorGrade } from '../distribution/grade.ts';
import { SHARED_FUND_CAPS } from '../fund/fundClass.ts';
import { TREASURY_EVENT_CAP, TREASURY_PERIOD_CAP } from '../fund/treasury.ts';
import { BPS } from '../shared/units.ts';
import { VAULT_EVENT_CAP } from '../vault/slash.ts';
import { GRADES } from '../venue/grade.ts';
import { BPS_STEP, cap, type ParameterRule, part, rule } from './rule.ts';

/** Of the layers behind pools. */
export const LOSS_CAPS = {
  sharedFundCapABps: cap(
    SHARED_FUND_CAPS.A,
    3_000n,
    7_500n,
    'part of the shared fund that one loss event may take for pools of class A',
  ),
  sharedFundCapBBps: cap(SHARED_FUND_CAPS.B, 1_000n, 3_000n, 'the same for pools of class B'),
  sharedFundCapCBps: cap(
    SHARED_FUND_CAPS.C,
    0n,
    1_000n,
    'the same for pools of class C, which every new pool is',
  ),
  vaultEventCapBps: cap(
    VAULT_EVENT_CAP,
    1_000n,
    7_500n,
    'part of a backstop vault that one loss event may take',
  ),
  treasuryEventCapBps: cap(
    TREASURY_EVENT_CAP,
    500n,
    5_000n,
    'part of the emergency treasury that one loss event may take',
  ),
  treasuryPeriodCapBps: cap(
    TREASURY_PERIOD_CAP,
    1_000n,
    BPS,
    'part of it that all of 30 days may take together',
  ),
} as const;

/** Of what venues draw beyond their own funds. */
export const VENUE_CAPS = {
  venueEventCapABps: part(
    8,
    GRADES.A.eventCapWad,
    600n,
    2_000n,
    'part of a layer beyond its own funds that one loss event of a venue of grade A may take',
  ),
  venueEventCapBBps: part(8, GRADES.B.eventCapWad, 300n, 600n, 'the same at grade B'),
  venueEventCapCBps: part(8, GRADES.C.eventCapWad, 0n, 300n, 'the same at grade C'),
  venueDayCapABps: part(
    8,
    GRADES.A.dayCapWad,
    1_200n,
    4_000n,
    'part of it that a venue of grade A may take in a day',
  ),
  venueDayCapBBps: part(8, GRADES.B.dayCapWad, 600n, 1_200n, 'the same at grade B'),
  venueDayCapCBps: part(8, GRADES.C.dayCapWad, 0n, 600n, 'the same at grade C'),
} as const;

const commission = (
  grade: DistributorGrade,
  least: bigint,
  most: bigint,
  governs = `the same at grade ${grade}`,
): ParameterRule =>
  rule(2, 'BPS', [BigInt(DISTRIBUTOR_LIMITS[grade].commissionBps), least, most, BPS_STEP], governs);

const cover = (
  grade: DistributorGrade,
  least: bigint,
  most: bigint,
  governs = `the same at grade ${grade}`,
): ParameterRule => rule(2, 'UNITS', [DISTRIBUTOR_LIMITS[grade].coverUnits, least, most, 1_000n], governs);

/** Of distributors. Those of a grade are never above those of a better one. */
export const DISTRIBUTOR_CAPS = {
  distributorCommissionABps: commission(
    'A',
    1_500n,
    2_000n,
    'largest part of a premium that a distributor of grade A may get',
  ),
  distributorCommissionBBps: commission('B', 1_250n, 1_500n),
  distributorCommissionCBps: commission('C', 1_000n, 1_250n),
  distributorCommissionDBps: commission('D', 0n, 1_000n, 'the same at grade D, which every new one has'),
  distributorCoverAUnits: cover(
    'A',
    20_000_000n,
    1_000_000_000n,
    'largest cover in force in an asset that is sold with the code of a distributor of grade A',
  ),
  distributorCoverBUnits: cover('B', 2_000_000n, 20_000_000n),
  distributorCoverCUnits: cover('C', 500_000n, 2_000_000n),
  distributorCoverDUnits: cover('D', 1_000n, 500_000n),
} as const;
