/** Incidents. */
import type { DecisionReason } from '../../domain/policy/eligibility.ts';
import type { Resolvers } from '../generated/schema.generated.ts';
import { evidencePath } from '../http/evidenceRoutes.ts';
import { must } from '../loaders/loaders.ts';
import { money, priceOrNull, rateOrNull } from '../render/money.ts';
import { INCIDENT_TEXTS } from '../render/statusTexts.ts';
import { noActions } from './actions.ts';
import { history } from './events.ts';
import { incidentFilter } from './filters.ts';
import { finderOf } from './node.ts';
import { connection, pageOf } from './page.ts';

export const incidentResolvers: Resolvers = {
  Query: {
    incident: finderOf('inc'),
    incidents: (_parent, { filter, ...page }, { services }) =>
      pageOf(services.market.queries.incidents, page, incidentFilter(filter)),
  },
  IncidentConnection: connection,
  Incident: {
    id: ({ _id }) => _id,
    product: ({ productId }, _arguments, { loaders }) => must(loaders.product, productId),
    settlementValue: ({ settlementValueWad }) => priceOrNull(settlementValueWad),
    payoutRatio: ({ payoutRatioWad }) => rateOrNull(payoutRatioWad),
    allocation: ({ pools, assetId }) => pools.map((pool) => ({ ...pool, assetId })),
    payouts({ policies, unpaidBy }) {
      const counts = Object.entries(unpaidBy).filter(([, count]) => count > 0);
      return {
        ...policies,
        unpaidBy: counts.map(([reason, count]) => ({ reason: reason as DecisionReason, count })),
      };
    },
    evidence: ({ _id, evidence }, _arguments, { services }) =>
      evidence && { url: `${services.settings.publicUrl}${evidencePath(_id)}`, sha256: evidence.sha256 },
    statusReason: ({ status }) => INCIDENT_TEXTS[status],
    actions: noActions,
    history,
    async asOf({ productId }, _arguments, { loaders }) {
      const { feedId } = await must(loaders.product, productId);
      return (await must(loaders.feedView, feedId)).asOf;
    },
  },
  IncidentAllocation: {
    pool: ({ poolId }, _arguments, { loaders }) => must(loaders.pool, poolId),
    claimed: ({ claimed, assetId }) => money(claimed, assetId),
    funded: ({ funded, assetId }) => money(funded, assetId),
    eventClaimed: ({ eventClaimed, assetId }) => money(eventClaimed, assetId),
  },
};
