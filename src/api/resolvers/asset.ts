/** Assets. */
import type { Resolvers } from '../generated/schema.generated.ts';
import { assetFilter } from './filters.ts';
import { finderOf } from './node.ts';
import { connection, pageOf } from './page.ts';

export const assetResolvers: Resolvers = {
  Query: {
    asset: finderOf('ast'),
    assets: (_parent, { filter, ...page }, { services }) =>
      pageOf(services.market.queries.assets, page, assetFilter(filter)),
  },
  AssetConnection: connection,
  Asset: { id: ({ _id }) => _id },
};
