/** Observations of a feed: what counts is public, what was rejected is shown to whom it concerns. */
import type { ObservationFilter } from '../../market/queries/port.ts';
import type { FeedDocument } from '../../store/documents/cover.ts';
import type { ApiContext } from '../context.ts';
import type { Resolvers } from '../generated/schema.generated.ts';
import { must } from '../loaders/loaders.ts';
import { verdictOf } from '../observations/receiveReports.ts';
import { senderIdOf } from './access.ts';
import { observationFilter } from './filters.ts';
import { connection, connectionOf, decodeCursor, encodeCursor, pageSize } from './page.ts';

/** The times that a cursor of this list has. */
const TIME = /^\d{1,15}$/;

export const observationResolvers: Resolvers = {
  Feed: {
    async observations(feed, { filter, first, after }, context) {
      const place = after ? decodeCursor(after) : null;
      if (place !== null && !TIME.test(place.key)) decodeCursor('');
      const wanted = {
        ...observationFilter(filter),
        feedId: feed._id,
        reader: await readerOf(feed, context),
      };
      const page = { first: pageSize(first), after: place };
      const { rows, hasNextPage } = await context.services.market.queries.observations(wanted, page);
      const edges = rows.map(({ key, row }) => ({ cursor: encodeCursor({ key, id: row._id }), node: row }));
      return connectionOf(edges, hasNextPage, place !== null, () => Promise.resolve(null));
    },
    rejections: async ({ _id }, _arguments, { loaders }) => (await must(loaders.feedHealth, _id)).rejections,
    cadenceSeconds: async ({ _id }, _arguments, { loaders }) =>
      (await must(loaders.feedHealth, _id)).cadenceSeconds,
    missedRounds: async ({ _id }, _arguments, { loaders }) =>
      (await must(loaders.feedHealth, _id)).missedRounds,
  },
  ObservationConnection: { nodes: connection.nodes },
  Observation: {
    id: ({ _id }) => _id,
    sourceId: ({ source }) => source,
    reason: ({ rejection }) => rejection?.reason ?? null,
    remedy: ({ rejection }) => verdictOf(rejection).remedy,
    limit: ({ rejection }) => rejection?.limit ?? null,
    actual: ({ rejection }) => rejection?.actual ?? null,
    signature: ({ signature }) => signature ?? null,
  },
};

/** The account itself, the operators whose keys are its wallet, and whether it manages the feed. */
async function readerOf(
  { sources, managerId }: FeedDocument,
  context: ApiContext,
): Promise<ObservationFilter['reader']> {
  const accountId = senderIdOf(context);
  const account = accountId === null ? null : await context.loaders.account.load(accountId);
  if (account === null) return { accountId: null, operators: [], seesAll: false };
  const signers = sources.flatMap(({ family, config }) => [
    ...(context.services.families(family)?.signers(config) ?? []),
  ]);
  const own = signers.filter(({ key }) => key === account.address);
  const seesAll = account._id === managerId || account.roles.includes('OWNER');
  return { accountId, operators: [...new Set(own.map(({ operator }) => operator))], seesAll };
}
