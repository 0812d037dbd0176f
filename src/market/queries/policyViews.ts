/** A policy as it stands now: its state, what its rule sees, what has been decided about it. */
import { isBasketRule } from '../../domain/basket/rule.ts';
import { allocationsOf } from '../../domain/policy/policySegment.ts';
import { unearnedPremium } from '../../domain/policy/segment.ts';
import { policyStatus } from '../../domain/policy/status.ts';
import type { Amount, UnixSeconds } from '../../domain/shared/units.ts';
import { openBreach } from '../../domain/trigger/state.ts';
import type { ProductDocument } from '../../store/documents/cover.ts';
import type { PolicyDocument } from '../../store/documents/policies.ts';
import { type FreeCancellation, freeCancellation, refundOf } from '../policy/stepOut.ts';
import { restsOn } from '../product/restsOn.ts';
import { type Need, need, type World } from '../sequencer/world.ts';
import { type AsOfSource, asOf, leastAsOf, loadAsOfSources } from './asOf.ts';
import { readWorld } from './books.ts';
import type { QueryDependencies } from './dependencies.ts';
import {
  decisionsOf,
  loadSettledIncidents,
  type SettledIncidents,
  unpaidReasonOf,
} from './policyDecisions.ts';
import type { PolicyView } from './views.ts';

/** Policies as of now. */
export async function policyViews(
  { database, now }: QueryDependencies,
  ids: readonly string[],
): Promise<Map<string, PolicyView>> {
  const at = now();
  const world = await readWorld(database, (partial) => ids.flatMap((id) => policyNeeds(partial, id)));
  const policies = ids.map((id) => world.get('policies', id)).filter((policy) => policy !== null);
  const products = policies.map(({ productId }) => mustGet(world, 'products', productId));
  const feedIds = new Set(products.flatMap(restsOn).map(({ feedId }) => feedId));
  const feeds = [...feedIds].map((feedId) => mustGet(world, 'feeds', feedId));
  const [incidents, sources] = await Promise.all([
    loadSettledIncidents(
      database,
      products.map(({ _id }) => _id),
    ),
    loadAsOfSources(database, feeds),
  ]);
  return new Map(policies.map((policy) => [policy._id, viewOf(world, policy, incidents, sources, at)]));
}

/** A policy, its product with the feed, and the incidents that are being paid. */
function policyNeeds(world: World, policyId: string): Need[] {
  const policy = world.peek('policies', policyId);
  if (policy === undefined || policy === null) return [need('policies', policyId)];
  const product = world.peek('products', policy.productId);
  const pools = allocationsOf(policy.segments).map(({ poolId }) => need('pools', poolId));
  const own = [need('policies', policyId), need('products', policy.productId), ...pools];
  if (product === undefined || product === null) return own;
  return [
    ...own,
    ...restsOn(product).map(({ feedId }) => need('feeds', feedId)),
    ...product.openIncidentIds.map((id) => need('incidents', id)),
  ];
}

function viewOf(
  world: World,
  policy: PolicyDocument,
  incidents: SettledIncidents,
  sources: ReadonlyMap<string, AsOfSource>,
  at: UnixSeconds,
): PolicyView {
  const product = mustGet(world, 'products', policy.productId);
  const settled = incidents.get(product._id) ?? [];
  const free = freeCancellation(policy, (poolId) => world.get('pools', poolId), at);
  return {
    status: policyStatus({ ...policy, openBreachStarts: openBreachStarts(world, product) }, at),
    premiumEarned: premiumEarned(policy, at),
    refundable: refundable(policy, free, at),
    freeCancellationUntil:
      policy.open && free !== null && policy.boughtAt < free.boughtBefore ? free.until : null,
    decisions: decisionsOf(policy, settled, at),
    unpaid: unpaidReasonOf(policy, settled),
    monitor: monitorOf(world, policy, product, sources, at),
  };
}

/** What the rule sees now. A basket has no price of its own: it shows what it has counted. */
function monitorOf(
  world: World,
  { terms }: PolicyDocument,
  product: ProductDocument,
  sources: ReadonlyMap<string, AsOfSource>,
  at: UnixSeconds,
): PolicyView['monitor'] {
  const feeds = restsOn(product).map(({ feedId }) => mustGet(world, 'feeds', feedId));
  const common = {
    phase: product.phase,
    asOf: leastAsOf(feeds.map((feed) => asOf(feed, sources.get(feed._id), at))),
  };
  if (product.feedId === null || isBasketRule(terms.rule)) {
    const none = { valueWad: null, strikeWad: null, countedSeconds: null, holdSeconds: null };
    return { ...common, ...none, basket: product.feedId === null ? product : null };
  }
  return {
    ...common,
    valueWad: feeds[0]?.lastReading?.value ?? null,
    strikeWad: terms.rule.strike,
    countedSeconds: openBreach(product.ruleState)?.countedSeconds ?? 0,
    holdSeconds: terms.rule.holdSeconds,
    basket: null,
  };
}

/** Of the confirmed breaches whose payment has not ended, also those whose incident is still to be opened. */
function openBreachStarts(world: World, product: ProductDocument): UnixSeconds[] {
  const opened = product.openIncidentIds.map((id) => mustGet(world, 'incidents', id).breachStart);
  const confirmed = product.verdicts.filter(({ incidentId }) => incidentId === null);
  return [...opened, ...confirmed.map(({ breachStart }) => breachStart)];
}

/** What a holder gets, or waits for, who leaves. */
function refundable(policy: PolicyDocument, free: FreeCancellation | null, at: UnixSeconds): Amount {
  if (!policy.open) return 0n;
  const { pending } = policy;
  const isLeaving = pending?.kind === 'CANCEL' && pending.status === 'PENDING';
  if (!isLeaving) return refundOf(policy, at, free?.boughtBefore ?? null).refund;
  return refundOf(policy, pending.madeAt, pending.freeIfBoughtBefore).refund;
}

/** What has been earned of the premium: up to its end, where it ended early. */
function premiumEarned({ premium, segments, endedAt }: PolicyDocument, at: UnixSeconds): Amount {
  const until = Math.min(at, endedAt ?? at);
  const earning = allocationsOf(segments).flatMap((allocation) => allocation.earning);
  return earning.reduce((earned, segment) => earned - unearnedPremium(segment, until), premium);
}

function mustGet<Name extends Parameters<World['get']>[0]>(world: World, collection: Name, id: string) {
  const document = world.get(collection, id);
  if (document === null) throw new Error(`${collection} ${id} is named but missing`);
  return document;
}
