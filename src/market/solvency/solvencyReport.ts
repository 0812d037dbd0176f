/** Makes the solvency report, of documents that all stood together at one moment. */
import { openPromises } from '../../domain/commitment/calls.ts';
import { IN_FORCE } from '../../domain/commitment/states.ts';
import { stressRatio } from '../../domain/fund/stress.ts';
import { earmarkedOf } from '../../domain/pool/earmark.ts';
import { totalCover } from '../../domain/pool/exposure.ts';
import { adequacyRatio } from '../../domain/pool/requirement.ts';
import { poolAssets } from '../../domain/pool/shares.ts';
import { standingOf } from '../../domain/pool/standing.ts';
import { SOLVENCY_DRAWS_MAX, SOLVENCY_EXPOSURES_MAX } from '../../domain/shared/limits.ts';
import type { Amount, UnixSeconds } from '../../domain/shared/units.ts';
import {
  type AssetReport,
  type BalanceSheet,
  balanceSheets,
  type DrawLine,
  type PoolLine,
  ratioOf,
  type SolvencyReport,
  type StressLine,
} from '../../domain/solvency/report.ts';
import { exposuresOf } from '../../domain/solvency/stress.ts';
import type { Database } from '../../store/database.ts';
import type { PoolDocument } from '../../store/documents/pools.ts';
import { GENESIS_HASH } from '../../store/head.ts';
import { loadAll } from '../../store/load.ts';
import { headOf, newestOfTypes, sumHaircuts, sumHoldings } from '../../store/queries/solvencyRows.ts';
import { balanceId, capitalOf } from '../ledger/accounts.ts';
import { backingNeeds, backingOf } from '../reserve/backing.ts';
import { type Draft, openDraft } from '../sequencer/draft.ts';
import { loadWorld } from '../sequencer/loadWorld.ts';
import { need } from '../sequencer/world.ts';
import { ledgerLines } from './ledgerLines.ts';
import { type Histories, playStress, type StressedPool } from './playStress.ts';

/** Events that say who bore a loss. */
const DRAW_TYPES: readonly string[] = ['incident.allocated', 'reserve.drawn'];
/** Incidents with nothing left to pay. */
const ENDED: readonly string[] = ['PAID', 'REVERSED'];

/**
 * The report as of the newest command that `view` sees. `view` has to be of one moment (`withSnapshot`),
 * else money that moves between two reads is counted twice or not at all.
 */
export async function solvencyReport(view: Database, histories: Histories): Promise<SolvencyReport> {
  const [head, holdings, haircuts, reserves, pools, products, incidents, promises, journal] =
    await Promise.all([
      headOf(view),
      sumHoldings(view),
      sumHaircuts(view),
      loadAll(view, 'reserves'),
      loadAll(view, 'pools'),
      loadAll(view, 'products'),
      loadAll(view, 'incidents', { status: { $nin: [...ENDED] } }),
      loadAll(view, 'commitments', { status: { $in: [...IN_FORCE] } }),
      newestOfTypes(view, DRAW_TYPES, SOLVENCY_DRAWS_MAX),
    ]);
  const books = await booksOf(view, pools, head?.time ?? 0);
  const sheets = balanceSheets(holdings, ledgerLines(new Map(reserves.map(({ _id, kind }) => [_id, kind]))));
  const assetIds = [...new Set([...sheets.keys(), ...pools.map(({ assetId }) => assetId)])].sort();
  return {
    sequence: head?.sequence ?? 0,
    journalHash: head?.hash ?? GENESIS_HASH,
    at: head?.time ?? 0,
    assets: assetIds.map((assetId) => {
      const own = pools.filter((pool) => pool.assetId === assetId);
      const sheet = sheets.get(assetId) ?? { held: 0n, liabilities: [], layers: [] };
      const stress = playStress(books, own.map(stressedPoolIn(books)), products, histories);
      const report = assetReport(assetId, sheet, own.map(poolLineIn(books)), stress);
      return {
        ...report,
        largestExposures: exposuresOf(own.flatMap((pool) => pool.products)).slice(0, SOLVENCY_EXPOSURES_MAX),
        recoveryClaims: haircuts.get(assetId) ?? 0n,
        commitments: openPromises(
          promises.filter((promise) => promise.assetId === assetId),
          head?.time ?? 0,
        ),
      };
    }),
    openIncidents: incidents.map(({ _id, status }) => ({ incidentId: _id, status })),
    draws: journal.flatMap(drawsOf).slice(0, SOLVENCY_DRAWS_MAX),
  };
}

type BookedReport = Omit<AssetReport, 'largestExposures' | 'recoveryClaims' | 'commitments'>;

function assetReport(
  assetId: string,
  sheet: BalanceSheet,
  pools: readonly PoolLine[],
  stress: readonly StressLine[],
): BookedReport {
  const ratio = ratioOf(pools, sheet.layers);
  const activeCover = pools.reduce((sum, pool) => sum + pool.activeCover, 0n);
  const stressRatioWad = stressRatio(ratio.resources, stress);
  return { assetId, ...sheet, activeCover, ...ratio, pools, stress, stressRatioWad };
}

/** Pools, and what stands behind them, as of the moment of the report. */
async function booksOf(view: Database, pools: readonly PoolDocument[], at: UnixSeconds): Promise<Draft> {
  const world = await loadWorld(view, () =>
    pools.flatMap(({ _id, assetId }) => [
      need('assets', assetId),
      need('balances', balanceId(capitalOf(_id), assetId)),
      ...backingNeeds(_id, assetId),
    ]),
  );
  return openDraft(world, at);
}

const capitalIn = (books: Draft, { _id, assetId }: PoolDocument): Amount =>
  books.balance(capitalOf(_id), assetId);

/** What is set aside for incidents that are there already is not there for another. */
const stressedPoolIn =
  (books: Draft) =>
  (pool: PoolDocument): StressedPool => ({
    pool,
    capital: poolAssets(capitalIn(books, pool), earmarkedOf(pool)),
  });

const poolLineIn =
  (books: Draft) =>
  (pool: PoolDocument): PoolLine => {
    const { _id: poolId, status, products } = pool;
    const capital = capitalIn(books, pool);
    const { requirement, resources } = standingOf(pool, capital, backingOf(books, pool));
    return {
      poolId,
      status,
      capital,
      earmarked: earmarkedOf(pool),
      activeCover: totalCover(products),
      requirement,
      resources,
      adequacyWad: adequacyRatio(resources, requirement),
    };
  };

function drawsOf({
  sequence,
  time,
  events,
  entries,
}: Awaited<ReturnType<typeof newestOfTypes>>[number]): DrawLine[] {
  // What people hold and move is theirs to know.
  const shown = entries
    .filter(({ account }) => !account.startsWith('acc_'))
    .map(({ account, assetId, amount }) => ({ account, assetId, amount }));
  return events.flatMap(({ type, node }, index) =>
    DRAW_TYPES.includes(type) ? [{ sequence, index, type, nodeId: node, at: time, entries: shown }] : [],
  );
}
