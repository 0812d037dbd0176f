/** Orders and trades. */
import { openQuantityOf } from '../../market/order/orders.ts';
import type { Resolvers } from '../generated/schema.generated.ts';
import { must } from '../loaders/loaders.ts';
import { signedIn } from '../mutations/send.ts';
import { money, rate } from '../render/money.ts';
import { CLOSING_TEXTS, ORDER_TEXTS, TRADE_TEXTS } from '../render/statusTexts.ts';
import { ownOrNull, readerIdOf } from './access.ts';
import { orderActions } from './actions.ts';
import { history } from './events.ts';
import { orderFilter, tradeFilter } from './filters.ts';
import { finderOf } from './node.ts';
import { connection, pageOf } from './page.ts';

export const orderResolvers: Resolvers = {
  Query: {
    order: finderOf('ord'),
    orders: (_parent, { filter, ...page }, { services }) =>
      pageOf(services.market.queries.orders, page, orderFilter(filter)),
    trade: finderOf('trd'),
    trades: (_parent, { filter, ...page }, context) =>
      pageOf(context.services.market.queries.trades, page, tradeFilter(signedIn(context).id, filter)),
  },
  OrderConnection: connection,
  TradeConnection: connection,
  Order: {
    id: ({ _id }) => _id,
    isOwn: ({ accountId }, _arguments, context) => accountId === readerIdOf(context),
    pool: ({ poolId }, _arguments, { loaders }) => (poolId === null ? null : must(loaders.pool, poolId)),
    product: ({ productId }, _arguments, { loaders }) =>
      productId === null ? null : must(loaders.product, productId),
    cover: ({ kind, policyId }, _arguments, { loaders }) =>
      kind === 'POLICY' && policyId !== null ? must(loaders.policy, policyId) : null,
    position: async ({ positionId }, _arguments, context) =>
      positionId === null ? null : ownOrNull(context, await context.loaders.position.load(positionId)),
    async policy({ policyId, boughtPolicyId }, _arguments, context) {
      const id = policyId ?? boughtPolicyId;
      return id === null ? null : ownOrNull(context, await context.loaders.policy.load(id));
    },
    openQuantity: openQuantityOf,
    price: ({ price, assetId }) => money(price, assetId),
    held: ({ held, assetId }) => money(held, assetId),
    maxAnnualRate: ({ limit }) => (limit === null ? null : rate(limit.maxAnnualRateWad)),
    termSeconds: ({ limit }) => limit?.termSeconds ?? null,
    trades: ({ _id }, { filter, ...page }, context) =>
      pageOf(context.services.market.queries.trades, page, {
        ...tradeFilter(readerIdOf(context) ?? '', filter),
        orderId: _id,
      }),
    statusReason: ({ status, closedBecause }) =>
      closedBecause === null ? ORDER_TEXTS[status] : CLOSING_TEXTS[closedBecause],
    actions: (order, _arguments, context) => orderActions(order, context),
    history,
  },
  OrderCover: {
    coverRemaining: ({ coverRemaining, assetId }) => money(coverRemaining, assetId),
    sentence: ({ terms }) => terms.sentence,
  },
  Trade: {
    id: ({ _id }) => _id,
    order: ({ orderId }, _arguments, { loaders }) => (orderId === null ? null : must(loaders.order, orderId)),
    role: ({ sellerId }, _arguments, context) => (sellerId === readerIdOf(context) ? 'SELLER' : 'BUYER'),
    pool: ({ poolId }, _arguments, { loaders }) => (poolId === null ? null : must(loaders.pool, poolId)),
    policy: async ({ policyId }, _arguments, context) =>
      policyId === null ? null : ownOrNull(context, await context.loaders.policy.load(policyId)),
    price: ({ price, assetId }) => money(price, assetId),
    fee: ({ fee, assetId }) => money(fee, assetId),
    statusReason: ({ status }) => TRADE_TEXTS[status],
    actions: () => [],
    history,
  },
};
