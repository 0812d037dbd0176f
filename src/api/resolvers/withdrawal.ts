/** Withdrawals. */
import type { Amount } from '../../domain/shared/units.ts';
import { isVault } from '../../market/vault/vaultId.ts';
import type { WithdrawalDocument } from '../../store/documents/pools.ts';
import type { ApiContext } from '../context.ts';
import type { Resolvers } from '../generated/schema.generated.ts';
import { must } from '../loaders/loaders.ts';
import { signedIn } from '../mutations/send.ts';
import type { MoneyModel } from '../render/models.ts';
import { money } from '../render/money.ts';
import { WITHDRAWAL_TEXTS } from '../render/statusTexts.ts';
import { withdrawalActions } from './actions.ts';
import { history } from './events.ts';
import { withdrawalFilter } from './filters.ts';
import { finderOf } from './node.ts';
import { connection, pageOf } from './page.ts';
import { assetIdOf } from './shareAsset.ts';

/** An amount of a withdrawal in the asset that it leaves. */
const poolMoney =
  (pick: (withdrawal: WithdrawalDocument) => Amount) =>
  async (withdrawal: WithdrawalDocument, _arguments: unknown, { loaders }: ApiContext): Promise<MoneyModel> =>
    money(pick(withdrawal), await assetIdOf(withdrawal.poolId, loaders));

export const withdrawalResolvers: Resolvers = {
  Query: {
    withdrawal: finderOf('wdr'),
    withdrawals: (_parent, { filter, ...page }, context) =>
      pageOf(
        context.services.market.queries.withdrawals,
        page,
        withdrawalFilter(signedIn(context).id, filter),
      ),
  },
  WithdrawalConnection: connection,
  Withdrawal: {
    id: ({ _id }) => _id,
    pool: ({ poolId }, _arguments, { loaders }) => (isVault(poolId) ? null : must(loaders.pool, poolId)),
    vault: ({ poolId }, _arguments, { loaders }) => (isVault(poolId) ? must(loaders.reserve, poolId) : null),
    position: ({ positionId }, _arguments, { loaders }) => must(loaders.position, positionId),
    valueAtRequest: poolMoney(({ valueAtRequest }) => valueAtRequest),
    paid: poolMoney(({ paid }) => paid),
    queuePosition: async ({ _id }, _arguments, { loaders }) =>
      (await must(loaders.withdrawalView, _id)).queuePosition,
    earliestAt: async ({ _id }, _arguments, { loaders }) =>
      (await must(loaders.withdrawalView, _id)).earliestAt,
    clockStoppedBy: async ({ _id }, _arguments, { loaders }) =>
      (await must(loaders.withdrawalView, _id)).clockStoppedBy,
    statusReason: ({ status }) => WITHDRAWAL_TEXTS[status],
    actions: (withdrawal, _arguments, context) => withdrawalActions(withdrawal, context),
    history,
  },
};
