/**
 * Creates a product: a subject, a peril, the rule that decides,
 * and the pools that back it. It starts on watch.
 */
import { basketSentence } from '../../domain/basket/rule.ts';
import {
  collusionThreshold,
  MINIMUM_COLLUSION_DEFAULT,
  MINIMUM_COLLUSION_SANDBOX,
} from '../../domain/feed/decentralisation.ts';
import { WAITING_SECONDS_DEFAULT } from '../../domain/policy/term.ts';
import { withAsset } from '../../domain/pool/marketLimits.ts';
import { SCORE_MAX } from '../../domain/pricing/hazard.ts';
import { perilFaults } from '../../domain/product/peril.ts';
import { salesLevelDefault, salesLevelFault } from '../../domain/product/salesLevel.ts';
import { PRODUCT_PHASE_AT_START } from '../../domain/product/states.ts';
import { canonical } from '../../domain/shared/canonical.ts';
import { FEED_PRODUCTS_MAX } from '../../domain/shared/limits.ts';
import { type Problem, type Refusal, refuse } from '../../domain/shared/refusals.ts';
import { ruleFault } from '../../domain/trigger/rule.ts';
import { triggerSentence } from '../../domain/trigger/sentence.ts';
import { initialRuleState } from '../../domain/trigger/state.ts';
import type {
  BasketDocument,
  FeedProductDocument,
  ProductDocument,
  SubjectDocument,
} from '../../store/documents/cover.ts';
import { sha256 } from '../../store/sha256.ts';
import { wholeUnitOf } from '../asset/wholeUnit.ts';
import type { Command } from '../command.ts';
import { operatorsOf } from '../feed/collusion.ts';
import { directRefusal } from '../governance/directly.ts';
import { freezePools } from '../pool/freeze.ts';
import { type Draft, openDraft } from '../sequencer/draft.ts';
import { type Need, need, type World } from '../sequencer/world.ts';
import { basketOf, basketProblems, enlist } from './basketPlan.ts';
import { firstScoreNeeds, firstScoreProblems, scoreFirst } from './firstScore.ts';
import { poolEntry, problemsInPools } from './poolEntry.ts';
import { type BasketOrder, type FeedProductOrder, type ProductOrder, productInput } from './productInput.ts';
import { restsOn } from './restsOn.ts';
import { sizeProblems } from './subjectSize.ts';
import { coverNeeds, subjectIdOf } from './subjects.ts';

export const createProduct: Command<ProductOrder, { productId: string }> = {
  name: 'createProduct',
  input: productInput,
  sender: ['OWNER'],
  money: false,
  naturalKey: (order) => `${order.peril === 'BASKET' ? 'basket' : order.feedId}:${order.name}`,
  needs: (order, _context, world) => [
    ...basisNeeds(order, world),
    ...order.pools.flatMap(({ poolId }) => {
      const assetId = world.peek('pools', poolId)?.assetId;
      return assetId === undefined
        ? [need('pools', poolId)]
        : [need('pools', poolId), need('assets', assetId)];
    }),
  ],
  decide(world, order, { at, id, principal }) {
    const draft = openDraft(world, at);
    const direct = order.sandbox ? null : directRefusal(draft, principal);
    const refusal = direct ?? missing(draft, order);
    if (refusal !== null) return refusal;
    const productId = id('prd');
    const product =
      order.peril === 'BASKET'
        ? basketProduct(draft, order, productId)
        : feedProduct(draft, order, productId);
    const problems = problemsOf(draft, order, product);
    if (problems.length > 0) return refuse('CONFIG_INVALID', { problems });
    draft.create('products', product);
    countCover(draft, order, product);
    if (product.feedId === null) enlist(draft, product);
    for (const { poolId, weightWad } of order.pools) {
      const pool = draft.must('pools', poolId);
      draft.put('pools', { ...pool, products: [...pool.products, poolEntry(product, weightWad)] });
    }
    freezePools(draft, product);
    draft.emit({
      type: 'product.watched',
      node: productId,
      also: product.poolIds,
      changes: { cause: 'CREATED' },
    });
    return scoreFirst(draft, order, product) ?? draft.done({ productId });
  },
};

