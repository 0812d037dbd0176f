/** Commitments: what is promised, what was called of it, and what it may still be called for. */
import { calledOf, leftOf, overdueOf, paidInOf } from '../../domain/commitment/calls.ts';
import { typedDataOf } from '../../market/commitment/promise.ts';
import type { Resolvers } from '../generated/schema.generated.ts';
import { must } from '../loaders/loaders.ts';
import { money } from '../render/money.ts';
import { COMMITMENT_TEXTS } from '../render/statusTexts.ts';
import { commitmentActions } from './actions.ts';
import { history } from './events.ts';
import { commitmentFilter } from './filters.ts';
import { finderOf } from './node.ts';
import { connection, pageOf } from './page.ts';
import { EIP712_DOMAIN, jsonOf } from './typedData.ts';

export const commitmentResolvers: Resolvers = {
  Query: {
    commitment: finderOf('cmt'),
    commitments: (_parent, { filter, ...page }, { services }) =>
      pageOf(services.market.queries.commitments, page, commitmentFilter(filter)),
  },
  CommitmentConnection: connection,
  Commitment: {
    id: ({ _id }) => _id,
    committer: ({ address }) => address,
    reserve: ({ reserveId }, _arguments, { loaders }) => must(loaders.reserve, reserveId),
    amount: ({ amount, assetId }) => money(amount, assetId),
    used: ({ used, assetId }) => money(used, assetId),
    called: (commitment) => money(calledOf(commitment), commitment.assetId),
    paidIn: (commitment) => money(paidInOf(commitment), commitment.assetId),
    overdue: (commitment) => money(overdueOf(commitment), commitment.assetId),
    left: (commitment) => money(leftOf(commitment), commitment.assetId),
    calls: ({ calls, assetId }) => calls.map((call) => ({ ...call, assetId })),
    typedData(commitment) {
      const { types, ...data } = typedDataOf(commitment);
      return { ...jsonOf(data), types: { EIP712Domain: EIP712_DOMAIN, ...types } };
    },
    statusReason: ({ status, endsAt }, _arguments, { services }) =>
      COMMITMENT_TEXTS[status === 'ACTIVE' && services.market.clockNow() >= endsAt ? 'ENDING' : status],
    actions: (commitment, _arguments, context) => commitmentActions(commitment, context),
    history,
  },
  CommitmentCall: {
    incident: ({ incidentId }, _arguments, { loaders }) => must(loaders.incident, incidentId),
    amount: ({ amount, assetId }) => money(amount, assetId),
    paidIn: ({ paidIn, assetId }) => money(paidIn, assetId),
    isAllocated: ({ lossEventId }) => lossEventId !== null,
  },
  Reserve: {
    async commitments({ kind, assetId }, _arguments, { loaders }) {
      if (kind !== 'SHARED_FUND') return null;
      return money((await must(loaders.callable, assetId)).amount, assetId);
    },
  },
};
