/**
 * The executable schema: the SDL and what resolves it. What only a sandbox has is not in a production schema
 * at all.
 */
import type { GraphQLSchema } from 'graphql';
import { createSchema } from 'graphql-yoga';
import type { ApiContext } from '../context.ts';
import { mutations, sandboxMutations } from '../mutations/mutations.ts';
import { accountResolvers } from '../resolvers/account.ts';
import { assetResolvers } from '../resolvers/asset.ts';
import { auctionResolvers } from '../resolvers/auction.ts';
import { basketResolvers } from '../resolvers/basket.ts';
import { commitmentResolvers } from '../resolvers/commitment.ts';
import { distributorResolvers } from '../resolvers/distributor.ts';
import { eventResolvers } from '../resolvers/events.ts';
import { feedResolvers } from '../resolvers/feed.ts';
import { fundResolvers } from '../resolvers/fund.ts';
import { incidentResolvers } from '../resolvers/incident.ts';
import { inclusionResolvers } from '../resolvers/inclusion.ts';
import { liquidationResolvers } from '../resolvers/liquidation.ts';
import { marketResolvers } from '../resolvers/market.ts';
import { nodeResolvers } from '../resolvers/node.ts';
import { observationResolvers } from '../resolvers/observation.ts';
import { orderResolvers } from '../resolvers/order.ts';
import { policyResolvers } from '../resolvers/policy.ts';
import { poolResolvers } from '../resolvers/pool.ts';
import { positionResolvers } from '../resolvers/position.ts';
import { productResolvers } from '../resolvers/product.ts';
import { proposalResolvers } from '../resolvers/proposal.ts';
import { quoteResolvers } from '../resolvers/quote.ts';
import { reserveResolvers } from '../resolvers/reserve.ts';
import { resultResolvers } from '../resolvers/results.ts';
import { scoreResolvers } from '../resolvers/score.ts';
import { solvencyResolvers } from '../resolvers/solvency.ts';
import { subscriptionResolvers } from '../resolvers/subscription.ts';
import { valueResolvers } from '../resolvers/values.ts';
import { vaultResolvers } from '../resolvers/vault.ts';
import { venueResolvers } from '../resolvers/venue.ts';
import { webhookResolvers } from '../resolvers/webhook.ts';
import { whatIfResolvers } from '../resolvers/whatIf.ts';
import { withdrawalResolvers } from '../resolvers/withdrawal.ts';
import { scalars } from '../scalars/scalars.ts';
import { readSdl } from './sdl.ts';

const NOUNS = [
  accountResolvers,
  assetResolvers,
  distributorResolvers,
  reserveResolvers,
  eventResolvers,
  feedResolvers,
  incidentResolvers,
  nodeResolvers,
  observationResolvers,
  policyResolvers,
  poolResolvers,
  positionResolvers,
  resultResolvers,
  basketResolvers,
  productResolvers,
  scoreResolvers,
  proposalResolvers,
  whatIfResolvers,
  quoteResolvers,
  subscriptionResolvers,
  valueResolvers,
  fundResolvers,
  vaultResolvers,
  withdrawalResolvers,
  orderResolvers,
  solvencyResolvers,
  inclusionResolvers,
  venueResolvers,
  marketResolvers,
  liquidationResolvers,
  auctionResolvers,
  commitmentResolvers,
  webhookResolvers,
];

export function buildApiSchema({ sandbox }: { sandbox: boolean }): GraphQLSchema {
  const Mutation = sandbox ? { ...mutations, ...sandboxMutations } : mutations;
  return createSchema<ApiContext>({
    typeDefs: readSdl({ sandbox }),
    resolvers: [scalars, ...NOUNS, { Mutation }],
    // A resolver for a field that the schema does not have is a slip of the pen.
    resolverValidationOptions: { requireResolversToMatchSchema: 'error' },
  });
}
