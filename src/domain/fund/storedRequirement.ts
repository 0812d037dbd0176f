/**
 * The requirement of shared funds, vaults and venues as it is stored: it rises at once and falls slowly
 * (docs/mechanics.md section 7), because money that one calm hour sets free is missing in the next.
 */
import { REQUIREMENT_UPDATE_SECONDS } from '../shared/limits.ts';
import { maximum, minimum, mulDivDown } from '../shared/rounding.ts';
import { type Amount, DAY_SECONDS, type UnixSeconds } from '../shared/units.ts';

/** The most that one update takes off: a hundredth ... */
const UPDATE_DIVISOR = 100n;
/** ... or a twentieth for each day since the one before, whichever is less. */
const DAY_DIVISOR = 20n;

export interface StoredRequirement {
  readonly stored: Amount;
  readonly updatedAt: UnixSeconds;
}

/**
 * What is stored after an update; the same where one came within the last hour, unless the requirement rises.
 * Example: 10,000 stored an hour ago, 5,000 desired: 10,000 * 5 % / 24 = 20 less, 9,980.
 */
export function updateRequirement(
  before: StoredRequirement | null,
  desired: Amount,
  at: UnixSeconds,
): StoredRequirement {
  if (before === null || desired >= before.stored) return { stored: desired, updatedAt: at };
  const elapsed = at - before.updatedAt;
  if (elapsed < REQUIREMENT_UPDATE_SECONDS) return before;
  // Down, both: the requirement falls by a unit too few rather than one too many.
  const byUpdate = mulDivDown(before.stored, 1n, UPDATE_DIVISOR);
  const byTime = mulDivDown(before.stored, BigInt(elapsed), DAY_DIVISOR * BigInt(DAY_SECONDS));
  return { stored: maximum(desired, before.stored - minimum(byUpdate, byTime)), updatedAt: at };
}
