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
import type { VaultLossDocument } from '../../store/documents/vaults.ts';
import { loadPoolDays, loadPoolIncidents, loadVaultLosses } from '../../store/queries/poolHistory.ts';
import { withSnapshot } from '../../store/queries/snapshot.ts';
import { markOf } from '../pool/results.ts';
import { loadWorld } from '../sequencer/loadWorld.ts';
import { type Need, need, type World } from '../sequencer/world.ts';
import { vaultMark } from '../vault/vaultBooks.ts';
import { isVault } from '../vault/vaultId.ts';
import { bookNeeds, openBooks } from './books.ts';
import type { QueryDependencies } from './dependencies.ts';
import { openVault, vaultBookNeeds } from './vaultBooks.ts';

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
        losses: [...history.losses],
      });
    }
    return results;
  });
}

/** Results of vaults, accrued to now. */
export function vaultResults(
  { database, now }: QueryDependencies,
  ids: readonly string[],
): Promise<Map<string, ResultView>> {
  const at = now();
  return withSnapshot(database, async (view) => {
    const world = await loadWorld(view, (partial) => ids.flatMap((id) => vaultBookNeeds(partial, id, at)));
    const histories = await vaultHistories(view, world, ids, at);
    return new Map(
      [...histories].map(([id, history]) => {
        const { earned, losses } = history;
        const { opening } = world.get('vaults', id) ?? { opening: history.now };
        return [id, { earned, losses: [...losses], yields: yieldsOf(history, opening) }];
      }),
    );
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
  if (poolId === undefined) return [own];
  return [own, ...(isVault(poolId) ? vaultBookNeeds(world, poolId, at) : bookNeeds(world, poolId, at))];
}

function resultOfPosition(
  { _id, shares, createdAt, results }: PositionDocument,
  history: History,
): ResultView {
  const { opening, settled, settledTo } = results;
  // Its shares are as they were when a round of a run-off began, until the round has come to it.
  const isLate = history.paying !== null && _id > history.paying.cursor;
  const now = isLate ? (history.paying?.mark ?? history.now) : history.now;
  const losses = history.losses.flatMap((loss) => {
    if (loss.at < createdAt) return [];
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

/** A loss of a pool or a vault, with the shares that bore it. */
type PastLoss = LossView & { sharesBefore: Amount };

/** What is known of a pool's or a vault's past. */
interface History {
  now: Mark;
  earned: BySource;
  /** Where it stood when each window began, in the order of WINDOW_DAYS; null where it is younger. */
  starts: (Mark | null)[];
  /** The newest first. */
  losses: readonly PastLoss[];
  /** The round of a run-off that is being paid: how far, and where the pool stood when it began. */
  paying: { cursor: string; mark: Mark } | null;
}

async function historiesOf(
  view: Database,
  world: World,
  ids: readonly string[],
  at: UnixSeconds,
): Promise<Map<string, History>> {
  const unique = [...new Set(ids)];
  const pools = await poolHistories(
    view,
    world,
    unique.filter((id) => !isVault(id)),
    at,
  );
  return new Map([...pools, ...(await vaultHistories(view, world, unique.filter(isVault), at))]);
}

/** A window begins with a day, so that a row of that day is its beginning. */
function beginningsOf(at: UnixSeconds): UnixSeconds[] {
  return Object.values(WINDOW_DAYS).map((days) => {
    const since = at - days * DAY_SECONDS;
    return since - (since % DAY_SECONDS);
  });
}

async function poolHistories(
  view: Database,
  world: World,
  poolIds: readonly string[],
  at: UnixSeconds,
): Promise<Map<string, History>> {
  const [days, incidents] = await Promise.all([
    loadPoolDays(view, 'pools', poolIds, beginningsOf(at)),
    loadPoolIncidents(view, poolIds, LOSSES_SHOWN_MAX),
  ]);
  const histories = new Map<string, History>();
  for (const poolId of poolIds) {
    const books = openBooks(world, poolId, at);
    if (books === null) continue;
    histories.set(poolId, {
      now: markOf(books.draft, books.pool, books.draft.at),
      earned: books.pool.results.amounts,
      starts: (days.get(poolId) ?? []).map((row) => row?.mark ?? null),
      losses: (incidents.get(poolId) ?? []).flatMap((incident) => lossOf(incident, poolId) ?? []),
      paying: books.pool.runOff?.round?.payout ?? null,
    });
  }
  return histories;
}

async function vaultHistories(
  view: Database,
  world: World,
  vaultIds: readonly string[],
  at: UnixSeconds,
): Promise<Map<string, History>> {
  if (vaultIds.length === 0) return new Map();
  const [days, losses] = await Promise.all([
    loadPoolDays(view, 'vaults', vaultIds, beginningsOf(at)),
    loadVaultLosses(view, vaultIds, LOSSES_SHOWN_MAX),
  ]);
  const histories = new Map<string, History>();
  for (const vaultId of vaultIds) {
    const books = openVault(world, vaultId, at);
    if (books === null) continue;
    histories.set(vaultId, {
      now: vaultMark(books.draft, books.vault, books.draft.at),
      earned: books.vault.results.amounts,
      starts: (days.get(vaultId) ?? []).map((row) => row?.mark ?? null),
      losses: (losses.get(vaultId) ?? []).flatMap(vaultLossesOf),
      paying: null,
    });
  }
  return histories;
}

/** What a loss event took from a vault, incident by incident. */
function vaultLossesOf({ incidents, at, assetsBefore, sharesBefore }: VaultLossDocument): PastLoss[] {
  return incidents.map(({ incidentId, amount }) => {
    // Up: no loss is shown smaller than it was.
    const shareOfCapitalWad = mulDivUp(amount, WAD, maximum(1n, assetsBefore));
    return { incidentId, at, amount, shareOfCapitalWad, sharesBefore };
  });
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
function lossOf({ _id, pools, allocatedAt }: IncidentDocument, poolId: string): PastLoss | null {
  const pool = pools.find((one) => one.poolId === poolId);
  if (pool === undefined || allocatedAt === null) return null;
  const { fromCapital, eventClaimed, claimedBefore, claimed, capitalBefore, sharesBefore } = pool;
  const shared = { funded: fromCapital, claimed: eventClaimed };
  const amount = proRataPart(shared, claimedBefore, claimed);
  if (amount === 0n) return null;
  // Up: no loss is shown smaller than it was.
  const shareOfCapitalWad = mulDivUp(amount, WAD, maximum(1n, capitalBefore));
  return { incidentId: _id, at: allocatedAt, amount, shareOfCapitalWad, sharesBefore };
}
