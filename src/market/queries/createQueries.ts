/** Makes the read side of the marketplace. */
import { readBundle } from '../../store/evidence/bundles.ts';
import { isObserved } from '../../store/evidence/observations.ts';
import { newestJournal } from '../../store/queries/journalPages.ts';
import { createJournalWakeups } from '../../store/queries/journalWakeups.ts';
import { accountIdOf } from '../account/registerAccount.ts';
import { createCurrentReport } from '../solvency/currentReport.ts';
import { readHistories } from '../solvency/histories.ts';
import { inclusionProofs } from '../solvency/inclusionProofs.ts';
import { journalPart } from '../solvency/journalChain.ts';
import { findSnapshot, newestSealed, sealedReport } from '../solvency/sealedSnapshots.ts';
import { closeRanges } from '../venue/closeRange.ts';
import { auctionViews } from './auctionViews.ts';
import { callableOf } from './callable.ts';
import { rowsById, timeOrderedCollections } from './collections.ts';
import { commissionsOf } from './commissions.ts';
import { countDeliveriesOf, deliveryPage } from './deliveries.ts';
import type { QueryDependencies } from './dependencies.ts';
import { followEvents, readEvents } from './events.ts';
import { feedHealth } from './feedHealth.ts';
import { feedViews } from './feedViews.ts';
import { fundStress, fundViews } from './fundViews.ts';
import { governanceNow } from './governance.ts';
import { balancesOf, payoutsOf, repaidOf } from './holdings.ts';
import { holdsOf } from './holds.ts';
import { observationPage } from './observations.ts';
import { policyViews } from './policyViews.ts';
import { poolViews } from './poolViews.ts';
import type { Queries } from './port.ts';
import { positionViews } from './positionViews.ts';
import { productCollection } from './products.ts';
import { productViews } from './productViews.ts';
import { quote } from './quote.ts';
import { reserveViews } from './reserveViews.ts';
import { simulatePayout } from './simulatePayout.ts';
import { statementOf } from './statement.ts';
import { vaultViews } from './vaultViews.ts';
import { whatIf } from './whatIf.ts';
import { withdrawalViews } from './withdrawalViews.ts';
import { poolResults, positionResults, vaultResults } from './yields.ts';

/**
 * All queries over an open database. Every read is of what a majority has, from the primary; a view reads
 * its documents as they all stood at one moment. Nothing has to be closed: the only thing that stays open
 * is the stream that wakes subscribers, for as long as there are any.
 */
export function createQueries(dependencies: QueryDependencies): Queries {
  const { database } = dependencies;
  const wakeups = createJournalWakeups(database);
  const histories = readHistories(dependencies.scenarios);
  return {
    ...timeOrderedCollections(database),
    products: productCollection(dependencies),
    governanceNow: () => governanceNow(database),
    whatIf: (asked) => whatIf(dependencies, asked),

    async accountByAddress(address) {
      const id = accountIdOf(address);
      return (await rowsById(database, 'accounts', [id])).get(id) ?? null;
    },
    balancesOf: (accountIds) => balancesOf(database, accountIds),
    holdsOf: (accountIds) => holdsOf(database, accountIds),
    statementOf: (accountId, from, until) => statementOf(database, accountId, from, until),
    lossEventsOf: (ids) => rowsById(database, 'lossEvents', ids),
    repaidOf: (ids) => repaidOf(database, ids),
    payoutsOf: (policyIds) => payoutsOf(database, policyIds),

    productViews: (ids) => productViews(dependencies, ids),
    poolViews: (ids) => poolViews(dependencies, ids),
    auctionViews: (ids) => auctionViews(dependencies, ids),
    reserveViews: (ids) => reserveViews(dependencies, ids),
    fundViews: (ids) => fundViews(dependencies, ids),
    fundStress: (ids) => fundStress(dependencies, histories, ids),
    policyViews: (ids) => policyViews(dependencies, ids),
    positionViews: (ids) => positionViews(dependencies, ids),
    poolResults: (ids) => poolResults(dependencies, ids),
    vaultViews: (ids) => vaultViews(dependencies, ids),
    vaultResults: (ids) => vaultResults(dependencies, ids),
    positionResults: (ids) => positionResults(dependencies, ids),
    withdrawalViews: (ids) => withdrawalViews(dependencies, ids),
    feedViews: (ids) => feedViews(dependencies, ids),
    feedHealth: (ids) => feedHealth(database, ids),
    observations: (filter, page) => observationPage(database, filter, page),

    quote: (items, accountId, code) => quote(dependencies, items, accountId, code),
    closeRanges: (marketId, times) => closeRanges(database, marketId, times),
    marketStatesOf: (ids) => rowsById(database, 'marketStates', ids),
    callableOf: (assetIds) => callableOf(dependencies, assetIds),
    commissionsOf: (ids) => commissionsOf(database, ids),
    simulatePayout: (request) => simulatePayout(dependencies, request),

    solvency: createCurrentReport({ ...dependencies, histories }),
    journalPart: (after) => journalPart(database, after),
    sealedReport: (at) => sealedReport(database, at),
    solvencySnapshot: (id) => findSnapshot(database, id),
    sealedBy: (sequence) => newestSealed(database, { sequence }),
    inclusionProofs: (id, nodeId) => inclusionProofs(database, dependencies.signer, id, nodeId),

    deliveries: (filter, page) => deliveryPage(database, filter, page),
    countDeliveries: (filter) => countDeliveriesOf(database, filter),

    hasEvidence: (feedId, observationId) => isObserved(database, feedId, observationId),
    evidenceText: (sha256) => readBundle(database, sha256),

    events: (filter, after, first) => readEvents(database, filter, after, first),
    subscribe: (filter, after, signal) => followEvents(database, wakeups, filter, after, signal),
    async headSequence() {
      return (await newestJournal(database)).sequence;
    },
  };
}
