/** What a product insures against, and what that asks of its rule. */
import { HOUR_SECONDS } from '../shared/units.ts';
import type { BreachRule, RuleFault } from '../trigger/rule.ts';

/**
 * A price that leaves its peg, a contract that loses what it holds, an asset whose backing is gone; or
 * several of these, of several subjects, within a short time.
 */
export const PERILS = ['DEPEG', 'CONTRACT_FAILURE', 'ASSET_LOSS', 'BASKET'] as const;
export type Peril = (typeof PERILS)[number];

/** What a feed tells by itself. */
export type FeedPeril = Exclude<Peril, 'BASKET'>;

/** Asset loss is proven by three readings that span at least so long. */
const LOSS_HOLD_SECONDS_MIN = HOUR_SECONDS;

/**
 * Whether a peril says how deep it goes. Only a price that leaves its peg does: the curve by which severities
 * are counted is one of such prices, and everything else is all or nothing.
 */
export const saysHowMuch = (peril: Peril): boolean => peril === 'DEPEG';

/**
 * What a rule misses that its peril asks for (docs/mechanics.md section 5, "Other conditions"). A contract or
 * a reserve says that something is lost, not how much, and says it at the end of a block: no average, all or
 * nothing. A loss must stand before it pays: for as long as the condition says, and a reserve for three
 * readings, the gaps between which are at most `maxGapSeconds`.
 * Example: asset loss with gaps of 30 min and a hold of 59 min → holdSeconds.
 */
export function perilFaults(peril: FeedPeril, rule: BreachRule): RuleFault[] {
  if (saysHowMuch(peril)) return [];
  const faults: RuleFault[] = [];
  if (rule.windowSeconds !== 0)
    faults.push({ field: 'windowSeconds', problem: 'must be zero: a loss is no average' });
  if (rule.payout.kind !== 'BINARY')
    faults.push({ field: 'payout', problem: 'must be all or nothing: how much was lost is not said' });
  const shortest = peril === 'ASSET_LOSS' ? Math.max(LOSS_HOLD_SECONDS_MIN, 2 * rule.maxGapSeconds) : 1;
  if (rule.holdSeconds < shortest)
    faults.push({ field: 'holdSeconds', problem: `must be at least ${shortest}: a loss has to stand` });
  return faults;
}
