/** Incidents. */
import type { DecisionReason } from '../../domain/policy/eligibility.ts';
import type { Resolvers } from '../generated/schema.generated.ts';
import { evidencePath } from '../http/evidenceRoutes.ts';
import { must } from '../loaders/loaders.ts';
import { money, priceOrNull, rateOrNull } from '../render/money.ts';
import { INCIDENT_TEXTS } from '../render/statusTexts.ts';
import { incidentActions } from './actions.ts';
import { asOfProduct } from './asOf.ts';
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
    challenges: ({ challenges, assetId }) => challenges.map((challenge) => ({ ...challenge, assetId })),
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
    actions: (incident, _arguments, context) => incidentActions(incident, context),
    history,
    asOf: async ({ productId }, _arguments, context) =>
      asOfProduct(await must(context.loaders.product, productId), context),
  },
  IncidentCause: {
    incident: ({ incidentId }, _arguments, { loaders }) => loaders.incident.load(incidentId),
  },
  IncidentChallenge: {
    bond: ({ bond, assetId }) => money(bond, assetId),
  },
  IncidentAllocation: {
    pool: ({ poolId }, _arguments, { loaders }) => must(loaders.pool, poolId),
    claimed: ({ claimed, assetId }) => money(claimed, assetId),
    funded: ({ funded, assetId }) => money(funded, assetId),
    eventClaimed: ({ eventClaimed, assetId }) => money(eventClaimed, assetId),
  },
};
