/** Reserves: the layers that pay after a pool's capital. */
import type { ReserveDocument } from '../../store/documents/reserves.ts';
import type { Resolvers } from '../generated/schema.generated.ts';
import { must } from '../loaders/loaders.ts';
import { money } from '../render/money.ts';
import { reserveActions } from './actions.ts';
import { history } from './events.ts';
import { reserveFilter } from './filters.ts';
import { finderOf } from './node.ts';
import { connection, pageOf } from './page.ts';

/** Rows of what a reserve counts, those that are not nothing. */
function flows<Name extends string>(counted: Partial<Record<Name, bigint>>, assetId: string) {
  return Object.entries<bigint | undefined>(counted).flatMap(([name, amount]) =>
    amount === undefined ? [] : [{ name: name as Name, amount: money(amount, assetId) }],
  );
}

export const reserveResolvers: Resolvers = {
  Query: {
    reserve: finderOf('rsv'),
    reserves: (_parent, { filter, ...page }, { services }) =>
      pageOf(services.market.queries.reserves, page, reserveFilter(filter)),
  },
  ReserveConnection: connection,
  Reserve: {
    id: ({ _id }) => _id,
    pool: ({ kind, ownerId }, _arguments, { loaders }) =>
      kind === 'POOL_FUND' ? must(loaders.pool, ownerId) : null,
    asset: ({ assetId }, _arguments, { loaders }) => must(loaders.asset, assetId),
    async balance({ _id, assetId }: ReserveDocument, _arguments, { loaders }) {
      const { balance } = await must(loaders.reserveView, _id);
      return money(balance, assetId);
    },
    loans: ({ loans, assetId }, _arguments, { loaders }) =>
      Promise.all(
        loans.map(async ({ accountId, amount, repaid, lentAt, dueAt }) => ({
          borrower: (await must(loaders.account, accountId)).address,
          ...{ amount: money(amount, assetId), repaid: money(repaid, assetId), lentAt, dueAt },
        })),
      ),
    inflows: ({ inflows, assetId }) =>
      flows(inflows, assetId).map(({ name, amount }) => ({ source: name, amount })),
    draws: ({ draws, assetId }) => flows(draws, assetId).map(({ name, amount }) => ({ use: name, amount })),
    actions: (reserve, _arguments, context) => reserveActions(reserve, context),
    history,
  },
};
