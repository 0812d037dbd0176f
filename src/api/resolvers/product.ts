/** Products. */
import { termBounds } from '../../domain/policy/term.ts';
import { alertedUntil, isAlerted } from '../../domain/product/alert.ts';
import type { Resolvers } from '../generated/schema.generated.ts';
import { must } from '../loaders/loaders.ts';
import { money, priceOrNull, rate } from '../render/money.ts';
import { PERIL_TEXTS } from '../render/perilTexts.ts';
import { PRODUCT_TEXTS } from '../render/statusTexts.ts';
import { payoutTable, renderTrigger } from '../render/trigger.ts';
import { workedExample } from '../render/workedExample.ts';
import { productActions } from './actions.ts';
import { asOfProduct } from './asOf.ts';
import { history } from './events.ts';
import { productFilter } from './filters.ts';
import { finderOf } from './node.ts';
import { connection, pageOf } from './page.ts';
import { scoreOf } from './score.ts';

export const productResolvers: Resolvers = {
  Query: {
    product: finderOf('prd'),
    products: (_parent, { filter, ...page }, { services }) =>
      pageOf(services.market.queries.products, page, productFilter(filter)),
  },
  ProductConnection: connection,
  Subject: {
    name: ({ subject }) => subject,
    score: scoreOf,
    size: async ({ _id }, _arguments, { loaders }) => (await must(loaders.productView, _id)).subjectSize,
    coverCap: async ({ _id }, _arguments, { loaders }) => (await must(loaders.productView, _id)).subjectCap,
  },
  Product: {
    id: ({ _id }) => _id,
    subject: (product) => product,
    trigger: renderTrigger,
    payoutTable: ({ rule }) => payoutTable(rule),
    workedExample: async (product, _arguments, { loaders }) =>
      workedExample(product, await must(loaders.asset, product.assetId)),
    exclusions: ({ peril }) => PERIL_TEXTS[peril].exclusions,
    basisRisk: ({ peril }) => PERIL_TEXTS[peril].basisRisk,
    asset: ({ assetId }, _arguments, { loaders }) => must(loaders.asset, assetId),
    minCover: ({ minCover, assetId }) => money(minCover, assetId),
    salesLevel: ({ salesLevelWad }) => priceOrNull(salesLevelWad),
    terms: ({ waitingSeconds, termSecondsMax }) => termBounds(waitingSeconds, termSecondsMax),
    feed: ({ feedId }, _arguments, { loaders }) => (feedId === null ? null : must(loaders.feed, feedId)),
    basket: (product) => (product.feedId === null ? product : null),
    pools: ({ poolIds }, _arguments, { loaders }) => Promise.all(poolIds.map((id) => must(loaders.pool, id))),
    status: ({ phase }) => phase,
    statusReason: ({ phase }) => PRODUCT_TEXTS[phase],
    statusSince: ({ phaseSince }) => phaseSince,
    alertUntil: ({ alerts }, _arguments, { services }) =>
      isAlerted(alerts, services.market.clockNow()) ? alertedUntil(alerts) : null,
    actions: (product, _arguments, context) => productActions(product, context),
    history,
    asOf: (product, _arguments, context) => asOfProduct(product, context),
    async annualRate({ _id }, _arguments, { loaders }) {
      return rate((await must(loaders.productView, _id)).annualRateWad);
    },
    async maxCover({ _id, assetId }, _arguments, { loaders }) {
      return money((await must(loaders.productView, _id)).maxCover, assetId);
    },
    async capacity({ _id, assetId }, _arguments, { loaders }) {
      return money((await must(loaders.productView, _id)).capacity, assetId);
    },
    async activeCover({ _id, assetId }, _arguments, { loaders }) {
      return money((await must(loaders.productView, _id)).activeCover, assetId);
    },
  },
};
