/** Makes the solvency report, of documents that all stood together at one moment. */
import { stressRatio } from '../../domain/fund/stress.ts';
import { totalCover } from '../../domain/pool/exposure.ts';
import { adequacyRatio } from '../../domain/pool/requirement.ts';
import { SOLVENCY_DRAWS_MAX, SOLVENCY_EXPOSURES_MAX } from '../../domain/shared/limits.ts';
import type { Amount } from '../../domain/shared/units.ts';
import {
  type AssetReport,
  type BalanceSheet,
  balanceSheets,
  type DrawLine,
  type PoolLine,
  ratioOf,
  type SolvencyReport,
} from '../../domain/solvency/report.ts';
import { exposuresOf } from '../../domain/solvency/stress.ts';
import type { Database } from '../../store/database.ts';
import type { ProductDocument } from '../../store/documents/cover.ts';
import type { PoolDocument } from '../../store/documents/pools.ts';
import { GENESIS_HASH } from '../../store/head.ts';
import {
  headOf,
  newestOfTypes,
  readAll,
  sumHaircuts,
  sumHoldings,
} from '../../store/queries/solvencyRows.ts';
import { reserveOf } from '../ledger/accounts.ts';
import { earmarkedOf, standingOf } from '../pool/poolBooks.ts';
import { type BackingBooks, backingOf } from '../reserve/backing.ts';
import { ledgerLines } from './ledgerLines.ts';
import { type Histories, playStress } from './playStress.ts';

/** Events that say who bore a loss. */
const DRAW_TYPES: readonly string[] = ['incident.allocated', 'reserve.drawn'];
/** Incidents with nothing left to pay. */
const ENDED: readonly string[] = ['PAID', 'REVERSED'];

/**
 * The report as of the newest command that `view` sees. `view` has to be of one moment (`withSnapshot`),
 * else money that moves between two reads is counted twice or not at all.
 */
export async function solvencyReport(view: Database, histories: Histories): Promise<SolvencyReport> {
  const [head, holdings, haircuts, reserves, pools, products, incidents, journal] = await Promise.all([
    headOf(view),
    sumHoldings(view),
    sumHaircuts(view),
    readAll(view, 'reserves'),
    readAll(view, 'pools'),
    readAll(view, 'products'),
    readAll(view, 'incidents', { status: { $nin: [...ENDED] } }),
    newestOfTypes(view, DRAW_TYPES, SOLVENCY_DRAWS_MAX),
  ]);
  const sheets = balanceSheets(holdings, ledgerLines(new Map(reserves.map(({ _id, kind }) => [_id, kind]))));
  const assetIds = [...new Set([...sheets.keys(), ...pools.map(({ assetId }) => assetId)])].sort();
  return {
    sequence: head?.sequence ?? 0,
    journalHash: head?.hash ?? GENESIS_HASH,
    at: head?.time ?? 0,
    assets: assetIds.map((assetId) => {
      const own = pools.filter((pool) => pool.assetId === assetId);
      const sheet = sheets.get(assetId) ?? { held: 0n, liabilities: [], layers: [] };
      return assetReport(assetId, sheet, own, products, histories, haircuts.get(assetId) ?? 0n);
    }),
    openIncidents: incidents.map(({ _id, status }) => ({ incidentId: _id, status })),
    draws: journal.flatMap(drawsOf).slice(0, SOLVENCY_DRAWS_MAX),
  };
}

function assetReport(
  assetId: string,
  sheet: BalanceSheet,
  pools: readonly PoolDocument[],
  products: readonly ProductDocument[],
  histories: Histories,
  recoveryClaims: bigint,
): AssetReport {
  const books = booksOf(pools, sheet);
  const lines = pools.map((pool) => poolLine(pool, sheet, backingOf(books, pool)));
  const ratio = ratioOf(lines, sheet.layers);
  const stress = playStress(pools, lines, products, histories);
  return {
    assetId,
    ...sheet,
    activeCover: lines.reduce((sum, { activeCover }) => sum + activeCover, 0n),
    ...ratio,
    pools: lines,
    largestExposures: exposuresOf(pools.flatMap((pool) => pool.products)).slice(0, SOLVENCY_EXPOSURES_MAX),
    recoveryClaims,
    stress,
    stressRatioWad: stressRatio(ratio.resources, stress),
  };
}

/** Reserves as the sheet has them, and what all pools are counted to require. */
function booksOf(pools: readonly PoolDocument[], { layers }: BalanceSheet): BackingBooks {
  const backed = pools.reduce((sum, { countedRequirement }) => sum + countedRequirement, 0n);
  return {
    must: () => ({ backed }),
    balance: (account) => layers.find(({ nodeId }) => reserveOf(nodeId) === account)?.amount ?? 0n,
  };
}

function poolLine(pool: PoolDocument, { layers }: BalanceSheet, backing: Amount): PoolLine {
  const { _id: poolId, status, products } = pool;
  const held = layers.find(({ layer, nodeId }) => layer === 'POOL_CAPITAL' && nodeId === poolId);
  const capital = held?.amount ?? 0n;
  const { requirement, resources } = standingOf(pool, capital, backing);
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
}

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
