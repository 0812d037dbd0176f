/** What can be done with a noun: the command itself, tried dry with the smallest input that makes sense. */
import { termBounds } from '../../domain/policy/term.ts';
import { AMOUNT_MAX } from '../../domain/shared/limits.ts';
import { refuse } from '../../domain/shared/refusals.ts';
import type { AuctionDocument } from '../../store/documents/auctions.ts';
import type { CommitmentDocument } from '../../store/documents/commitments.ts';
import type { FeedDocument, ProductDocument } from '../../store/documents/cover.ts';
import type { ProposalDocument } from '../../store/documents/governance.ts';
import type { IncidentDocument } from '../../store/documents/incidents.ts';
import type { OrderDocument } from '../../store/documents/orders.ts';
import type { PolicyDocument } from '../../store/documents/policies.ts';
import type { PoolDocument, PositionDocument, WithdrawalDocument } from '../../store/documents/pools.ts';
import type { ReserveDocument } from '../../store/documents/reserves.ts';
import type { VenueDocument } from '../../store/documents/venues.ts';
import type { CommandInputs, CommandName } from '../commandInputs.ts';
import type { ApiContext } from '../context.ts';
import { must } from '../loaders/loaders.ts';
import { send } from '../mutations/send.ts';
import type { RefusalModel } from '../render/models.ts';
import { refusalNow } from '../render/refusal.ts';

interface ActionModel {
  name: string;
  allowed: boolean;
  refusal: RefusalModel | null;
}

/** Tries one command dry. A caller without a session may do nothing, and is told how to get one. */
async function tried<Name extends CommandName>(
  context: ApiContext,
  name: Name,
  input: CommandInputs[Name],
): Promise<ActionModel> {
  if (context.caller === null) return { name, allowed: false, refusal: withoutSession(context) };
  const { errors } = await send(context, name, input, { dryRun: true });
  return { name, allowed: errors.length === 0, refusal: errors[0] ?? null };
}

function withoutSession({ services }: ApiContext): RefusalModel {
  const appeal = 'Sign in with createSignInMessage and signIn.';
  const refusal = refuse('ACCESS_RESTRICTED', {
    rule: 'Only accounts that are signed in may do this.',
    appeal,
  });
  return refusalNow(services, refusal);
}

export const productActions = ({ _id, minCover, waitingSeconds }: ProductDocument, context: ApiContext) => {
  const termSeconds = termBounds(waitingSeconds).minimumSeconds;
  const items = [{ productId: _id, coverAmount: minCover, termSeconds, startAt: null }];
  return Promise.all([
    tried(context, 'buyPolicies', {
      quoteToken: null,
      items,
      maxPremium: AMOUNT_MAX,
      distributorCode: null,
      autoRenew: null,
    }),
  ]);
};

export const poolActions = ({ _id, assetId }: PoolDocument, context: ApiContext) =>
  Promise.all([
    context.loaders.asset.load(assetId).then((asset) => {
      const amount = 10n ** BigInt(asset?.decimals ?? 0);
      return tried(context, 'depositCapital', { into: _id, amount, minShares: null });
    }),
  ]);

/** One unit more: vaults and the treasury take none. */
export const reserveActions = ({ _id: reserveId }: ReserveDocument, context: ApiContext) =>
  Promise.all([tried(context, 'contributeToReserve', { reserveId, amount: 1n, kind: 'TRADING_FEE' })]);

const ORDER_OF_NOTHING = {
  ...{ positionId: null, poolId: null, productId: null, termSeconds: null },
  ...{ maxAnnualRateWad: null, expiresAt: null },
};

/** As little more cover as is sold, an offer at any price, and the end of it. */
export async function policyActions(
  { _id: policyId, productId, coverAmount }: PolicyDocument,
  context: ApiContext,
): Promise<ActionModel[]> {
  const { minCover } = await must(context.loaders.product, productId);
  const more = { policyId, coverAmount: coverAmount + minCover, coverUntil: null };
  const offer = { side: 'SELL' as const, policyId, quantity: null, price: 1n };
  return Promise.all([
    tried(context, 'editPolicy', { ...more, maxPremium: AMOUNT_MAX, minRefund: null }),
    tried(context, 'placeOrder', { ...ORDER_OF_NOTHING, ...offer }),
    tried(context, 'cancelPolicy', { policyId, minRefund: null }),
  ]);
}

