/** Feeds and their health. */
import { mulDivDown, mulDivUp } from '../../domain/shared/rounding.ts';
import { WAD } from '../../domain/shared/units.ts';
import { forkEndsAt } from '../../market/feed/fork.ts';
import type { Resolvers } from '../generated/schema.generated.ts';
import { must } from '../loaders/loaders.ts';
import { money, price, rate } from '../render/money.ts';
import { FEED_TEXTS } from '../render/statusTexts.ts';
import { feedActions } from './actions.ts';
import { history } from './events.ts';
import { feedFilter } from './filters.ts';
import { finderOf } from './node.ts';
import { connection, pageOf } from './page.ts';

export const feedResolvers: Resolvers = {
  Query: {
    feed: finderOf('feed'),
    feeds: (_parent, { filter, ...page }, { services }) =>
      pageOf(services.market.queries.feeds, page, feedFilter(filter)),
  },
  FeedConnection: connection,
  Feed: {
    id: ({ _id }) => _id,
    lastReading: ({ lastReading }) =>
      lastReading === null ? null : { at: lastReading.at, value: price(lastReading.value) },
    products: ({ productIds }, _arguments, { loaders }) =>
      Promise.all(productIds.map((id) => must(loaders.product, id))),
    async operators({ _id }, _arguments, { loaders }) {
      const { operators } = await must(loaders.feedView, _id);
      const counted = ({ observationCount, rejectedCount }: (typeof operators)[number]) =>
        observationCount - rejectedCount;
      const all = operators.reduce((sum, one) => sum + counted(one), 0);
      return operators.map(({ operator, rejectedCount, ...rest }) => ({
        ...rest,
        name: operator,
        // Down: no operator is shown to hold more than it does.
        share: rate(
          all === 0 ? 0n : mulDivDown(BigInt(rest.observationCount - rejectedCount), WAD, BigInt(all)),
        ),
        rejectedShare: rate(shareOf(rejectedCount, rest.observationCount)),
      }));
    },
    policiesDepending: async ({ _id }, _arguments, { loaders }) =>
      (await must(loaders.feedView, _id)).policiesDepending,
    async activeCover({ _id }, _arguments, { loaders }) {
      const { activeCover } = await must(loaders.feedView, _id);
      return activeCover.map(({ amount, assetId }) => money(amount, assetId));
    },
    async decentralisation({ _id }, _arguments, { loaders }) {
      const { operators, ...rest } = (await must(loaders.feedView, _id)).decentralisation;
      return {
        ...rest,
        operators: operators.map(({ shareWad, ...one }) => ({ ...one, share: rate(shareWad) })),
      };
    },
    coverCap: async ({ _id }, _arguments, { loaders }) => (await must(loaders.feedView, _id)).coverCap,
    statusReason: ({ status }) => FEED_TEXTS[status],
    actions: (feed, _arguments, context) => feedActions(feed, context),
    history,
    asOf: async ({ _id }, _arguments, { loaders }) => (await must(loaders.feedView, _id)).asOf,
  },
  ChainFork: {
    endsAt: (fork) => fork.endedAt ?? forkEndsAt(fork),
    canonicalHash: ({ ruling }) => ruling?.canonicalHash ?? null,
    reason: ({ ruling }) => ruling?.reason ?? null,
    declaredAt: ({ ruling }) => ruling?.declaredAt ?? null,
  },
};

/** Up: a source is never shown cleaner than it is. */
function shareOf(part: number, whole: number): bigint {
  return whole === 0 ? 0n : mulDivUp(BigInt(part), WAD, BigInt(whole));
}
