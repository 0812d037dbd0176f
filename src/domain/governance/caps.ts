/** The governed caps: how much of each layer one loss may take. */
import { SHARED_FUND_CAPS } from '../fund/fundClass.ts';
import { TREASURY_EVENT_CAP, TREASURY_PERIOD_CAP } from '../fund/treasury.ts';
import { BPS } from '../shared/units.ts';
import { VAULT_EVENT_CAP } from '../vault/slash.ts';
import { GRADES } from '../venue/grade.ts';
import { cap, part } from './rule.ts';

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
