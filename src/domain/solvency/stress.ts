/**
 * What has happened before, and what several failures at once would cost, on today's book
 * (docs/mechanics.md section 7, docs/decisions/0042).
 */
import { coverAfterIncident } from '../policy/incidentEffect.ts';
import { maximum, mulDivUp } from '../shared/rounding.ts';
import { type Amount, WAD, type Wad } from '../shared/units.ts';
import { advanceRule } from '../trigger/advance.ts';
import type { BreachRule, Reading } from '../trigger/rule.ts';
import { initialRuleState, settlingIncident } from '../trigger/state.ts';
import type { ExposureLine } from './report.ts';

/**
 * The part of its cover that a policy that is in force all the time would have been paid over a price
 * history, as its own rule judges it: all incidents together, up to everything.
 * Example: the rule that pays a quarter below 0.95 over March 2023 of USDC: 0.25.
 */
export function historicRatio(rule: BreachRule, readings: readonly Reading[]): Wad {
  const [first, last] = [readings[0], readings.at(-1)];
  if (first === undefined || last === undefined) return 0n;
  const { state, events } = advanceRule(rule, initialRuleState(rule, first.at), readings, last.at);
  const settled = events.flatMap((event) => (event.type === 'SETTLED' ? [event.payoutRatio] : []));
  // One whose settlement window outlasts the history counts with the lowest value seen.
  const settling = settlingIncident(rule, state);
  const ratios = settling === null ? settled : [...settled, settling.payoutRatio];
  const left = ratios.reduce((remaining, ratio) => coverAfterIncident(WAD, remaining, ratio), WAD);
  return WAD - left;
}

/** Cover of one product in one pool. */
export interface StressedCover {
  readonly productId: string;
  readonly group: string;
  readonly cover: Amount;
  readonly highestRatioWad: Wad;
}

/** A scenario says for each product which part of its cover is paid. */
export interface StressScenario {
  readonly scenario: string;
  ratioOf(product: StressedCover): Wad;
}

/** What a scenario takes from a pool that has this cover. */
export function stressedLoss(products: readonly StressedCover[], scenario: StressScenario): Amount {
  // Up: the loss is never shown a unit too small.
  return products.reduce((sum, item) => sum + mulDivUp(item.cover, scenario.ratioOf(item), WAD), 0n);
}

/** Cover by correlation group with what it costs at its highest payout, the largest first, ties by name. */
export function exposuresOf(products: readonly StressedCover[]): ExposureLine[] {
  const groups = new Map<string, ExposureLine>();
  for (const { group, cover, highestRatioWad } of products) {
    const before = groups.get(group);
    // Up: against whoever bears it.
    const worstPayout = (before?.worstPayout ?? 0n) + mulDivUp(cover, highestRatioWad, WAD);
    groups.set(group, { group, cover: (before?.cover ?? 0n) + cover, worstPayout });
  }
  return [...groups.values()]
    .filter(({ cover }) => cover > 0n)
    .sort((a, b) => {
      if (a.worstPayout !== b.worstPayout) return a.worstPayout > b.worstPayout ? -1 : 1;
      return a.group < b.group ? -1 : 1;
    });
}

/** A price history, with the part of its cover that each product would have been paid over it. */
export interface HistoricEvent {
  readonly name: string;
  /** Of products whose feed is a price; all others are not touched by a price. */
  readonly ratioByProduct: ReadonlyMap<string, Wad>;
}

/** Groups that fail together in the scenarios of several failures. */
const GROUPS_TOGETHER = [2, 4] as const;

/**
 * The scenarios for one asset's book: each history on the group that would lose most by it, the worst
 * history on all pegs at once, and the largest two and four groups, and all, paying everything together.
 */
export function stressScenarios(
  products: readonly StressedCover[],
  histories: readonly HistoricEvent[],
): StressScenario[] {
  const singles = histories.map((history) => onWorstGroup(products, history));
  const together: StressScenario = {
    scenario: 'ALL_PEGS_AT_ONCE',
    ratioOf: ({ productId }) =>
      histories.reduce(
        (worst, { ratioByProduct }) => maximum(worst, ratioByProduct.get(productId) ?? 0n),
        0n,
      ),
  };
  const groups = exposuresOf(products).map(({ group }) => group);
  const failing = (scenario: string, count: number): StressScenario => {
    const hit = new Set(groups.slice(0, count));
    return { scenario, ratioOf: ({ group, highestRatioWad }) => (hit.has(group) ? highestRatioWad : 0n) };
  };
  return [
    ...singles,
    together,
    ...GROUPS_TOGETHER.map((count) => failing(`${count}_LARGEST_GROUPS`, count)),
    failing('ALL_GROUPS', groups.length),
  ];
}

function onWorstGroup(
  products: readonly StressedCover[],
  { name, ratioByProduct }: HistoricEvent,
): StressScenario {
  const losses = new Map<string, Amount>();
  const ratioOf = ({ productId }: StressedCover) => ratioByProduct.get(productId) ?? 0n;
  for (const item of products) {
    const loss = stressedLoss([item], { scenario: name, ratioOf });
    losses.set(item.group, (losses.get(item.group) ?? 0n) + loss);
  }
  const [worst] = [...losses].sort(([a, x], [b, y]) => (x === y ? (a < b ? -1 : 1) : x > y ? -1 : 1));
  return { scenario: name, ratioOf: (item) => (item.group === worst?.[0] ? ratioOf(item) : 0n) };
}
