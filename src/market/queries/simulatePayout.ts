/**
 * What a product's rule would have done with a series, and what a policy would have been paid: the real
 * rule.
 */
import { formatUnits } from 'viem';
import { paidSentence, unpaidSentence } from '../../domain/policy/decisionSentence.ts';
import { judgeEligibility, type PolicyFacts } from '../../domain/policy/eligibility.ts';
import { coverAfterIncident } from '../../domain/policy/incidentEffect.ts';
import { AMOUNT_MAX } from '../../domain/shared/limits.ts';
import { isRefusal, type Refusal, refuse } from '../../domain/shared/refusals.ts';
import type { Amount } from '../../domain/shared/units.ts';
import { advanceRule } from '../../domain/trigger/advance.ts';
import type { RuleEvent } from '../../domain/trigger/events.ts';
import type { BreachRule, Reading } from '../../domain/trigger/rule.ts';
import { initialRuleState, lastClosedSlot, settlingIncident } from '../../domain/trigger/state.ts';
import type { ProductDocument } from '../../store/documents/cover.ts';
import type { AssetDocument } from '../../store/documents/parties.ts';
import { loadByIds } from '../../store/load.ts';
import { outOfRange } from '../amounts.ts';
import type { QueryDependencies } from './dependencies.ts';
import { readingsOf } from './series.ts';
import { simulatedSlots } from './simulatedSlots.ts';
import type { SimulationRequest, SimulationView } from './views.ts';

type Incident = SimulationView['incidents'][number];

/**
 * Runs the rule from the first reading to the last. A policy bought "long before" is covered for all of it.
 */
export async function simulatePayout(
  dependencies: QueryDependencies,
  request: SimulationRequest,
): Promise<SimulationView | Refusal> {
  const { database } = dependencies;
  const [product] = await loadByIds(database, 'products', [request.productId]);
  if (product === undefined) return refuse('NOT_FOUND', { id: request.productId }, 'productId');
  if (product.feedId === null) {
    const message = 'A basket is decided by the incidents of its members: simulate each of them.';
    return refuse('SERIES_INVALID', { problems: [{ path: 'productId', message }] });
  }
  const range = outOfRange(request.coverAmount, 'coverAmount', product.minCover, AMOUNT_MAX);
  if (range !== null) return range;
  const readings = await readingsOf(dependencies, request);
  if (isRefusal(readings)) return readings;
  const [asset] = await loadByIds(database, 'assets', [product.assetId]);
  if (asset === undefined) throw new Error(`${product._id} names ${product.assetId}, which does not exist`);
  const { incidents, events } = runRule(product.rule, readings);
  return {
    slots: simulatedSlots(product.rule, readings, slotsOf(events)),
    incidents,
    ...decide(factsOf(product, request, readings), incidents, asset),
  };
}

/** Every incident that the rule confirms, with its value on what the series shows of it. */
function runRule(
  rule: BreachRule,
  readings: readonly Reading[],
): { incidents: Incident[]; events: RuleEvent[] } {
  const first = readings[0]?.at ?? 0;
  const { state, events } = advanceRule(
    rule,
    initialRuleState(rule, first),
    readings,
    readings.at(-1)?.at ?? first,
  );
  const lastSlot = lastClosedSlot(rule, state) ?? 0;
  const incidents = events.flatMap((event): Incident[] => {
    if (event.type !== 'SETTLED') return [];
    // A window that ends between two slots is settled at the slot before its end, and final only at the next.
    return [incidentOf(event, event.settlesAt <= lastSlot)];
  });
  const settling = settlingIncident(rule, state);
  if (settling !== null) incidents.push(incidentOf(settling, false));
  return { incidents, events };
}

type Valued = { breachStart: number; confirmedAt: number; settlementValue: bigint; payoutRatio: bigint };

function incidentOf(
  { breachStart, confirmedAt, settlementValue, payoutRatio }: Valued,
  final: boolean,
): Incident {
  return {
    breachStart,
    confirmedAt,
    settlementValueWad: settlementValue,
    payoutRatioWad: payoutRatio,
    final,
  };
}

/** Slots at which something happens. */
function slotsOf(events: readonly RuleEvent[]): number[] {
  return events.flatMap((event) => ('breachStart' in event ? [event.breachStart, event.slot] : [event.slot]));
}

/** A policy with the product's terms, bought when it is asked for, for the longest term. */
function factsOf(
  { waitingSeconds, termSecondsMax, deductibleBps }: ProductDocument,
  { boughtAt, coverAmount }: SimulationRequest,
  readings: readonly Reading[],
): PolicyFacts {
  const [first, last] = [readings[0]?.at ?? 0, readings.at(-1)?.at ?? 0];
  const times =
    boughtAt === null
      ? { boughtAt: first - waitingSeconds, coverFrom: first, coverUntil: last + 1 }
      : { boughtAt, coverFrom: boughtAt + waitingSeconds, coverUntil: boughtAt + termSecondsMax };
  const none = { incident: null, forkVoid: false, oracleGapRefunded: false, cancelledAt: null };
  return { ...none, ...times, original: coverAmount, remaining: coverAmount, deductibleBps };
}

/**
 * Incident after incident on what the ones before it left; the first that pays is the one told, or the
 * first at all.
 */
function decide(
  policy: PolicyFacts,
  incidents: readonly Incident[],
  asset: AssetDocument,
): Pick<SimulationView, 'decision' | 'payout'> {
  const shown = (amount: Amount) => `${formatUnits(amount, asset.decimals)} ${asset.symbol}`;
  let decision: SimulationView['decision'] | null = null;
  let payout = 0n;
  let { remaining } = policy;
  for (const { breachStart, payoutRatioWad: ratioWad } of incidents) {
    const facts: PolicyFacts = { ...policy, remaining, incident: { breachStart, ratioWad } };
    const judged = judgeEligibility(facts);
    if (!judged.eligible) {
      decision ??= { eligible: false, reason: judged.reason, sentence: unpaidSentence(judged.reason, facts) };
      continue;
    }
    if (payout === 0n) {
      const sentence = paidSentence('PAID_IN_FULL', facts, shown(judged.due), shown(judged.due));
      decision = { eligible: true, reason: 'PAID_IN_FULL', sentence };
    }
    payout += judged.due;
    remaining = coverAfterIncident(policy.original, remaining, ratioWad);
  }
  const none = { eligible: false, reason: 'NO_INCIDENT', sentence: unpaidSentence('NO_INCIDENT', policy) };
  return { decision: decision ?? none, payout };
}
