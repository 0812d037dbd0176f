/** The trigger as a buyer reads it: one sentence, every parameter in it. */
import type { Wad } from '../shared/units.ts';
import { formatDecimal } from './decimal.ts';
import { duration } from './duration.ts';
import type { BreachRule, PayoutShape } from './rule.ts';

/**
 * One exact English sentence. Example: `triggerSentence(rule, 'USDC')` begins "Pays when the time-weighted
 * average price of USDC over 1 hour, taken every minute …".
 */
export function triggerSentence(rule: BreachRule, subjectName: string): string {
  return [
    `Pays when ${statistic(rule, subjectName)}, taken every ${every(rule.slotSeconds)}`,
    ` and only while no reading is relied on for more than ${duration(rule.maxGapSeconds)},`,
    ` has been below ${formatDecimal(rule.strike)}${counted(rule.holdSeconds)}`,
    ` within ${duration(rule.lookbackSeconds)} of such observation, counted anew once it is at or above`,
    ` ${formatDecimal(rule.recovery)}${kept(rule.recoveryHoldSeconds)}; it pays ${payment(rule)}.`,
  ].join('');
}

function statistic(rule: BreachRule, subjectName: string): string {
  if (rule.windowSeconds === 0) return `the latest reading of ${subjectName}`;
  return `the time-weighted average price of ${subjectName} over ${duration(rule.windowSeconds)}`;
}

function payment(rule: BreachRule): string {
  if (rule.payout.kind === 'BINARY') return 'the whole cover';
  const judged = `judged by the lowest such value from the start of the breach to ${window(rule)}`;
  return `${share(rule.payout)}, ${judged}`;
}

function share(payout: Exclude<PayoutShape, { kind: 'BINARY' }>): string {
  if (payout.kind === 'LINEAR') {
    const [attach, exhaust] = [formatDecimal(payout.attach), formatDecimal(payout.exhaust)];
    const line = `from nothing at ${attach} to all of it at ${exhaust}`;
    return `a share of the cover that rises in a straight line ${line}`;
  }
  const tiers = payout.tiers.map(
    (tier) => `${percent(tier.ratio)} at or below ${formatDecimal(tier.threshold)}`,
  );
  const last = tiers.pop();
  const list = tiers.length === 0 ? last : `${tiers.join(', ')} and ${last}`;
  return `this share of the cover: ${list}`;
}

function window(rule: BreachRule): string {
  const { settlementSeconds, settlementMaxSeconds } = rule;
  const base =
    settlementSeconds === 0 ? 'its confirmation' : `${duration(settlementSeconds)} after its confirmation`;
  if (settlementSeconds === 0 || settlementMaxSeconds === settlementSeconds) return base;
  return `${base} (up to ${duration(settlementMaxSeconds)} while more than half of that time is unobserved)`;
}

function counted(seconds: number): string {
  return seconds === 0 ? ' once' : ` for ${duration(seconds)} in all`;
}

function kept(seconds: number): string {
  return seconds === 0 ? '' : ` for ${duration(seconds)}`;
}

function percent(ratio: Wad): string {
  return `${formatDecimal(ratio * 100n)} %`;
}

function every(seconds: number): string {
  return duration(seconds).replace(/^1 /, '');
}
