/** What a venue pays for the funds behind it, by its own experience (docs/mechanics.md section 8). */
import type { Fraction } from '../pricing/utilisation.ts';
import { maximum, minimum, mulDivUp } from '../shared/rounding.ts';
import type { Amount } from '../shared/units.ts';

/** Half a basis point of volume: one in 20,000. */
export const CONTRIBUTION_DIVISOR = 20_000n;
/** Draws make it at most this many times as much. */
export const EXPERIENCE_FACTOR_MAX = 3n;
/** A fund is full at 1.3 times its requirement: then it takes none. */
export const FULL_NUMERATOR = 13n;
/** See the numerator. */
export const FULL_DENOMINATOR = 10n;

export interface ContributionBasis {
  /** Volume since the last contribution, in the settlement asset. */
  readonly volume: Amount;
  /** Both of the last 90 days. */
  readonly drawn: Amount;
  readonly paid: Amount;
  readonly fund: { readonly balance: Amount; readonly requirement: Amount };
}

/**
 * `0.5 bp of volume * (1 + drawn / paid)`, at most 3 times, and no more than the fund has room for. A venue
 * that has drawn and paid nothing pays 3 times.
 * Example: volume 2,000,000, 50 drawn and 100 paid: 150.
 */
export function contributionDue({ volume, drawn, paid, fund }: ContributionBasis): Amount {
  const { numerator, denominator } = experience(drawn, paid);
  // Up, both: against the venue.
  const due = mulDivUp(volume, numerator, denominator * CONTRIBUTION_DIVISOR);
  const full = mulDivUp(fund.requirement, FULL_NUMERATOR, FULL_DENOMINATOR);
  return minimum(due, maximum(0n, full - fund.balance));
}

function experience(drawn: Amount, paid: Amount): Fraction {
  if (drawn === 0n) return { numerator: 1n, denominator: 1n };
  if (paid + drawn >= EXPERIENCE_FACTOR_MAX * paid)
    return { numerator: EXPERIENCE_FACTOR_MAX, denominator: 1n };
  return { numerator: paid + drawn, denominator: paid };
}
