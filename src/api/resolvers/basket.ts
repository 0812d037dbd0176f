/** Baskets: what they count, and what of it counts now. */
import { countedMembers } from '../../domain/basket/state.ts';
import type { Resolvers } from '../generated/schema.generated.ts';
import { must } from '../loaders/loaders.ts';

export const basketResolvers: Resolvers = {
  Basket: {
    k: ({ rule }) => rule.k,
    windowSeconds: ({ rule }) => rule.windowSeconds,
    members: ({ rule, basketState }, _arguments, { loaders, services }) =>
      countedMembers(rule, basketState, services.market.clockNow()).map(
        async ({ productId, confirmedAt }) => ({
          product: await must(loaders.product, productId),
          countedAt: confirmedAt,
        }),
      ),
  },
  BasketRuleMember: {
    product: ({ productId }, _arguments, { loaders }) => must(loaders.product, productId),
  },
};
