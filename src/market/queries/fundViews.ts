/** How well reserves can pay what they stand behind, and for how long. */
import { standingOf } from '../../domain/fund/standing.ts';
import { stressRatio } from '../../domain/fund/stress.ts';
import type { UnixSeconds } from '../../domain/shared/units.ts';
import { stressedLoss } from '../../domain/solvency/stress.ts';
import type { Database } from '../../store/database.ts';
import type { ReserveDayDocument } from '../../store/documents/reserves.ts';
import { loadReserveDays } from '../../store/queries/reserveHistory.ts';
import { withSnapshot } from '../../store/queries/snapshot.ts';
import { GOVERNANCE_ID, parametersOf } from '../parameters.ts';
import { runwayOf, windowStart } from '../reserve/tellStanding.ts';
import { loadWorld } from '../sequencer/loadWorld.ts';
import { need, type World } from '../sequencer/world.ts';
import { type Histories, scenariosOf } from '../solvency/playStress.ts';
import type { QueryDependencies } from './dependencies.ts';
import { adequacyOf, type FundBooks, fundNeeds, openFund } from './fundBooks.ts';
import type { FundView } from './fundPort.ts';

/** Reserves against their requirement, and their runway. */
export function fundViews(
  { database, now }: QueryDependencies,
  ids: readonly string[],
): Promise<Map<string, FundView>> {
  const at = now();
  return withSnapshot(database, async (view) => {
    const world = await loadWorld(view, (partial) => ids.flatMap((id) => fundNeeds(partial, id, at)));
    const since = windowStart(at);
    const days = await loadReserveDays(view, ids, since);
    const views = new Map<string, FundView>();
    for (const id of ids) {
      const books = openFund(world, id, at);
      if (books !== null) views.set(id, viewOf(world, books, days.get(id), at));
    }
    return views;
  });
}

function viewOf(
  world: World,
  books: FundBooks,
  first: ReserveDayDocument | undefined,
  at: UnixSeconds,
): FundView {
  const { adequacyTargetWad: targetWad, adequacyMinimumWad: minimumWad } = parametersOf(
    world.get('governance', GOVERNANCE_ID),
  ).values;
  const levels = { targetWad, minimumWad };
  return {
    requirement: books.requirement,
    resources: books.resources,
    adequacyWad: adequacyOf(books),
    standing:
      books.requirement === null || books.resources === null
        ? null
        : standingOf(books.resources, books.requirement.stored, levels),
    levels,
    excess: books.excess,
    runwayDays: runwayOf(books.reserve, books.balance, first, at),
  };
}

/** Resources over the loss of the worst scenario on the book that a reserve stands behind. */
export async function fundStress(
  { database, now }: QueryDependencies,
  histories: () => Promise<Histories>,
  ids: readonly string[],
): Promise<Map<string, { ratioWad: bigint | null }>> {
  const at = now();
  const played = await histories();
  return withSnapshot(database, async (view) => {
    const world = await loadBooksWithProducts(view, ids, at);
    const ratios = new Map<string, { ratioWad: bigint | null }>();
    for (const id of ids) {
      const books = openFund(world, id, at);
      if (books !== null) ratios.set(id, { ratioWad: stressOf(world, books, played) });
    }
    return ratios;
  });
}

function loadBooksWithProducts(view: Database, ids: readonly string[], at: UnixSeconds): Promise<World> {
  return loadWorld(view, (partial) =>
    ids.flatMap((id) => {
      const needs = fundNeeds(partial, id, at);
      const pools = needs.flatMap((named) =>
        'collection' in named && named.collection === 'pools' ? [partial.peek('pools', named.id)] : [],
      );
      const covered = pools.flatMap((pool) => pool?.products ?? []).filter(({ cover }) => cover > 0n);
      return [...needs, ...covered.map(({ productId }) => need('products', productId))];
    }),
  );
}

function stressOf(
  world: World,
  { resources, pools, shortfall }: FundBooks,
  histories: Histories,
): bigint | null {
  if (resources === null) return null;
  const covered = new Set(
    pools.flatMap(({ products }) =>
      products.flatMap(({ productId, cover }) => (cover > 0n ? [productId] : [])),
    ),
  );
  const products = [...covered].map((id) => world.get('products', id)).filter((found) => found !== null);
  const book = pools.flatMap((pool) => pool.products);
  const losses = scenariosOf(pools, products, histories).map((scenario) => ({
    scenario: scenario.scenario,
    loss: stressedLoss(book, scenario),
  }));
  return stressRatio(resources, [...losses, { scenario: 'TWO_LARGEST_HOLDINGS', loss: shortfall }]);
}
