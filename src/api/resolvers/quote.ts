/** Quotes and simulations: computed reads that may be refused. */
import type { DecisionReason } from '../../domain/policy/eligibility.ts';
import { sensitivityOf } from '../../domain/pricing/sensitivity.ts';
import { QUOTE_ITEMS_MAX, SIMULATION_ROWS_MAX } from '../../domain/shared/limits.ts';
import { isRefusal } from '../../domain/shared/refusals.ts';
import type { Amount } from '../../domain/shared/units.ts';
import type { SimulationRequest, SimulationView } from '../../market/queries/views.ts';
import { inputError } from '../errors.ts';
import type { Resolvers, SimulatePayoutInput } from '../generated/schema.generated.ts';
import { must } from '../loaders/loaders.ts';
import { quoteItems } from '../mutations/quoteItems.ts';
import { renderBreakdown } from '../render/breakdown.ts';
import { money, price, priceOrNull, rate } from '../render/money.ts';
import { refusalNow } from '../render/refusal.ts';
import { payoutTable, renderTrigger } from '../render/trigger.ts';

export const quoteResolvers: Resolvers = {
  Query: {
    async quote(_parent, { items, distributorCode }, context) {
      if (items.length < 1 || items.length > QUOTE_ITEMS_MAX) {
        throw inputError('items', `holds 1 to ${QUOTE_ITEMS_MAX}`);
      }
      const { queries } = context.services.market;
      const answer = await queries.quote(
        quoteItems(items),
        context.caller?.id ?? null,
        distributorCode ?? null,
      );
      return isRefusal(answer)
        ? { quote: null, errors: [refusalNow(context.services, answer)] }
        : { quote: answer, errors: [] };
    },
    async simulatePayout(_parent, { input }, context) {
      const answer = await context.services.market.queries.simulatePayout(simulationRequest(input));
      if (isRefusal(answer)) return { simulation: null, errors: [refusalNow(context.services, answer)] };
      const { assetId } = await must(context.loaders.product, input.productId);
      return { simulation: renderSimulation(answer, assetId), errors: [] };
    },
  },
  Quote: {
    premium: ({ premium, assetId }) => money(premium, assetId),
    items: ({ items, assetId }) => items.map((item) => ({ ...item, assetId })),
    snapshot: ({ parameterVersion, asOfSequence }) => ({ parameterVersion, sequence: asOfSequence }),
  },
  QuoteItem: {
    product: ({ productId }, _arguments, { loaders }) => must(loaders.product, productId),
    coverAmount: ({ coverAmount, assetId }) => money(coverAmount, assetId),
    premium: ({ premium, assetId }) => money(premium, assetId),
    annualRate: ({ annualRateWad }) => rate(annualRateWad),
    hazard: ({ hazard: { valueWad, lowWad, highWad } }) => ({
      ...{ value: rate(valueWad), low: rate(lowWad), high: rate(highWad) },
    }),
    severity: ({ severityWad }) => rate(severityWad),
    marginalCapital: ({ marginalPerCoverWad }) => rate(marginalPerCoverWad),
    breakdown: ({ breakdown, assetId }) => renderBreakdown(breakdown, assetId),
    allocation: ({ allocations, assetId }) => allocations.map((allocation) => ({ ...allocation, assetId })),
    async trigger({ productId }, _arguments, { loaders }) {
      return renderTrigger(await must(loaders.product, productId));
    },
    async payoutTable({ productId }, _arguments, { loaders }) {
      return payoutTable((await must(loaders.product, productId)).rule);
    },
    sensitivity({ stated, assetId }) {
      const { scoreLower, scoreHigher, utilisationHigher, termHalf, termDouble } = sensitivityOf(stated);
      const shown = (premium: Amount | null) => (premium === null ? null : money(premium, assetId));
      return {
        ...{ scoreLower: shown(scoreLower), scoreHigher: shown(scoreHigher) },
        ...{ utilisationHigher: shown(utilisationHigher) },
        ...{ termHalf: shown(termHalf), termDouble: shown(termDouble) },
      };
    },
  },
};

function simulationRequest(input: SimulatePayoutInput): SimulationRequest {
  const { productId, coverAmount, boughtAt = null, scenario = null, series = null } = input;
  if ((scenario === null) === (series === null))
    throw inputError('input', 'has either a scenario or a series');
  if (series !== null && series.length > SIMULATION_ROWS_MAX) {
    throw inputError('input.series', `holds at most ${SIMULATION_ROWS_MAX}`);
  }
  const rows = series?.map(({ at, value }) => ({ at, valueWad: value })) ?? null;
  return { productId, coverAmount, boughtAt, scenario, series: rows };
}

function renderSimulation({ slots, incidents, decision, payout }: SimulationView, assetId: string) {
  return {
    slots: slots.map(({ valueWad, ...slot }) => ({ ...slot, value: priceOrNull(valueWad) })),
    incidents: incidents.map(({ settlementValueWad, payoutRatioWad, ...incident }) => ({
      ...incident,
      settlementValue: price(settlementValueWad),
      payoutRatio: rate(payoutRatioWad),
    })),
    decision: { ...decision, reason: decision.reason as DecisionReason },
    payout: money(payout, assetId),
  };
}
