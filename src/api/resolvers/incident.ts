/** Incidents. */
import type { DecisionReason } from '../../domain/policy/eligibility.ts';
import type { Amount } from '../../domain/shared/units.ts';
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

const sumOf = (amounts: readonly Amount[]): Amount => amounts.reduce((sum, amount) => sum + amount, 0n);

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
    treasuryApproved: ({ treasuryApproved, assetId }) => money(treasuryApproved, assetId),
    claims: ({ pools, assetId }) => pools.map((pool) => ({ ...pool, assetId })),
    allocation: ({ lossEventId }, _arguments, { loaders }) =>
      lossEventId === null ? null : must(loaders.lossEvent, lossEventId),
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
  LossAllocation: {
    incidents: ({ members }, _arguments, { loaders }) =>
      Promise.all(members.map(({ incidentId }) => must(loaders.incident, incidentId))),
    loss: ({ claimants, assetId }) => money(sumOf(claimants.map(({ loss }) => loss)), assetId),
    layers: ({ layers, debits, assetId }) =>
      layers.flatMap((layer) =>
        layer.draws.map(({ claimants: poolId, cap }) => {
          const debit = debits.find((one) => one.layer === layer.id && one.claimants === poolId);
          return { layer, poolId, cap: layer.caps[cap] ?? null, amount: debit?.amount ?? 0n, assetId };
        }),
      ),
    funded: ({ debits, assetId }) => money(sumOf(debits.map(({ amount }) => amount)), assetId),
    haircut: ({ haircuts, assetId }) => money(sumOf(haircuts), assetId),
  },
  AllocationLayer: {
    kind: ({ layer }) => layer.kind,
    pool: ({ poolId }, _arguments, { loaders }) => must(loaders.pool, poolId),
    reserve: ({ layer }, _arguments, { loaders }) =>
      layer.kind === 'CAPITAL' ? null : must(loaders.reserve, layer.id),
    balanceBefore: ({ layer, assetId }) => money(layer.balance, assetId),
    cap: ({ cap, assetId }) => (cap === null ? null : money(cap, assetId)),
    amount: ({ amount, assetId }) => money(amount, assetId),
  },
  IncidentClaims: {
    pool: ({ poolId }, _arguments, { loaders }) => must(loaders.pool, poolId),
    claimed: ({ claimed, assetId }) => money(claimed, assetId),
    funded: ({ funded, assetId }) => money(funded, assetId),
    eventClaimed: ({ eventClaimed, assetId }) => money(eventClaimed, assetId),
  },
};
