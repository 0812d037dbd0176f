/** Positions of underwriters. */
import type { Amount } from '../../domain/shared/units.ts';
import type { PositionView } from '../../market/queries/views.ts';
import { isVault } from '../../market/vault/vaultId.ts';
import type { PositionDocument } from '../../store/documents/pools.ts';
import type { ApiContext } from '../context.ts';
import type { Resolvers } from '../generated/schema.generated.ts';
import { must } from '../loaders/loaders.ts';
import { signedIn } from '../mutations/send.ts';
import type { MoneyModel } from '../render/models.ts';
import { money } from '../render/money.ts';
import { positionActions } from './actions.ts';
import { history } from './events.ts';
import { positionFilter, withdrawalFilter } from './filters.ts';
import { inclusionProofOf } from './inclusion.ts';
import { finderOf } from './node.ts';
import { connection, pageOf } from './page.ts';
import { topUpCallOf } from './pool.ts';
import { earnedShown, lossesShown, yieldShown } from './results.ts';
import { assetIdOf } from './shareAsset.ts';

/** The view of a position, and the asset that it is kept in. */
async function viewOf({ _id, poolId }: PositionDocument, { loaders }: ApiContext) {
  const [view, assetId] = await Promise.all([must(loaders.positionView, _id), assetIdOf(poolId, loaders)]);
  return { view, assetId };
}

const viewMoney =
  (pick: (view: PositionView, position: PositionDocument) => Amount) =>
  async (position: PositionDocument, _arguments: unknown, context: ApiContext): Promise<MoneyModel> => {
    const { view, assetId } = await viewOf(position, context);
    return money(pick(view, position), assetId);
  };

export const positionResolvers: Resolvers = {
  Query: {
    position: finderOf('pos'),
    positions: (_parent, { filter, ...page }, context) =>
      pageOf(context.services.market.queries.positions, page, positionFilter(signedIn(context).id, filter)),
  },
  PositionConnection: connection,
  Position: {
    id: ({ _id }) => _id,
    pool: ({ poolId }, _arguments, { loaders }) => (isVault(poolId) ? null : must(loaders.pool, poolId)),
    vault: ({ poolId }, _arguments, { loaders }) => (isVault(poolId) ? must(loaders.reserve, poolId) : null),
    deposited: viewMoney((_view, { deposited }) => deposited),
    withdrawn: viewMoney((_view, { withdrawn }) => withdrawn),
    value: viewMoney(({ value }) => value),
    valueIfPaid: viewMoney(({ valueIfPaid }) => valueIfPaid),
    result: viewMoney(({ result }) => result),
    async yield({ _id }, { window }, { loaders }) {
      const { yields } = await must(loaders.positionResult, _id);
      return yields && yieldShown(yields[window]);
    },
    async earned({ _id, poolId }, _arguments, { loaders }) {
      const [result, assetId] = await Promise.all([
        must(loaders.positionResult, _id),
        assetIdOf(poolId, loaders),
      ]);
      return earnedShown(result, assetId);
    },
    async lossHistory({ _id, poolId }, _arguments, { loaders }) {
      const [result, assetId] = await Promise.all([
        must(loaders.positionResult, _id),
        assetIdOf(poolId, loaders),
      ]);
      return lossesShown(result, assetId);
    },
    async topUpCall({ _id, poolId }, _arguments, { loaders }) {
      if (isVault(poolId)) return null;
      const [view, pool] = await Promise.all([must(loaders.positionView, _id), must(loaders.pool, poolId)]);
      return topUpCallOf(pool, view.topUpPart);
    },
    withdrawableNow: viewMoney(({ withdrawableNow }) => withdrawableNow),
    async locked(position, _arguments, context) {
      const { view, assetId } = await viewOf(position, context);
      return view.locked.map(({ amount, ...lock }) => ({ ...lock, amount: money(amount, assetId) }));
    },
    async atRisk(position, _arguments, context) {
      const { view, assetId } = await viewOf(position, context);
      return view.atRisk.map((risk) => ({ ...risk, assetId }));
    },
    withdrawals: ({ _id, accountId }, { filter, ...page }, { services }) =>
      pageOf(services.market.queries.withdrawals, page, {
        ...withdrawalFilter(accountId, filter),
        positionId: _id,
      }),
    actions: (position, _arguments, context) => positionActions(position, context),
    inclusionProof: ({ _id, accountId }, { snapshotId }, context) =>
      inclusionProofOf(context, { nodeId: _id, accountId }, snapshotId),
    history,
  },
  PositionRisk: {
    product: ({ productId }, _arguments, { loaders }) => must(loaders.product, productId),
    amount: ({ amount, assetId }) => money(amount, assetId),
  },
};
