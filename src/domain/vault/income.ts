/**
 * How excess, fees and auction proceeds reach the shares of a vault (docs/mechanics.md section 7): linearly
 * over 30 days, because who deposits a moment before a lump sum would take a part of it along.
 *
 * Each income is earned as a premium is, by one rate and a bucket for each hour (src/domain/policy/
 * earning.ts): any number of them costs the same, and all of it arrives.
 */
import { type EarningSegment, earningSegment } from '../policy/segment.ts';
import { INCOME_RELEASE_SECONDS } from '../shared/limits.ts';
import type { Amount, UnixSeconds } from '../shared/units.ts';

/**
 * The segment of an income: to be added to the vault's earning when it arrives.
 * Example: 2,592,000: 1 a second.
 */
export function incomeSegment(amount: Amount, at: UnixSeconds): EarningSegment {
  return earningSegment(amount, at, at + INCOME_RELEASE_SECONDS);
}
