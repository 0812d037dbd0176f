/** Accounts and the viewer. What is one's own hangs on the account. */
import { FILTER_IDS_MAX } from '../../domain/shared/limits.ts';
import { isRefusal } from '../../domain/shared/refusals.ts';
import { inputError } from '../errors.ts';
import type { Resolvers } from '../generated/schema.generated.ts';
import { must } from '../loaders/loaders.ts';
import { signedIn } from '../mutations/send.ts';
import { money } from '../render/money.ts';
import { refusalNow } from '../render/refusal.ts';
import { statementReason } from '../render/statementReason.ts';
import { maySeeAllAccounts, readerIdOf } from './access.ts';
import { history } from './events.ts';
import {
  orderFilter,
  policyFilter,
  positionFilter,
  tradeFilter,
  webhookFilter,
  withdrawalFilter,
} from './filters.ts';
import { inclusionProofOf } from './inclusion.ts';
import { finderOf, findNode } from './node.ts';
import { connection, pageOf } from './page.ts';

export const accountResolvers: Resolvers = {
  Query: {
    viewer: (_parent, _arguments, context) => context.loaders.account.load(signedIn(context).id),
    account: finderOf('acc'),
    accounts(_parent, { filter, ...page }, context) {
      const { id } = signedIn(context);
      const wanted = filter?.ids ?? null;
      if (wanted !== null && wanted.length > FILTER_IDS_MAX) {
        throw inputError('filter.ids', `holds at most ${FILTER_IDS_MAX}`);
      }
      const own = wanted === null || wanted.includes(id) ? [id] : [];
      const ids = maySeeAllAccounts(context) ? wanted : own;
      return pageOf(context.services.market.queries.accounts, page, ids === null ? {} : { ids });
    },
  },
  AccountConnection: connection,
  Account: {
    id: ({ _id }) => _id,
    balances: async ({ _id }, _arguments, { loaders }) => (await loaders.balances.load(_id)) ?? [],
    policies: ({ _id }, { filter, ...page }, { services }) =>
      pageOf(services.market.queries.policies, page, policyFilter(_id, filter)),
    positions: ({ _id }, { filter, ...page }, { services }) =>
      pageOf(services.market.queries.positions, page, positionFilter(_id, filter)),
    withdrawals: ({ _id }, { filter, ...page }, { services }) =>
      pageOf(services.market.queries.withdrawals, page, withdrawalFilter(_id, filter)),
    orders: ({ _id }, { filter, ...page }, { services }) =>
      pageOf(services.market.queries.orders, page, { ...orderFilter(filter), accountId: _id }),
    trades: ({ _id }, { filter, ...page }, { services }) =>
      pageOf(services.market.queries.trades, page, tradeFilter(_id, filter)),
    holds: async ({ _id }, _arguments, { loaders }) => (await loaders.holds.load(_id)) ?? [],
    async statement({ _id }, { from, until }, { services }) {
      const { market } = services;
      const answer = await market.queries.statementOf(_id, from ?? 0, until ?? market.clockNow() + 1);
      if (!isRefusal(answer)) return { statement: answer, errors: [] };
      return { statement: null, errors: [refusalNow(services, answer)] };
    },
    apiKeys: ({ _id }, _arguments, context) =>
      _id === readerIdOf(context) ? context.services.auth.apiKeysOf(_id) : [],
    webhooks({ _id }, { filter, ...page }, context) {
      // Those who may read all accounts see none of these: what is sent where is its own affair.
      const owner = _id === readerIdOf(context) ? _id : '';
      return pageOf(context.services.market.queries.webhooks, page, webhookFilter(owner, filter));
    },
    inclusionProof: ({ _id }, { snapshotId }, context) =>
      inclusionProofOf(context, { nodeId: _id, accountId: _id }, snapshotId),
    history,
  },
  StatementBalance: {
    asset: ({ assetId }, _arguments, { loaders }) => must(loaders.asset, assetId),
    opening: ({ opening, assetId }) => money(opening, assetId),
    closing: ({ closing, assetId }) => money(closing, assetId),
  },
  StatementLine: {
    at: ({ time }) => time,
    asset: ({ assetId }, _arguments, { loaders }) => must(loaders.asset, assetId),
    available: ({ available, assetId }) => money(available, assetId),
    held: ({ held, assetId }) => money(held, assetId),
    balance: ({ balance, assetId }) => money(balance, assetId),
    reason: async (line, _arguments, { loaders }) =>
      statementReason(line, await must(loaders.asset, line.assetId)),
  },
  Hold: {
    amount: ({ amount, assetId }) => money(amount, assetId),
    node: ({ nodeId }, _arguments, context) => findNode(context, nodeId),
  },
  AccountBalance: {
    asset: ({ assetId }, _arguments, { loaders }) => must(loaders.asset, assetId),
    available: ({ available, assetId }) => money(available, assetId),
    held: ({ held, assetId }) => money(held, assetId),
  },
};
