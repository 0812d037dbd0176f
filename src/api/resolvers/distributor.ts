/** Distributors, and what they have sold and not earned yet. */
import type { Resolvers } from '../generated/schema.generated.ts';
import { money } from '../render/money.ts';
import { history } from './events.ts';
import { distributorFilter } from './filters.ts';
import { finderOf } from './node.ts';
import { connection, pageOf } from './page.ts';

export const distributorResolvers: Resolvers = {
  Query: {
    distributor: finderOf('dst'),
    distributors: (_parent, { filter, ...page }, { services }) =>
      pageOf(services.market.queries.distributors, page, distributorFilter(filter)),
  },
  DistributorConnection: connection,
  Distributor: {
    id: ({ _id }) => _id,
    async unearned({ _id, accountId }, _arguments, { caller, loaders }) {
      if (caller?.id !== accountId) return null;
      const rows = (await loaders.commissions.load(_id)) ?? [];
      return rows.map(({ amount, assetId }) => money(amount, assetId));
    },
    async sold({ _id, accountId }, _arguments, { caller, loaders }) {
      if (caller?.id !== accountId) return null;
      const rows = (await loaders.commissions.load(_id)) ?? [];
      return rows.map(({ cover, assetId }) => money(cover, assetId));
    },
    async limits({ grade }, _arguments, { services }) {
      const { parameters } = await services.market.queries.governanceNow();
      return parameters.distributors[grade];
    },
    history,
  },
};
