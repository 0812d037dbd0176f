/** Money, rates, prices and refusals. */
import { formatUnits } from 'viem';
import { formatDecimal } from '../../domain/trigger/decimal.ts';
import type { Resolvers } from '../generated/schema.generated.ts';
import { must } from '../loaders/loaders.ts';

/** A ratio scaled by 10^18 is a percentage scaled by 10^16. */
const PERCENT_DECIMALS = 16;

export const valueResolvers: Resolvers = {
  Money: {
    asset: ({ assetId }, _arguments, { loaders }) =>
      loaders.asset.known(assetId) ?? must(loaders.asset, assetId),
    decimal({ amount, assetId }, _arguments, { loaders }) {
      // A list shows hundreds of amounts: none of them waits for what is known.
      const known = loaders.asset.known(assetId);
      if (known !== undefined) return formatUnits(amount, known.decimals);
      return must(loaders.asset, assetId).then(({ decimals }) => formatUnits(amount, decimals));
    },
  },
  Rate: { percent: ({ wad }) => formatUnits(wad, PERCENT_DECIMALS) },
  Price: { decimal: ({ wad }) => formatDecimal(wad) },
  Refusal: { __resolveType: (refusal) => refusal.__typename as 'NotFound' },
  BalanceTooLow: {
    asset: ({ assetId }, _arguments, { loaders }) => must(loaders.asset, assetId as string),
  },
};
