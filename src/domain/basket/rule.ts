/** The rule of a basket: it looks at other products, not at a feed. Frozen into the policy at purchase. */
import { BASKET_MEMBERS_MAX, BASKET_WINDOW_SECONDS_MAX } from '../shared/limits.ts';
import { duration } from '../trigger/duration.ts';
import type { BreachRule } from '../trigger/rule.ts';

/** One product that a basket counts. Its rule never changes, so the hash says what an incident of it is. */
export interface BasketMember {
  readonly productId: string;
  readonly subject: string;
  readonly ruleHash: string;
}

/**
 * Pays everything when the k-th of its members has an incident within the window (docs/mechanics.md section
 * 5).
 */
export interface BasketRule {
  readonly kind: 'BASKET';
  readonly k: number;
  /** How far apart the confirmations of the first and of the k-th incident may be, both included. */
  readonly windowSeconds: number;
  readonly members: readonly BasketMember[];
  readonly payout: { readonly kind: 'BINARY' };
}

/** What decides a product: a rule of its own over a feed, or a basket's. */
export type ProductRule = BreachRule | BasketRule;

/** Tells a basket's rule from one over a feed. */
export const isBasketRule = (rule: ProductRule): rule is BasketRule => 'members' in rule;

/** What is wrong with a basket, or null: the field and the end of a sentence about it. */
export function basketFault({ k, windowSeconds, members }: BasketRule): {
  field: 'k' | 'windowSeconds' | 'members';
  problem: string;
} | null {
  const { length } = members;
  if (length < 2 || length > BASKET_MEMBERS_MAX) {
    return { field: 'members', problem: `are 2 to ${BASKET_MEMBERS_MAX}` };
  }
  if (!Number.isInteger(k) || k < 1 || k > length) return { field: 'k', problem: `is from 1 to ${length}` };
  if (!Number.isInteger(windowSeconds) || windowSeconds < 1 || windowSeconds > BASKET_WINDOW_SECONDS_MAX) {
    return { field: 'windowSeconds', problem: `is from 1 to ${BASKET_WINDOW_SECONDS_MAX}` };
  }
  return null;
}

/** One for each place that a basket's members can have. */
const ORDINALS = [
  'first',
  'second',
  'third',
  'fourth',
  'fifth',
  'sixth',
  'seventh',
  'eighth',
  'ninth',
  'tenth',
] as const;

/**
 * One exact English sentence. Example: two of USDC, USDT and DAI in 30 days: "Pays the whole cover when the
 * second of USDC, USDT and DAI has an incident within 30 days; a subject counts once, and what an incident of
 * it
 * is and when it is confirmed is decided by the rule of its own product."
 */
export function basketSentence({ k, windowSeconds, members }: BasketRule): string {
  const subjects = members.map(({ subject }) => subject);
  const last = subjects.pop();
  return [
    `Pays the whole cover when the ${ORDINALS[k - 1]} of ${subjects.join(', ')} and ${last}`,
    ` has an incident within ${duration(windowSeconds)}; a subject counts once,`,
    ' and what an incident of it is and when it is confirmed is decided by the rule of its own product.',
  ].join('');
}
