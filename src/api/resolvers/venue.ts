/** Venues. */
import { GRADES } from '../../domain/venue/grade.ts';
import { collateralIdOf } from '../../market/venue/layers.ts';
import type { Resolvers } from '../generated/schema.generated.ts';
import { must } from '../loaders/loaders.ts';
import { money, rate } from '../render/money.ts';
import { VENUE_TEXTS } from '../render/statusTexts.ts';
import { venueActions } from './actions.ts';
import { history } from './events.ts';
import { marketFilter, venueFilter } from './filters.ts';
import { finderOf } from './node.ts';
import { connection, pageOf } from './page.ts';

/** A basis point in WAD. */
const BASIS_POINT = 10n ** 14n;

export const venueResolvers: Resolvers = {
  Query: {
    venue: finderOf('ven'),
    venues: (_parent, { filter, ...page }, { services }) =>
      pageOf(services.market.queries.venues, page, venueFilter(filter)),
  },
  VenueConnection: connection,
  Venue: {
    id: ({ _id }) => _id,
    statusReason: ({ status }) => VENUE_TEXTS[status],
    firstLossRatio: ({ grade }) => rate(GRADES[grade].firstLossBps * BASIS_POINT),
    markets: ({ _id }, page, { services }) =>
      pageOf(services.market.queries.markets, page, marketFilter({ venueId: _id })),
    collateral: ({ _id }, _arguments, { loaders }) => must(loaders.reserve, collateralIdOf(_id)),
    contributed: ({ contributed, assetId }) => money(contributed, assetId),
    drawn: ({ drawn, assetId }) => money(drawn, assetId),
    debts: ({ debts, assetId }) => debts.map((debt) => ({ ...debt, assetId })),
    actions: (venue, _arguments, context) => venueActions(venue, context),
    history,
  },
  VenueDebt: {
    reserve: ({ reserveId }, _arguments, { loaders }) => must(loaders.reserve, reserveId),
    amount: ({ amount, assetId }) => money(amount, assetId),
  },
};
