/** What pools and positions have yielded over windows, by source, and each loss that they bore. */
import {
  addResults,
  type BySource,
  type Mark,
  resultOf,
  type Yield,
  yieldBetween,
} from '../../domain/pool/results.ts';
import { VIRTUAL_SHARES } from '../../domain/pool/shares.ts';
import { LOSSES_SHOWN_MAX } from '../../domain/shared/limits.ts';
import { maximum, mulDivUp } from '../../domain/shared/rounding.ts';
import { type Amount, DAY_SECONDS, type UnixSeconds, WAD, type Wad } from '../../domain/shared/units.ts';
import { proRataPart } from '../../domain/waterfall/prorata.ts';
import type { Database } from '../../store/database.ts';
import type { IncidentDocument } from '../../store/documents/incidents.ts';
import type { PositionDocument } from '../../store/documents/pools.ts';
import { loadPoolDays, loadPoolIncidents } from '../../store/queries/poolHistory.ts';
import { withSnapshot } from '../../store/queries/snapshot.ts';
import { markOf } from '../pool/results.ts';
import { loadWorld } from '../sequencer/loadWorld.ts';
import { type Need, need, type World } from '../sequencer/world.ts';
import { bookNeeds, openBooks } from './books.ts';
import type { QueryDependencies } from './dependencies.ts';

/** How far back a window looks, in days; ALL looks back to the first deposit. */
const WINDOW_DAYS = { DAY: 1, WEEK: 7, MONTH: 30, QUARTER: 90, YEAR: 365 } as const;
export type YieldWindow = keyof typeof WINDOW_DAYS | 'ALL';

/** An incident that took capital. */
export interface LossView {
  incidentId: string;
  at: UnixSeconds;
  amount: Amount;
  /** Of the pool's capital just before, its own part of the loss event. */
  shareOfCapitalWad: Wad;
}

export interface ResultView {
  /** Since the beginning, in units. */
  earned: BySource;
  /** Null for a position without shares. */
  yields: Record<YieldWindow, Yield> | null;
  /** The newest first. */
  losses: LossView[];
}

/** Results of pools, accrued to now. */
export function poolResults(
  { database, now }: QueryDependencies,
  ids: readonly string[],
): Promise<Map<string, ResultView>> {
  const at = now();
  return withSnapshot(database, async (view) => {
    const world = await loadWorld(view, (partial) => ids.flatMap((id) => bookNeeds(partial, id, at)));
    const histories = await historiesOf(view, world, ids, at);
    const results = new Map<string, ResultView>();
    for (const id of ids) {
      const history = histories.get(id);
      const pool = world.get('pools', id);
      if (history === undefined || pool === null) continue;
      results.set(id, {
        earned: history.earned,
        yields: yieldsOf(history, pool.opening),
        losses: history.incidents.flatMap((incident) => lossOf(incident, id) ?? []),
      });
    }
    return results;
  });
}

/** Results of positions, accrued to now: nothing of what their pools did before they were opened. */
export function positionResults(
  { database, now }: QueryDependencies,
  ids: readonly string[],
): Promise<Map<string, ResultView>> {
  const at = now();
  return withSnapshot(database, async (view) => {
    const world = await loadWorld(view, (partial) => ids.flatMap((id) => positionNeeds(partial, id, at)));
    const positions = ids.map((id) => world.get('positions', id)).filter((found) => found !== null);
    const histories = await historiesOf(
      view,
      world,
      positions.map(({ poolId }) => poolId),
      at,
    );
    const results = new Map<string, ResultView>();
    for (const position of positions) {
      const history = histories.get(position.poolId);
      if (history !== undefined) results.set(position._id, resultOfPosition(position, history));
    }
    return results;
  });
}

function positionNeeds(world: World, positionId: string, at: UnixSeconds): Need[] {
  const poolId = world.peek('positions', positionId)?.poolId;
  const own = need('positions', positionId);
  return poolId === undefined ? [own] : [own, ...bookNeeds(world, poolId, at)];
}

