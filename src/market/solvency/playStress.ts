/** Plays what has happened before, and several failures at once, on today's book. */
import { maximum } from '../../domain/shared/rounding.ts';
import type { Amount, Wad } from '../../domain/shared/units.ts';
import type { LayerKind, PoolLine, StressLine } from '../../domain/solvency/report.ts';
import {
  type HistoricEvent,
  historicRatio,
  type StressScenario,
  stressedLoss,
  stressScenarios,
} from '../../domain/solvency/stress.ts';
import type { Reading } from '../../domain/trigger/rule.ts';
import { allocateLoss } from '../../domain/waterfall/allocate.ts';
import type { ProductDocument } from '../../store/documents/cover.ts';
import type { PoolDocument } from '../../store/documents/pools.ts';

/** Price histories, and what rules made of them. */
export interface Histories {
  readonly all: readonly { readonly name: string; readonly readings: readonly Reading[] }[];
  /** By history and rule: a rule never changes, so it is played once. */
  readonly played: Map<string, Wad>;
}

/** A pool's loss by layer, and what none of them bears. */
interface PoolLoss {
  debits: { layer: LayerKind; amount: Amount }[];
  haircut: Amount;
}

/** Every scenario on the book of one asset; `lines` are those of `pools`, in the same order. */
export function playStress(
  pools: readonly PoolDocument[],
  lines: readonly PoolLine[],
  products: readonly ProductDocument[],
  histories: Histories,
): StressLine[] {
  const covers = pools.flatMap((pool) => pool.products);
  const covered = new Set(covers.flatMap(({ productId, cover }) => (cover > 0n ? [productId] : [])));
  const events = histories.all.map((history) =>
    playHistory(
      history,
      products.filter(({ _id }) => covered.has(_id)),
      histories.played,
    ),
  );
  return stressScenarios(covers, events).map((scenario) => lineOf(scenario, pools, lines));
}

function playHistory(
  { name, readings }: Histories['all'][number],
  products: readonly ProductDocument[],
  played: Map<string, Wad>,
): HistoricEvent {
  const ratios = products.flatMap((product): [string, Wad][] => {
    // A price says nothing of a contract, of a reserve, or of several incidents within a time.
    if (product.peril !== 'DEPEG') return [];
    const key = `${name}/${product.ruleHash}`;
    const ratio = played.get(key) ?? historicRatio(product.rule, readings);
    played.set(key, ratio);
    return [[product._id, ratio]];
  });
  return { name, ratioByProduct: new Map(ratios) };
}

function lineOf(
  scenario: StressScenario,
  pools: readonly PoolDocument[],
  lines: readonly PoolLine[],
): StressLine {
  const losses = pools.map((pool) => stressedLoss(pool.products, scenario));
  const borne = losses.map((loss, index) => bearLoss(loss, lines[index]));
  const byLayer = new Map<LayerKind, Amount>();
  for (const { layer, amount } of borne.flatMap(({ debits }) => debits)) {
    byLayer.set(layer, (byLayer.get(layer) ?? 0n) + amount);
  }
  return {
    scenario: scenario.scenario,
    loss: losses.reduce((sum, loss) => sum + loss, 0n),
    lossByLayer: [...byLayer].map(([layer, amount]) => ({ layer, amount })),
    haircut: borne.reduce((sum, { haircut }) => sum + haircut, 0n),
  };
}

/** What is set aside for incidents that are there already is not there for another. */
function bearLoss(loss: Amount, pool: PoolLine | undefined): PoolLoss {
  const free = maximum(0n, (pool?.capital ?? 0n) - (pool?.earmarked ?? 0n));
  const { debits, haircut } = allocateLoss(loss, [
    { id: 'POOL_CAPITAL', balance: free, keptMinimum: 0n, cap: null },
  ]);
  return { debits: debits.map(({ id, amount }) => ({ layer: id as LayerKind, amount })), haircut };
}
