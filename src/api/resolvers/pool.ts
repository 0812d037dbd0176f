/** Pools: the stored part, and the books as the queries compute them, accrued to now. */
import { earmarkedOf } from '../../domain/pool/earmark.ts';
import { deadlineOf } from '../../domain/pool/ladder.ts';
import { ADEQUACY_REQUIRED } from '../../domain/pool/requirement.ts';
import type { Amount } from '../../domain/shared/units.ts';
import { frozenFor } from '../../market/pool/steppingOut.ts';
import type { PoolView } from '../../market/queries/views.ts';
import type { PoolDocument } from '../../store/documents/pools.ts';
import type { ApiContext } from '../context.ts';
import type { Resolvers } from '../generated/schema.generated.ts';
import { must } from '../loaders/loaders.ts';
import type { MoneyModel, TopUpCallModel } from '../render/models.ts';
import { money, price, rate, rateOrNull } from '../render/money.ts';
import { POOL_TEXTS } from '../render/statusTexts.ts';
import { poolActions } from './actions.ts';
import { history } from './events.ts';
import { poolFilter } from './filters.ts';
import { finderOf } from './node.ts';
import { connection, pageOf } from './page.ts';
import { earnedShown, lossesShown, yieldShown } from './results.ts';

const viewOf = ({ _id }: PoolDocument, { loaders }: ApiContext): Promise<PoolView> =>
  must(loaders.poolView, _id);

/** A field that is an amount of the view. */
const viewMoney =
  (pick: (view: PoolView) => Amount) =>
  async (pool: PoolDocument, _arguments: unknown, context: ApiContext): Promise<MoneyModel> =>
    money(pick(await viewOf(pool, context)), pool.assetId);

export const poolResolvers: Resolvers = {
  Query: {
    pool: finderOf('pool'),
    pools: (_parent, { filter, ...page }, { services }) =>
      pageOf(services.market.queries.pools, page, poolFilter(filter)),
  },
  PoolConnection: connection,
  Pool: {
    id: ({ _id }) => _id,
    leverage: ({ leverageWad }) => rate(leverageWad),
    asset: ({ assetId }, _arguments, { loaders }) => must(loaders.asset, assetId),
    products: ({ products, assetId, earmarks }) =>
      products.map((product) => ({
        ...product,
        assetId,
        earmarked: earmarkedFor(earmarks, product.productId),
      })),
    capital: viewMoney(({ capital }) => capital),
    unearned: viewMoney(({ unearned }) => unearned),
    unreleased: viewMoney(({ unreleased }) => unreleased),
    earmarked: viewMoney(({ earmarked }) => earmarked),
    locked: viewMoney(({ locked }) => locked),
    activeCover: viewMoney(({ activeCover }) => activeCover),
    capacity: viewMoney(({ capacity }) => capacity),
    worstLoss: viewMoney(({ worstLoss }) => worstLoss),
    utilisation: async (pool, _arguments, context) => rate((await viewOf(pool, context)).utilisationWad),
    sharePrice: async (pool, _arguments, context) => price((await viewOf(pool, context)).sharePriceWad),
    async yield({ _id }, { window }, { loaders }) {
      const { yields } = await must(loaders.poolResult, _id);
      if (yields === null) throw new Error(`${_id} has no yields`);
      return yieldShown(yields[window]);
    },
    earned: async ({ _id, assetId }, _arguments, { loaders }) =>
      earnedShown(await must(loaders.poolResult, _id), assetId),
    lossHistory: async ({ _id, assetId }, _arguments, { loaders }) =>
      lossesShown(await must(loaders.poolResult, _id), assetId),
    async ladder(pool, _arguments, context) {
      const { requirement, resources, adequacyWad, levels } = await viewOf(pool, context);
      return {
        requirement: money(requirement, pool.assetId),
        resources: money(resources, pool.assetId),
        ratio: rateOrNull(adequacyWad),
        target: rate(levels.targetWad),
        required: rate(ADEQUACY_REQUIRED),
        minimum: rate(levels.minimumWad),
      };
    },
    async topUpCall(pool, _arguments, context) {
      const { missing } = await viewOf(pool, context);
      return topUpCallOf(pool, missing);
    },
    auction: ({ auctionId }, _arguments, { loaders }) =>
      auctionId === null ? null : must(loaders.auction, auctionId),
    runOff: ({ runOff, assetId }) => runOff && { ...runOff, assetId },
    async layers(pool, _arguments, context) {
      const { layers } = await viewOf(pool, context);
      return layers.map(({ reserveId, balance, cap }) => ({
        reserve: must(context.loaders.reserve, reserveId),
        balance: money(balance, pool.assetId),
        cap: cap === null ? null : money(cap, pool.assetId),
      }));
    },
    async queue(pool, _arguments, context) {
      const share = rate((await viewOf(pool, context)).queueShareWad);
      return { share, shares: pool.queuedShares, value: money(pool.queuedValue, pool.assetId) };
    },
    statusReason: ({ status }) => POOL_TEXTS[status],
    salesStopped: ({ queuePressure }) => queuePressure !== 'NONE',
    actions: (pool, _arguments, context) => poolActions(pool, context),
    history,
  },
  TopUpCall: {
    amount: ({ amount, assetId }) => money(amount, assetId),
    madeAt: ({ call }) => call.madeAt,
    deadlineAt: ({ call }) => deadlineOf(call),
    clockStoppedBy: ({ call, frozenBy }) =>
      frozenBy === null || call.secondsLeft === null ? null : frozenFor(frozenBy),
  },
  RunOff: {
    roundCount: ({ rounds }) => rounds,
    paid: ({ paid, assetId }) => money(paid, assetId),
    next: ({ round, assetId }) => round && money((round.payout ?? round).amount, assetId),
  },
  PoolProduct: {
    product: ({ productId }, _arguments, { loaders }) => must(loaders.product, productId),
    weight: ({ weightWad }) => rate(weightWad),
    activeCover: ({ cover, assetId }) => money(cover, assetId),
    earmarked: ({ earmarked, assetId }) => money(earmarked, assetId),
  },
};

/** What a pool, or one position in it, is called on for. */
export function topUpCallOf(
  { topUpCall, products, assetId }: PoolDocument,
  amount: Amount,
): TopUpCallModel | null {
  const frozen = products.find(({ frozenSince }) => frozenSince !== null);
  return topUpCall && { call: topUpCall, amount, assetId, frozenBy: frozen?.subject ?? null };
}

function earmarkedFor(earmarks: PoolDocument['earmarks'], productId: string): Amount {
  return earmarkedOf({ earmarks: earmarks.filter((earmark) => earmark.productId === productId) });
}