/** The feeds and subjects that it rests on, with the members of a basket. */
function basisNeeds(order: ProductOrder, world: World): Need[] {
  if (order.peril !== 'BASKET') return [...coverNeeds([order], order.sandbox), ...firstScoreNeeds(order)];
  return order.basket.productIds.flatMap((productId) => {
    const member = world.peek('products', productId);
    const own = need('products', productId);
    return member == null ? [own] : [own, ...coverNeeds(restsOn(member), member.sandbox)];
  });
}

/** Refuses what names something that is not there, or that takes no more; null when all is there. */
function missing(draft: Draft, order: ProductOrder): Refusal | null {
  const pool = order.pools.find(({ poolId }) => draft.get('pools', poolId) === null);
  if (pool !== undefined) return refuse('NOT_FOUND', { id: pool.poolId }, 'pools');
  if (order.peril === 'BASKET') return missingMember(draft, order);
  const feed = draft.get('feeds', order.feedId);
  if (feed === null) return refuse('NOT_FOUND', { id: order.feedId }, 'feedId');
  const used = feed.productIds.length;
  if (used < FEED_PRODUCTS_MAX) return null;
  return refuse('LIMIT_REACHED', { limit: FEED_PRODUCTS_MAX, used }, 'feedId');
}

function missingMember(draft: Draft, { basket }: BasketOrder): Refusal | null {
  const problems: Problem[] = [];
  for (const [index, id] of basket.productIds.entries()) {
    const member = draft.get('products', id);
    const path = `basket.productIds.${index}`;
    if (member === null) return refuse('NOT_FOUND', { id }, path);
    if (member.feedId === null) problems.push({ path, message: 'A basket is no member of another.' });
  }
  return problems.length === 0 ? null : refuse('CONFIG_INVALID', { problems });
}

/** From now on the cover of the product counts on its feeds and of its subjects. */
function countCover(draft: Draft, order: ProductOrder, product: ProductDocument): void {
  const { _id, assetId, sandbox } = product;
  const { decimals } = draft.must('assets', assetId);
  for (const { feedId, subject: name } of restsOn(product)) {
    const feed = draft.must('feeds', feedId);
    const activeCover = withAsset(feed.activeCover, { assetId, decimals });
    const productIds = product.feedId === null ? feed.productIds : [...feed.productIds, _id];
    draft.put('feeds', { ...feed, productIds, activeCover });
    const subjectId = subjectIdOf(name, sandbox);
    const fresh = { _id: subjectId, version: 0, name, size: null, activeCover: [] };
    const subject: SubjectDocument = draft.get('subjects', subjectId) ?? fresh;
    // The newest size holds for all products of the subject.
    const stated = order.peril === 'BASKET' ? null : order.subjectSize;
    const newer = stated != null && stated.asOf > (subject.size?.asOf ?? -1);
    const size = newer ? stated : subject.size;
    const covers = withAsset(subject.activeCover, { assetId, decimals });
    draft.put('subjects', { ...subject, size, activeCover: covers });
  }
}

function feedProduct(draft: Draft, order: FeedProductOrder, productId: string): FeedProductDocument {
  const { rule, feedId, peril } = order;
  const feed = draft.must('feeds', feedId);
  const from = feed.watermark === null ? draft.at : feed.watermark + rule.slotSeconds;
  const ruleState = initialRuleState(rule, from);
  return {
    ...plainOf(draft, order, productId),
    ...{ peril, feedId, rule, ruleState, basketIds: [] },
    salesLevelWad: order.salesLevelWad ?? salesLevelDefault(peril, rule),
    firstSlot: ruleState.nextSlot,
    ruleHash: sha256(canonical(rule)),
    sentence: triggerSentence(rule, order.subject),
    waitingSeconds: order.waitingSeconds ?? WAITING_SECONDS_DEFAULT[peril],
  };
}

function basketProduct(draft: Draft, order: BasketOrder, productId: string): BasketDocument {
  const members = membersOf(draft, order);
  const basket = basketOf(order.basket, members);
  const longest = Math.max(...members.map(({ waitingSeconds }) => waitingSeconds));
  return {
    ...plainOf(draft, order, productId),
    ...basket,
    salesLevelWad: null,
    ruleHash: sha256(canonical(basket.rule)),
    sentence: basketSentence(basket.rule),
    waitingSeconds: order.waitingSeconds ?? longest,
  };
}

