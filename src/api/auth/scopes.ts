/**
 * What a key of a program may do, operation by operation: the one table. A session may do everything that its
 * account may. An operation that is not in the table is closed to keys.
 */
import type { ApiKeyScope } from '../generated/schema.generated.ts';

export type Scope = ApiKeyScope;

/** What an operation that no key may use asks for. */
const SESSION = 'SESSION';

/** The scope that each operation needs; null: none. */
export const OPERATION_SCOPES: Readonly<Record<string, Scope | typeof SESSION | null>> = {
  'Query.account': 'ACCOUNT',
  'Query.accounts': 'ACCOUNT',
  'Query.asset': null,
  'Query.assets': null,
  'Query.events': null,
  'Query.distributor': null,
  'Query.distributors': null,
  'Query.feed': null,
  'Query.feeds': null,
  'Query.incident': null,
  'Query.incidents': null,
  'Query.node': null,
  'Query.nodes': null,
  'Query.auction': null,
  'Query.auctions': null,
  'Query.order': null,
  'Query.orders': null,
  'Query.policies': 'ACCOUNT',
  'Query.policy': 'ACCOUNT',
  'Query.pool': null,
  'Query.pools': null,
  'Query.position': 'ACCOUNT',
  'Query.positions': 'ACCOUNT',
  'Query.venue': null,
  'Query.venues': null,
  'Query.liquidation': null,
  'Query.liquidations': null,
  'Query.market': null,
  'Query.markets': null,
  'Query.product': null,
  'Query.products': null,
  'Query.proposal': null,
  'Query.proposals': null,
  'Query.governance': null,
  'Query.whatIf': null,
  'Query.quote': null,
  'Query.simulatePayout': null,
  'Query.solvency': null,
  'Query.reserve': null,
  'Query.reserves': null,
  'Query.trade': 'ACCOUNT',
  'Query.trades': 'ACCOUNT',
  'Query.viewer': 'ACCOUNT',
  'Query.withdrawal': 'ACCOUNT',
  'Query.withdrawals': 'ACCOUNT',
  'Mutation.advanceClock': 'ACCOUNT',
  'Mutation.buyPolicies': 'COVER_BUY',
  'Mutation.cancelPolicy': 'COVER_BUY',
  'Mutation.editPolicy': 'COVER_BUY',
  'Mutation.transferPolicy': 'COVER_BUY',
  'Mutation.placeOrder': SESSION,
  'Mutation.fillOrder': SESSION,
  'Mutation.takeAuction': SESSION,
  'Mutation.cancelOrder': SESSION,
  'Mutation.transferPosition': 'CAPITAL',
  'Mutation.cancelWithdrawal': 'CAPITAL',
  'Mutation.challengeIncident': SESSION,
  'Mutation.contributeToReserve': SESSION,
  'Mutation.createApiKey': 'ACCOUNT',
  'Mutation.createPool': 'GOVERN',
  'Mutation.createVault': 'GOVERN',
  'Mutation.createProduct': 'GOVERN',
  'Mutation.createSignInMessage': null,
  'Mutation.createTestFunds': 'ACCOUNT',
  'Mutation.creditAccount': 'CASHIER',
  'Mutation.debitAccount': 'CASHIER',
  'Mutation.declareFork': SESSION,
  'Mutation.delayIncident': SESSION,
  'Mutation.pause': SESSION,
  'Mutation.raiseAlert': SESSION,
  'Mutation.propose': 'GOVERN',
  'Mutation.approveProposal': 'GOVERN',
  'Mutation.executeProposal': 'GOVERN',
  'Mutation.cancelProposal': 'GOVERN',
  'Mutation.depositCapital': 'CAPITAL',
  'Mutation.editDistributor': 'ACCOUNT',
  'Mutation.registerDistributor': 'ACCOUNT',
  'Mutation.registerVenue': 'VENUE',
  'Mutation.editVenue': 'VENUE',
  'Mutation.submitLiquidations': 'VENUE',
  'Mutation.submitMarketState': 'VENUE',
  'Mutation.editFeed': 'FEED_MANAGE',
  'Mutation.editProduct': 'GOVERN',
  'Mutation.refreshSession': null,
  'Mutation.registerAsset': 'GOVERN',
  'Mutation.registerFeed': 'FEED_MANAGE',
  'Mutation.requestWithdrawal': 'CAPITAL',
  'Mutation.revokeApiKey': 'ACCOUNT',
  'Mutation.revokeSession': null,
  'Mutation.signIn': null,
  'Mutation.submitObservations': 'ORACLE_SUBMIT',
  'Subscription.events': null,
};

/** The scope that is missing for an operation such as `Mutation.buyPolicies`, or null when it may go on. */
export function missingScope(operation: string, scopes: readonly Scope[] | null): string | null {
  if (scopes === null) return null;
  const needed = Object.hasOwn(OPERATION_SCOPES, operation) ? OPERATION_SCOPES[operation] : undefined;
  if (needed === undefined || needed === SESSION) return SESSION;
  return needed === null || scopes.includes(needed) ? null : needed;
}
