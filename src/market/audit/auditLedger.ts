/**
 * The audit: computes the ledger again from its journal, and every sum again from its parts.
 *
 * All reads see one moment, so a ledger can be audited while it is in use. Rows are streamed: what is kept in
 * memory grows with pools and incidents, not with accounts, policies or history.
 */
import { AUDIT_BALANCES_MAX } from '../../domain/shared/limits.ts';
import { readRows } from '../../store/audit/rows.ts';
import type { Database } from '../../store/database.ts';
import type { HeadDocument } from '../../store/documents/ledger.ts';
import { withSnapshot } from '../../store/queries/snapshot.ts';
import { readBooks } from './books.ts';
import { type AuctionsTally, tallyAuctions } from './checkAuctions.ts';
import { tallyBalances } from './checkBalances.ts';
import { checkBonds } from './checkBonds.ts';
import { tallyCommitments } from './checkCommitments.ts';
import { checkEarners } from './checkEarners.ts';
import { tallyGovernance } from './checkGovernance.ts';
import { checkIncidents } from './checkIncidents.ts';
import { checkJournal } from './checkJournal.ts';
import { checkLossEvents } from './checkLossEvents.ts';
import { checkMarketCover } from './checkMarketCover.ts';
import { checkOrders } from './checkOrders.ts';
import { checkPolicies } from './checkPolicies.ts';
import { checkPools } from './checkPools.ts';
import { checkReserves } from './checkReserves.ts';
import { tallyResults } from './checkResults.ts';
import { tallyScores } from './checkScores.ts';
import { checkShares } from './checkShares.ts';
import { tallySnapshots } from './checkSnapshots.ts';
import { checkVaults } from './checkVaults.ts';
import { checkVenues } from './checkVenues.ts';
import { collectFindings, type Difference, type Findings } from './findings.ts';

export interface AuditReport {
  /** True when there is no difference. */
  clean: boolean;
  /** The command up to which the ledger was looked at. */
  asOfSequence: number;
  /** Rows that were looked at. */
  checked: AuditCounts;
  /** Differences in all. */
  differenceCount: number;
  /** The first of them, in the order of the checks: journal, balances, pools, policies, incidents. */
  differences: readonly Difference[];
}

export interface AuditCounts {
  commands: number;
  entries: number;
  balances: number;
  pools: number;
  vaults: number;
  feeds: number;
  subjects: number;
  positions: number;
  withdrawals: number;
  policies: number;
  payouts: number;
  incidents: number;
  orders: number;
  trades: number;
  proposals: number;
  scores: number;
  reserves: number;
  liquidations: number;
  auctions: number;
  commitments: number;
  snapshots: number;
}

export interface AuditOptions {
  /** Balances kept in memory at a time; the journal is walked once for each so many. */
  balancesMax?: number;
}

/** The database holds neither a head nor a journal: it is not a ledger's. */
export class NoLedger extends Error {}

/**
 * Audits a ledger. Never writes. Throws `NoLedger` where there is none.
 * @example
 * const report = await auditLedger(database);
 * if (!report.clean) console.error(report.differences[0]);
 */
export async function auditLedger(
  database: Database,
  { balancesMax = AUDIT_BALANCES_MAX }: AuditOptions = {},
): Promise<AuditReport> {
  return withSnapshot(database, async (view) => {
    const findings = collectFindings();
    const head = await readHead(view, findings);
    const results = tallyResults();
    const auctions = tallyAuctions();
    const governance = tallyGovernance();
    const scores = tallyScores();
    const snapshots = tallySnapshots();
    const commitments = tallyCommitments();
    const tallies = [results, auctions, governance, scores, snapshots, commitments];
    const ledger = await checkLedger(view, findings, head, tallies, balancesMax);
    if (head === null && ledger.commands === 0) throw new NoLedger('there is no ledger in this database');
    const books = await readBooks(view, findings);
    const shares = await checkShares(view, findings, books);
    const vaults = await checkVaults(view, findings, books);
    const policies = await checkPolicies(view, findings, books);
    checkPools(findings, books);
    await checkEarners(view, findings, books);
    results.compare(findings, books);
    const covers = await checkMarketCover(view, findings, books);
    checkIncidents(findings, books);
    await checkBonds(view, findings, books);
    const orders = await checkOrders(view, findings);
    const drawn = await checkLossEvents(view, findings, books);
    const reserves = await checkReserves(view, findings, books, drawn);
    const liquidations = await checkVenues(view, findings, books);
    const sizes = {
      ...{ pools: books.pools.size, incidents: books.incidents.size, reserves, liquidations },
      commitments: await commitments.compare(view, findings),
      auctions: await auctions.compare(view, findings, books),
      proposals: await governance.compare(view, findings),
      scores: await scores.compare(view, findings),
      snapshots: await snapshots.compare(view, findings),
    };
    return {
      clean: findings.count === 0,
      asOfSequence: head?.sequence ?? 0,
      checked: { ...ledger, ...shares, ...vaults, ...policies, ...covers, ...sizes, ...orders },
      differenceCount: findings.count,
      differences: findings.list,
    };
  });
}

/** Unlike the service's own reading of it, this one does not make a head where there is none. */
async function readHead(view: Database, findings: Findings): Promise<HeadDocument | null> {
  let head: HeadDocument | null = null;
  for await (const row of readRows(view, 'head', { sort: { _id: 1 } })) {
    findings.look('head', row, (document) => {
      head = document;
    });
  }
  return head;
}

async function checkLedger(
  view: Database,
  findings: Findings,
  head: HeadDocument | null,
  tallies: readonly Pick<AuctionsTally, 'add'>[],
  balancesMax: number,
): Promise<Pick<AuditCounts, 'commands' | 'entries' | 'balances'>> {
  const parts = Math.max(1, Math.ceil((await view.collection('balances').countDocuments({})) / balancesMax));
  const first = tallyBalances(view, findings, 0, parts);
  const counts = await checkJournal(view, findings, head, (document) => {
    first.add(document);
    for (const tally of tallies) tally.add(document);
  });
  let balances = await first.compare();
  for (let part = 1; part < parts; part += 1) {
    const tally = tallyBalances(view, findings, part, parts);
    for await (const row of readRows(view, 'journal', { sort: { sequence: 1 }, fields: ['entries'] })) {
      if (row.document !== null) tally.add(row.document);
    }
    balances += await tally.compare();
  }
  return { ...counts, balances };
}