function membersOf(draft: Draft, { basket }: BasketOrder): FeedProductDocument[] {
  return basket.productIds
    .map((productId) => draft.must('products', productId))
    .filter((member) => member.feedId !== null);
}

/** What products of every kind have. */
function plainOf(draft: Draft, order: ProductOrder, productId: string) {
  const { name, subject, group, deductibleBps, challengeSeconds, termSecondsMax, sandbox } = order;
  const { values, version } = draft.parameters;
  const pool = draft.must('pools', order.pools[0]?.poolId ?? '');
  return {
    ...{ name, subject, group, deductibleBps, challengeSeconds, termSecondsMax, sandbox },
    _id: productId,
    version: 0,
    // Given, not scored; or the worst, until this very command scores it.
    score: order.score ?? SCORE_MAX,
    scored: null,
    assetId: pool.assetId,
    minCover: order.minCover ?? values.minCoverUnits * wholeUnitOf(draft, pool.assetId),
    minRateWad: order.minRateWad ?? values.minRateWad,
    poolIds: order.pools.map(({ poolId }) => poolId),
    minimumCollusion:
      order.minimumCollusion ?? (sandbox ? MINIMUM_COLLUSION_SANDBOX : MINIMUM_COLLUSION_DEFAULT),
    parameterVersion: version,
    lowAt: null,
    phase: PRODUCT_PHASE_AT_START,
    phaseSince: draft.at,
    verdicts: [],
    openIncidentIds: [],
    alerts: [],
    createdAt: draft.at,
  };
}

/** Everything that is wrong with the product, at once. */
function problemsOf(draft: Draft, order: ProductOrder, product: ProductDocument): Problem[] {
  const own = order.peril === 'BASKET' || product.feedId === null ? [] : feedProblems(draft, order, product);
  const baskets =
    order.peril === 'BASKET' && product.feedId === null
      ? basketProblems(product, membersOf(draft, order), order)
      : [];
  return [
    ...own,
    ...baskets,
    ...collusionProblems(draft, product),
    ...problemsInPools(draft, order, product),
  ];
}

/** What is wrong with its rule, its feed and its subject. */
function feedProblems(
  draft: Draft,
  order: FeedProductOrder,
  { peril, rule, feedId, salesLevelWad, sandbox }: FeedProductDocument,
): Problem[] {
  const { subjectSize } = order;
  const problems: Problem[] = [];
  const fault = ruleFault(rule);
  for (const { field, problem } of [...(fault === null ? [] : [fault]), ...perilFaults(peril, rule)]) {
    problems.push({ path: `rule.${field}`, message: `${field} ${problem}.` });
  }
  const low = salesLevelFault(salesLevelWad, rule);
  if (low !== null) problems.push({ path: 'salesLevel', message: `salesLevel ${low}` });
  const feed = draft.must('feeds', feedId);
  if (feed.purpose === 'SIGNAL') {
    problems.push({ path: 'feedId', message: 'A risk signal never pays: no product rests on it.' });
  }
  if (feed.sandbox && !sandbox) {
    problems.push({ path: 'feedId', message: 'Only a sandbox product follows a sandbox feed.' });
  }
  if (subjectSize != null) problems.push(...sizeProblems(subjectSize, draft.at));
  else if (!sandbox) {
    problems.push({ path: 'subjectSize', message: 'Only a sandbox product may leave the size unsaid.' });
  }
  return [...problems, ...firstScoreProblems(draft, order)];
}

/** Whether as many operators must collude as it says, on every feed that it rests on. */
function collusionProblems(draft: Draft, product: ProductDocument): Problem[] {
  const { minimumCollusion, sandbox } = product;
  const problems: Problem[] = [];
  const path = 'minimumCollusion';
  for (const { feedId } of restsOn(product)) {
    const feed = draft.must('feeds', feedId);
    const reachable = collusionThreshold(operatorsOf(feed).length, feed.quorum);
    if (reachable >= minimumCollusion) continue;
    const message = `The feed is moved by ${reachable} of its operators, even when all of them are heard.`;
    problems.push({ path, message });
  }
  if (!sandbox && minimumCollusion < MINIMUM_COLLUSION_DEFAULT) {
    const message = `At least ${MINIMUM_COLLUSION_DEFAULT} operators must collude, except in a sandbox.`;
    problems.push({ path, message });
  }
  return problems;
}
