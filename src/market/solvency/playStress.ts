/** Plays what has happened before, and several failures at once, on today's book. */
import type { Amount, Wad } from '../../domain/shared/units.ts';
import type { LayerKind, StressLine } from '../../domain/solvency/report.ts';
import {
  type HistoricEvent,
  historicRatio,
  type StressScenario,
  stressedLoss,
  stressScenarios,
} from '../../domain/solvency/stress.ts';
import type { Reading } from '../../domain/trigger/rule.ts';
import { allocateEvent } from '../../domain/waterfall/allocateEvent.ts';
import type { ProductDocument } from '../../store/documents/cover.ts';
import type { LossEventLayer } from '../../store/documents/lossEvents.ts';
import type { PoolDocument } from '../../store/documents/pools.ts';
import { type LosingPool, layersBehindPools } from '../waterfall/poolLayers.ts';

/** Price histories, and what rules made of them. */
export interface Histories {
  readonly all: readonly { readonly name: string; readonly readings: readonly Reading[] }[];
  /** By history and rule: a rule never changes, so it is played once. */
  readonly played: Map<string, Wad>;
}

/** A pool of the book, with the capital that nothing has set aside. */
export interface StressedPool extends LosingPool {
  pool: PoolDocument;
}

/** Where the layers behind pools are read. */
export type LayerBooks = Parameters<typeof layersBehindPools>[0];

/** Every scenario on the book of one asset, through the layers that would be asked today. */
export function playStress(
  books: LayerBooks,
  pools: readonly StressedPool[],
  products: readonly ProductDocument[],
  histories: Histories,
): StressLine[] {
  const scenarios = scenariosOf(
    pools.map(({ pool }) => pool),
    products,
    histories,
  );
  return scenarios.map((scenario) => lineOf(books, scenario, pools));
}

/** The scenarios for the book of some pools; what each costs follows from the cover alone. */
export function scenariosOf(
  pools: readonly Pick<PoolDocument, 'products'>[],
  products: readonly ProductDocument[],
  histories: Histories,
): StressScenario[] {
  const covers = pools.flatMap((pool) => pool.products);
  const covered = new Set(covers.flatMap(({ productId, cover }) => (cover > 0n ? [productId] : [])));
  const events = histories.all.map((history) =>
    playHistory(
      history,
      products.filter(({ _id }) => covered.has(_id)),
      histories.played,
    ),
  );
  return stressScenarios(covers, events);
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

/** All pools lose at once, and share what they share: one loss event, allocated as a real one. */
function lineOf(
  books: LayerBooks,
  { scenario, ratioOf }: StressScenario,
  pools: readonly StressedPool[],
): StressLine {
  const losing = pools
    .map((lost) => ({ ...lost, loss: stressedLoss(lost.pool.products, { scenario, ratioOf }) }))
    .filter(({ loss }) => loss > 0n);
  const layers = layersBehindPools(books, losing);
  const claimants = losing.map(({ pool, loss }) => ({ id: pool._id, loss }));
  const { debits, haircuts } = allocateEvent(claimants, layers);
  const kinds = new Map(layers.map((layer) => [layer.id, kindOf(layer)]));
  const byLayer = new Map<LayerKind, Amount>();
  for (const { layer, amount } of debits) {
    const kind = kinds.get(layer);
    if (kind === undefined) throw new Error(`${layer} was drawn and is no layer`);
    byLayer.set(kind, (byLayer.get(kind) ?? 0n) + amount);
  }
  return {
    scenario,
    loss: claimants.reduce((sum, { loss }) => sum + loss, 0n),
    lossByLayer: [...byLayer].map(([layer, amount]) => ({ layer, amount })),
    haircut: haircuts.reduce((sum, haircut) => sum + haircut, 0n),
  };
}

const kindOf = ({ kind }: LossEventLayer): LayerKind => (kind === 'CAPITAL' ? 'POOL_CAPITAL' : kind);
