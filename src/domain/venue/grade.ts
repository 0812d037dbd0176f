/** What a venue's quality grade means in numbers (docs/parameters.md, 8). */
import { mulDivUp } from '../shared/rounding.ts';
import { type Amount, BPS, type Wad } from '../shared/units.ts';

export type VenueGrade = 'A' | 'B' | 'C' | 'D';

/** What a venue has before anything is known of it. */
export const VENUE_GRADE_DEFAULT: VenueGrade = 'D';

/** Largest parts of a layer beyond the venue's own fund that one loss event, and one day, may take. */
export interface DrawCaps {
  readonly eventCapWad: Wad;
  readonly dayCapWad: Wad;
}

export interface GradeTerms extends DrawCaps {
  /** Its requirement is this many times the stressed shortfall. */
  readonly factorBps: bigint;
  /** The part of each shortfall that the venue bears first. */
  readonly firstLossBps: bigint;
}

const PERCENT: Wad = 10n ** 16n;

/** By grade: A is the best, D draws nothing but its own. The caps hold where no others were set. */
export const GRADES: Readonly<Record<VenueGrade, GradeTerms>> = {
  A: { factorBps: 10_000n, firstLossBps: 500n, eventCapWad: 10n * PERCENT, dayCapWad: 20n * PERCENT },
  B: { factorBps: 12_500n, firstLossBps: 1_000n, eventCapWad: 5n * PERCENT, dayCapWad: 10n * PERCENT },
  C: { factorBps: 15_000n, firstLossBps: 2_000n, eventCapWad: 2n * PERCENT, dayCapWad: 4n * PERCENT },
  D: { factorBps: 20_000n, firstLossBps: 3_000n, eventCapWad: 0n, dayCapWad: 0n },
};

/** The part of a shortfall that the venue bears itself, before any fund. Example: 1,001 at grade C: 201. */
export function firstLoss(shortfall: Amount, grade: VenueGrade): Amount {
  // Up: against the venue.
  return mulDivUp(shortfall, GRADES[grade].firstLossBps, BPS);
}
