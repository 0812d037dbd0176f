/**
 * A challenge of a result: which record, for what, and what it costs to be wrong (docs/mechanics.md section
 * 5).
 */
import type { RejectionReason } from '../feed/rejection.ts';
import { maximum, mulDivUp } from '../shared/rounding.ts';
import { type Amount, BPS } from '../shared/units.ts';

/**
 * COUNTS: the record was rejected and should have voted. All others: it voted, and has this reason not to.
 */
export const CHALLENGE_RULES = [
  'COUNTS',
  'REORGED',
  'UNKNOWN_SIGNER',
  'BAD_SIGNATURE',
  'DECIMALS_CHANGED',
  'NON_POSITIVE',
  'CLAMPED',
  'CONFIDENCE_WIDE',
  'FUTURE',
  'STALE',
  'SEQUENCER_DOWN',
  'GRACE',
] as const satisfies readonly ('COUNTS' | RejectionReason)[];

export type ChallengeRule = (typeof CHALLENGE_RULES)[number];

/** Whole units of the asset that a challenge holds at least (docs/parameters.md). */
const BOND_UNITS_MIN = 1_000n;
/** Its share of what the incident can cost at worst, 0.1 %. */
const BOND_BPS = 10n;

/**
 * What a challenge holds until it is decided. Example: 6 decimals, worst case 5,000,000 units →
 * 5,000 units; of less than 1,000,000 units 1,000 units.
 */
export function challengeBond(worstCase: Amount, decimals: number): Amount {
  const least = BOND_UNITS_MIN * 10n ** BigInt(decimals);
  // Up: a part of a unit is held, never let off.
  return maximum(least, mulDivUp(worstCase, BOND_BPS, BPS));
}
