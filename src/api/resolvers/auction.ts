/** Auctions: what they sell now, at which price, and what they have brought. */
import { auctionPhase } from '../../domain/auction/phase.ts';
import { roundPhase } from '../../market/auction/saleRound.ts';
import type { AuctionView } from '../../market/queries/auctionViews.ts';
import type { AuctionDocument } from '../../store/documents/auctions.ts';
import type { ApiContext } from '../context.ts';
import type { Resolvers } from '../generated/schema.generated.ts';
import { must } from '../loaders/loaders.ts';
import { money, price, priceOrNull } from '../render/money.ts';
import { AUCTION_TEXTS } from '../render/statusTexts.ts';
import { auctionActions } from './actions.ts';
import { history } from './events.ts';
import { auctionFilter } from './filters.ts';
import { finderOf } from './node.ts';
import { connection, pageOf } from './page.ts';

const viewOf = ({ _id }: AuctionDocument, { loaders }: ApiContext): Promise<AuctionView> =>
  must(loaders.auctionView, _id);

/** Whether anybody can take something now. */
const isSelling = ({ phase, isFrozen }: AuctionView): boolean => phase?.kind === 'OPEN' && !isFrozen;

export const auctionResolvers: Resolvers = {
  Query: {
    auction: finderOf('auc'),
    auctions: (_parent, { filter, ...page }, { services }) =>
      pageOf(services.market.queries.auctions, page, auctionFilter(filter)),
  },
  AuctionConnection: connection,
  Auction: {
    id: ({ _id }) => _id,
    pool: (auction, _arguments, { loaders }) =>
      auction.kind === 'SALE' ? null : must(loaders.pool, auction.poolId),
    reserve: (auction, _arguments, { loaders }) =>
      auction.kind === 'SALE' ? must(loaders.reserve, auction.reserveId) : null,
    async lot(auction, _arguments, context) {
      const { lot } = await viewOf(auction, context);
      return auction.kind === 'SALE' && lot !== null ? money(lot, auction.lotAssetId) : null;
    },
    pricing: ({ round }) => ('kind' in round ? round.kind : 'FALLING'),
    asset: ({ assetId }, _arguments, { loaders }) => must(loaders.asset, assetId),
    async price(auction, _arguments, context) {
      const view = await viewOf(auction, context);
      return view.phase?.kind === 'OPEN' && isSelling(view) ? price(view.phase.price) : null;
    },
    async priceAt(auction, { at }, { loaders }) {
      const { status, round } = auction;
      if (status !== 'OPEN' || at < round.startedAt) return null;
      const unitOf = async (id: string) => 10n ** BigInt((await must(loaders.asset, id)).decimals);
      const phase =
        auction.kind === 'SALE'
          ? roundPhase(
              auction,
              { lotUnit: await unitOf(auction.lotAssetId), needUnit: await unitOf(auction.assetId) },
              at,
            )
          : auctionPhase(auction.terms, auction.round, at);
      return priceOrNull(phase.kind === 'OPEN' ? phase.price : null);
    },
    need: async (auction, _arguments, context) =>
      money((await viewOf(auction, context)).need, auction.assetId),
    neededAtStart: ({ neededAtStart, assetId }) => money(neededAtStart, assetId),
    roundCount: ({ round }) => round.number,
    roundStartedAt: ({ round }) => round.startedAt,
    topPrice: ({ round }) => priceOrNull('topPrice' in round ? round.topPrice : null),
    floor: ({ round }) => priceOrNull('floorPrice' in round ? round.floorPrice : null),
    resetSeconds: ({ terms }) => terms.resetSeconds,
    async pausedUntil(auction, _arguments, context) {
      const { phase } = await viewOf(auction, context);
      return phase?.kind === 'PAUSED' ? phase.until : null;
    },
    paid: ({ paid, assetId }) => money(paid, assetId),
    async statusReason(auction, _arguments, context) {
      if (auction.status !== 'OPEN') return AUCTION_TEXTS[auction.status];
      const view = await viewOf(auction, context);
      if (view.isFrozen) return AUCTION_TEXTS.FROZEN;
      return AUCTION_TEXTS[view.phase?.kind ?? 'OPEN'];
    },
    actions: (auction, _arguments, context) => auctionActions(auction, context),
    history,
  },
};
