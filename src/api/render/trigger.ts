/** The rule of a product or a policy for people and programs. */
import { isBasketRule, type ProductRule } from '../../domain/basket/rule.ts';
import { mulDivDown } from '../../domain/shared/rounding.ts';
import { payoutRatio } from '../../domain/trigger/payout.ts';
import type { PayoutShape, PayoutTier } from '../../domain/trigger/rule.ts';
import { price, priceOrNull, rate } from './money.ts';

/** What a rule is known by. */
interface RuleTerms {
  sentence: string;
  rule: ProductRule;
  ruleHash: string;
}

/** Steps of the payout table of a LINEAR payout. */
const LINEAR_STEPS = 5n;

export function renderTrigger({ sentence, rule, ruleHash }: RuleTerms) {
  if (isBasketRule(rule)) return { sentence, hash: ruleHash, rule: null, basket: rule };
  const { strike, recovery, watch, payout, ...durations } = rule;
  return {
    sentence,
    hash: ruleHash,
    basket: null,
    rule: {
      ...durations,
      strike: price(strike),
      recovery: price(recovery),
      watch: price(watch),
      payout: renderPayout(payout),
    },
  };
}

function renderPayout(payout: PayoutShape) {
  const linear = payout.kind === 'LINEAR' ? payout : null;
  return {
    kind: payout.kind,
    attach: priceOrNull(linear?.attach ?? null),
    exhaust: priceOrNull(linear?.exhaust ?? null),
    tiers: payout.kind === 'TIERED' ? payout.tiers.map(renderTier) : [],
  };
}

/**
 * What an incident pays at which value: the tiers, a few steps of a line, or everything. A basket has no
 * value.
 */
export function payoutTable(rule: ProductRule) {
  return isBasketRule(rule) ? [] : rowsOf(rule.payout, rule.strike).map(renderTier);
}

function rowsOf(payout: PayoutShape, strike: bigint): readonly PayoutTier[] {
  if (payout.kind === 'TIERED') return payout.tiers;
  if (payout.kind === 'BINARY') return [{ threshold: strike, ratio: payoutRatio(payout, strike) }];
  const { attach, exhaust } = payout;
  return Array.from({ length: Number(LINEAR_STEPS) }, (_unused, index) => {
    // Down: a row of the table never shows a higher value than the one that its ratio is computed at.
    const fallen = mulDivDown(attach - exhaust, BigInt(index + 1), LINEAR_STEPS);
    const threshold = attach - fallen;
    return { threshold, ratio: payoutRatio(payout, threshold) };
  });
}

function renderTier({ threshold, ratio }: PayoutTier) {
  return { threshold: price(threshold), ratio: rate(ratio) };
}