function resultOfPosition(
  { _id, shares, poolId, createdAt, results }: PositionDocument,
  history: History,
): ResultView {
  const { opening, settled, settledTo } = results;
  // Its shares are as they were when a round of a run-off began, until the round has come to it.
  const isLate = history.paying !== null && _id > history.paying.cursor;
  const now = isLate ? (history.paying?.mark ?? history.now) : history.now;
  const losses = history.incidents.flatMap((incident) => {
    const loss = lossOf(incident, poolId);
    if (loss === null || loss.at < createdAt) return [];
    const held = results.lossShares.find(({ until }) => until >= loss.at)?.shares ?? shares;
    // Up: no loss is shown smaller than it was.
    const amount = mulDivUp(loss.amount, held, loss.sharesBefore + VIRTUAL_SHARES);
    return amount === 0n ? [] : [{ ...loss, amount }];
  });
  return {
    earned: addResults(settled, resultOf(shares, settledTo, now.perShare)),
    yields: shares === 0n ? null : yieldsOf({ ...history, now }, opening),
    losses,
  };
}

/** What is known of a pool's past. */
interface History {
  now: Mark;
  earned: BySource;
  /** Where it stood when each window began, in the order of WINDOW_DAYS; null where it is younger. */
  starts: (Mark | null)[];
  incidents: readonly IncidentDocument[];
  /** The round of a run-off that is being paid: how far, and where the pool stood when it began. */
  paying: { cursor: string; mark: Mark } | null;
}

async function historiesOf(
  view: Database,
  world: World,
  poolIds: readonly string[],
  at: UnixSeconds,
): Promise<Map<string, History>> {
  const unique = [...new Set(poolIds)];
  // A window begins with a day, so that a row of that day is its beginning.
  const beginnings = Object.values(WINDOW_DAYS).map((days) => {
    const since = at - days * DAY_SECONDS;
    return since - (since % DAY_SECONDS);
  });
  const [days, incidents] = await Promise.all([
    loadPoolDays(view, unique, beginnings),
    loadPoolIncidents(view, unique, LOSSES_SHOWN_MAX),
  ]);
  const histories = new Map<string, History>();
  for (const poolId of unique) {
    const books = openBooks(world, poolId, at);
    if (books === null) continue;
    histories.set(poolId, {
      now: markOf(books.draft, books.pool, books.draft.at),
      earned: books.pool.results.amounts,
      starts: (days.get(poolId) ?? []).map((row) => row?.mark ?? null),
      incidents: incidents.get(poolId) ?? [],
      paying: books.pool.runOff?.round?.payout ?? null,
    });
  }
  return histories;
}

/** Each window from its own beginning, or from the opening where that came later. */
function yieldsOf({ now, starts }: History, opening: Mark): Record<YieldWindow, Yield> {
  const from = (index: number): Yield => {
    const start = starts[index] ?? opening;
    return yieldBetween(start.at > opening.at ? start : opening, now);
  };
  return {
    DAY: from(0),
    WEEK: from(1),
    MONTH: from(2),
    QUARTER: from(3),
    YEAR: from(4),
    ALL: yieldBetween(opening, now),
  };
}

/** What an incident took from a pool: its part of what was taken for the whole loss event. */
function lossOf(
  { _id, pools, allocatedAt }: IncidentDocument,
  poolId: string,
): (LossView & { sharesBefore: Amount }) | null {
  const pool = pools.find((one) => one.poolId === poolId);
  if (pool === undefined || allocatedAt === null) return null;
  const { funded, eventClaimed, claimedBefore, claimed, capitalBefore, sharesBefore } = pool;
  const amount = proRataPart({ funded, claimed: eventClaimed }, claimedBefore, claimed);
  if (amount === 0n) return null;
  // Up: no loss is shown smaller than it was.
  const shareOfCapitalWad = mulDivUp(amount, WAD, maximum(1n, capitalBefore));
  return { incidentId: _id, at: allocatedAt, amount, shareOfCapitalWad, sharesBefore };
}
