/** Markets of venues: what their newest state says, and what follows from it. */
import { adequacyRatio } from '../../domain/pool/requirement.ts';
import { DAY_SECONDS } from '../../domain/shared/units.ts';
import { deleveragingOrder } from '../../domain/venue/deleveraging.ts';
import { GRADES } from '../../domain/venue/grade.ts';
import { MARKET_DAYS, sumDays } from '../../domain/venue/marketDays.ts';
import { twoLargest } from '../../domain/venue/requirement.ts';
import { largestHoldingsCoverage, openInterestRoom, shortfallsPerDay } from '../../domain/venue/signals.ts';
import { dailyVolatility } from '../../domain/venue/volatility.ts';
import type { Resolvers } from '../generated/schema.generated.ts';
import { must } from '../loaders/loaders.ts';
import { money, price, priceOrNull, rate, rateOrNull } from '../render/money.ts';
import { history } from './events.ts';
import { marketFilter } from './filters.ts';
import { finderOf } from './node.ts';
import { connection, pageOf } from './page.ts';

export const marketResolvers: Resolvers = {
  Query: {
    market: finderOf('mkt'),
    markets: (_parent, { filter, ...page }, { services }) =>
      pageOf(services.market.queries.markets, page, marketFilter(filter)),
  },
  MarketConnection: connection,
  Market: {
    id: ({ _id }) => _id,
    venue: ({ venueId }, _arguments, { loaders }) => must(loaders.venue, venueId),
    asset: ({ assetId }, _arguments, { loaders }) => must(loaders.asset, assetId),
    feed: ({ feedId }, _arguments, { loaders }) => must(loaders.feed, feedId),
    markPrice: ({ figures }) => priceOrNull(figures?.mark ?? null),
    asOf: ({ figures }) => figures?.asOf ?? null,
    fund: ({ fundId }, _arguments, { loaders }) => must(loaders.reserve, fundId),
    requirement: (market) => market,
    exposure: (market) => market,
    signals: (market) => market,
    async warnings({ _id, accountId, assetId }, _arguments, { caller, loaders }) {
      if (caller?.id !== accountId) return null;
      const state = await loaders.marketState.load(_id);
      return (state?.warnings ?? []).map((warning) => ({ ...warning, assetId }));
    },
    async deleveragingOrder({ _id, accountId, assetId, figures }, { against }, { caller, loaders }) {
      if (caller?.id !== accountId) return null;
      const state = await loaders.marketState.load(_id);
      if (state === null || figures === null) return [];
      const { decimals } = await must(loaders.asset, assetId);
      const { mark } = figures;
      const bankrupt = { side: against, bankruptcyPrice: mark };
      return deleveragingOrder(state.holdings, bankrupt, { mark, unit: 10n ** BigInt(decimals) });
    },
    history,
  },
  MarketRequirement: {
    desired: ({ desired, assetId }) => money(desired, assetId),
    stored: ({ requirement, assetId }) => money(requirement?.stored ?? 0n, assetId),
    updatedAt: ({ requirement }) => requirement?.updatedAt ?? null,
    gradeFactorBps: async ({ venueId }, _arguments, { loaders }) =>
      Number(GRADES[(await must(loaders.venue, venueId)).grade].factorBps),
    volumeOf30Days: ({ days, assetId }) => money(sumDays(days).volume, assetId),
    dailyVolatility: ({ days }) => rate(dailyVolatility(sumDays(days).marks)),
  },
  MarketExposure: {
    stressMove: ({ exposure }) => rate(exposure.moveWad),
    twoLargest: ({ exposure, assetId }) => money(twoLargest(exposure.stressed), assetId),
    holdingCount: ({ exposure }) => exposure.holdingCount,
    openInterest: ({ figures, assetId }) => figures && money(figures.openInterest, assetId),
    liquidity: ({ figures, assetId }) => figures && money(figures.liquidity, assetId),
    openInterestRoom: ({ figures, openInterestLimit, assetId }) =>
      figures && money(openInterestRoom(figures.openInterest, figures.liquidity, openInterestLimit), assetId),
    openInterestLimit: ({ openInterestLimit, assetId }) => money(openInterestLimit, assetId),
  },
  MarketSignals: {
    shortfallsPerDay({ days, createdAt }, _arguments, { services }) {
      const age = Math.min(services.market.clockNow() - createdAt, MARKET_DAYS * DAY_SECONDS);
      if (age < DAY_SECONDS) return null;
      return priceOrNull(shortfallsPerDay(sumDays(days).shortfalls, age));
    },
    async largestHoldingsCoverage({ fundId, exposure }, _arguments, { loaders }) {
      const { balance } = await must(loaders.reserveView, fundId);
      return rateOrNull(largestHoldingsCoverage(balance, twoLargest(exposure.stressed)));
    },
    async adequacyRatio({ fundId, requirement }, _arguments, { loaders }) {
      const { balance } = await must(loaders.reserveView, fundId);
      return rateOrNull(adequacyRatio(balance, requirement?.stored ?? 0n));
    },
  },
  MarginWarning: { topUp: ({ topUp, assetId }) => money(topUp, assetId) },
  RankedHolding: { size: ({ size }) => price(size), score: ({ scoreWad }) => price(scoreWad) },
};
