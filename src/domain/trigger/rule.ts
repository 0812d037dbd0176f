/** The breach rule of a product: frozen into the policy at purchase (law 9), never changed afterwards. */
import { TIERS_MAX } from '../shared/limits.ts';
import { type UnixSeconds, WAD, type Wad } from '../shared/units.ts';

/** One agreed value of a feed. It holds on `[at, min(next reading, at + maxGapSeconds))`. */
export interface Reading {
  readonly at: UnixSeconds;
  readonly value: Wad;
}

/** At or below `threshold` the settlement value pays `ratio` of the cover. */
export interface PayoutTier {
  readonly threshold: Wad;
  readonly ratio: Wad;
}

/** What share of the cover an incident pays. Tiers go from the highest threshold to the lowest. */
export type PayoutShape =
  | { readonly kind: 'BINARY' }
  | { readonly kind: 'LINEAR'; readonly attach: Wad; readonly exhaust: Wad }
  | { readonly kind: 'TIERED'; readonly tiers: readonly PayoutTier[] };

/** The parameters of docs/mechanics.md section 5; prices are WAD, durations whole seconds. */
export interface BreachRule {
  /** A slot is BELOW when its average is strictly under this price. */
  readonly strike: Wad;
  /** A slot is RECOVERED when its average is at or above this price. */
  readonly recovery: Wad;
  /** Counted time below the strike that confirms a breach; 0 confirms at the first BELOW slot. */
  readonly holdSeconds: number;
  /** Window of the time-weighted average; 0 takes the reading that holds at the slot. */
  readonly windowSeconds: number;
  /** Observed time at or above `recovery` that ends a breach; 0 needs one slot. */
  readonly recoveryHoldSeconds: number;
  /** How long a reading holds, and how far apart neighbouring slots may be and still count together. */
  readonly maxGapSeconds: number;
  /** Observed time after which a BELOW slot leaves the open set. */
  readonly lookbackSeconds: number;
  /** Slots are the multiples of this. */
  readonly slotSeconds: number;
  /** Settlement window after the confirmation; BINARY ignores it. */
  readonly settlementSeconds: number;
  /** How long the settlement window may be extended while slots are indeterminate. */
  readonly settlementMaxSeconds: number;
  readonly payout: PayoutShape;
  /** Level below which the product is watched. Judged on readings elsewhere; part of the terms. */
  readonly watch: Wad;
}

/** The first thing wrong with a rule: the field, and a sentence that starts after the field's name. */
export interface RuleFault {
  readonly field: keyof BreachRule;
  readonly problem: string;
}

/** Says what is wrong with a rule, or null when it can be judged. */
export function ruleFault(rule: BreachRule): RuleFault | null {
  return durationFault(rule) ?? levelFault(rule) ?? payoutFault(rule.payout);
}

const POSITIVE_DURATIONS = ['slotSeconds', 'maxGapSeconds', 'lookbackSeconds'] as const;
const DURATIONS = [
  ...POSITIVE_DURATIONS,
  'holdSeconds',
  'windowSeconds',
  'recoveryHoldSeconds',
  'settlementSeconds',
  'settlementMaxSeconds',
] as const;

function durationFault(rule: BreachRule): RuleFault | null {
  for (const field of DURATIONS) {
    if (Number.isSafeInteger(rule[field]) && rule[field] >= 0) continue;
    return { field, problem: 'must be a whole number of seconds' };
  }
  for (const field of POSITIVE_DURATIONS) {
    if (rule[field] === 0) return { field, problem: 'must be longer than zero' };
  }
  if (rule.settlementMaxSeconds < rule.settlementSeconds) {
    return { field: 'settlementMaxSeconds', problem: 'must not be shorter than the settlement window' };
  }
  return null;
}

function levelFault(rule: BreachRule): RuleFault | null {
  if (rule.strike <= 0n) return { field: 'strike', problem: 'must be above zero' };
  if (rule.recovery < rule.strike) return { field: 'recovery', problem: 'must not be below the strike' };
  if (rule.watch < rule.strike) return { field: 'watch', problem: 'must not be below the strike' };
  return null;
}

/** Says what is wrong with a payout, or null. */
export function payoutFault(payout: PayoutShape): RuleFault | null {
  const fault = (problem: string): RuleFault => ({ field: 'payout', problem });
  if (payout.kind === 'BINARY') return null;
  if (payout.kind === 'LINEAR') {
    if (payout.exhaust < 0n) return fault('must not exhaust below zero');
    return payout.attach > payout.exhaust ? null : fault('must attach above the price where it exhausts');
  }
  if (payout.tiers.length === 0) return fault('needs at least one tier');
  if (payout.tiers.length > TIERS_MAX) return fault(`has more than ${TIERS_MAX} tiers`);
  let previous: PayoutTier | undefined;
  for (const tier of payout.tiers) {
    if (tier.threshold <= 0n) return fault('must have thresholds above zero');
    if (tier.ratio <= 0n || tier.ratio > WAD) return fault('must have ratios above 0 and at most 1');
    if (previous && (tier.threshold >= previous.threshold || tier.ratio <= previous.ratio)) {
      return fault(
        'must list its tiers from the highest threshold down, each paying more than the one before',
      );
    }
    previous = tier;
  }
  return null;
}