export const positionActions = (
  { _id, shares, queuedShares, lockedShares }: PositionDocument,
  context: ApiContext,
): Promise<ActionModel[]> =>
  Promise.all([
    tried(context, 'requestWithdrawal', { positionId: _id, shares: shares - queuedShares - lockedShares }),
  ]);

export const withdrawalActions = ({ _id }: WithdrawalDocument, context: ApiContext): Promise<ActionModel[]> =>
  Promise.all([tried(context, 'cancelWithdrawal', { withdrawalId: _id })]);

/** As much as anybody could take: the auction gives what it needs. */
export const auctionActions = ({ _id: auctionId }: AuctionDocument, context: ApiContext) =>
  Promise.all([tried(context, 'takeAuction', { auctionId, amount: AMOUNT_MAX, maxPrice: null })]);

/** Its committer may take it back. */
export const commitmentActions = (
  { _id: commitmentId, accountId, status }: CommitmentDocument,
  context: ApiContext,
): Promise<ActionModel[]> => {
  const isOver = status === 'ENDED' || status === 'CANCELLED';
  if (isOver || context.caller?.id !== accountId) return Promise.resolve([]);
  return Promise.all([tried(context, 'cancelCommitment', { commitmentId })]);
};

/** Whoever placed an order may take it back; everybody else may fill it, unless it is one for cover. */
export const orderActions = (
  { _id: orderId, accountId, kind }: OrderDocument,
  context: ApiContext,
): Promise<ActionModel[]> => {
  if (context.caller?.id === accountId) return Promise.all([tried(context, 'cancelOrder', { orderId })]);
  if (kind === 'COVER') return Promise.resolve([]);
  const all = { orderId, quantity: null, maxPrice: null, minPrice: null };
  return Promise.all([tried(context, 'fillOrder', all)]);
};

/**
 * Challenging asks for an observation: any will do to know whether one may challenge. Guardians may delay.
 */
export const incidentActions = ({ _id }: IncidentDocument, context: ApiContext): Promise<ActionModel[]> => {
  const challenge = { incidentId: _id, observationId: 'any', rule: 'REORGED' as const };
  const actions = [tried(context, 'challengeIncident', challenge)];
  if (context.caller?.roles.includes('GUARDIAN'))
    actions.push(tried(context, 'delayIncident', { incidentId: _id, seconds: 1, reason: 'dry run' }));
  return Promise.all(actions);
};

/** What its account may do: change it. */
export const venueActions = (
  { _id, accountId }: VenueDocument,
  context: ApiContext,
): Promise<ActionModel[]> => {
  if (context.caller?.id !== accountId) return Promise.resolve([]);
  return Promise.all([tried(context, 'editVenue', { venueId: _id, name: null, keys: null, markets: null })]);
};

/** A governor may declare which branch counts, after a split that nobody has ruled on. */
export const feedActions = ({ _id, fork }: FeedDocument, context: ApiContext): Promise<ActionModel[]> => {
  const isAsked = fork !== null && fork.ruling === null && context.caller?.roles.includes('GOVERNOR');
  if (!isAsked) return Promise.resolve([]);
  const { chainId, block, hashes } = fork;
  const declaration = { feedId: _id, chainId, block, canonicalHash: hashes[0] ?? '', reason: 'dry run' };
  return Promise.all([tried(context, 'declareFork', declaration)]);
};

/** Executing and taking back; an approval is a signature, which cannot be tried. */
export const proposalActions = (
  { _id: proposalId, status }: ProposalDocument,
  context: ApiContext,
): Promise<ActionModel[]> => {
  if (status !== 'OPEN') return Promise.resolve([]);
  return Promise.all([
    tried(context, 'executeProposal', { proposalId }),
    tried(context, 'cancelProposal', { proposalId }),
  ]);
};
