/**
 * Creates a product: a subject, a peril, the rule that decides,
 * and the pools that back it. It starts on watch.
 */
import { z } from 'zod';
import {
  collusionThreshold,
  MINIMUM_COLLUSION_DEFAULT,
  MINIMUM_COLLUSION_SANDBOX,
} from '../../domain/feed/decentralisation.ts';
import { poolProblems } from '../../domain/pool/composition.ts';
import { withAsset } from '../../domain/pool/marketLimits.ts';
import { RATE_PARAMETERS_DEFAULT } from '../../domain/pricing/technicalRate.ts';
import { PRODUCT_PHASE_AT_START } from '../../domain/product/states.ts';
import { canonical } from '../../domain/shared/canonical.ts';
import {
  FEED_OPERATORS_MAX,
  FEED_PRODUCTS_MAX,
  POOL_PRODUCTS_MAX,
  TERM_SECONDS_MAX,
} from '../../domain/shared/limits.ts';
import { type Problem, type Refusal, refuse } from '../../domain/shared/refusals.ts';
import { DAY_SECONDS } from '../../domain/shared/units.ts';
import { payoutRatio } from '../../domain/trigger/payout.ts';
import { ruleFault } from '../../domain/trigger/rule.ts';
import { triggerSentence } from '../../domain/trigger/sentence.ts';
import { initialRuleState } from '../../domain/trigger/state.ts';
import type { ProductDocument, SubjectDocument } from '../../store/documents/cover.ts';
import type { PoolDocument, PoolProduct } from '../../store/documents/pools.ts';
import { sha256 } from '../../store/sha256.ts';
import type { Command } from '../command.ts';
import { operatorsOf } from '../feed/collusion.ts';
import { amountInput, idInput, nameInput, wadInput } from '../inputs.ts';
import { MIN_COVER_UNITS, PARAMETER_VERSION } from '../parameters.ts';
import { freezePools } from '../pool/freeze.ts';
import { type Draft, openDraft } from '../sequencer/draft.ts';
import { need } from '../sequencer/world.ts';
import { ruleInput } from './ruleInput.ts';
import { sizeProblems, subjectSizeInput } from './subjectSize.ts';
import { coverNeeds, subjectIdOf } from './subjects.ts';

const input = z.strictObject({
  name: nameInput,
  subject: nameInput,
  peril: z.enum(['DEPEG', 'CONTRACT_FAILURE', 'ASSET_LOSS']),
  group: nameInput,
  feedId: idInput,
  pools: z
    .array(z.strictObject({ poolId: idInput, weightWad: wadInput }))
    .min(1)
    .max(POOL_PRODUCTS_MAX),
  rule: ruleInput,
  deductibleBps: z.int().min(0).max(10_000),
  waitingSeconds: z
    .int()
    .min(0)
    .max(30 * DAY_SECONDS),
  challengeSeconds: z
    .int()
    .min(0)
    .max(3 * DAY_SECONDS),
  minCover: amountInput.nullable(),
  termSecondsMax: z.int().min(1).max(TERM_SECONDS_MAX),
  score: z.int().min(0).max(100),
  minRateWad: wadInput.nullable(),
  /** Required unless it is a sandbox. */
  subjectSize: subjectSizeInput.nullable().optional(),
  minimumCollusion: z.int().min(1).max(FEED_OPERATORS_MAX).nullable().optional(),
  sandbox: z.boolean(),
});
type Input = z.infer<typeof input>;

export const createProduct: Command<Input, { productId: string }> = {
  name: 'createProduct',
  input,
  sender: ['OWNER'],
  money: false,
  naturalKey: ({ name, feedId }) => `${feedId}:${name}`,
  needs: ({ feedId, subject, sandbox, pools }, _context, world) => [
    ...coverNeeds({ feedId, subject }, sandbox),
    ...pools.flatMap(({ poolId }) => {
      const assetId = world.peek('pools', poolId)?.assetId;
      return assetId === undefined
        ? [need('pools', poolId)]
        : [need('pools', poolId), need('assets', assetId)];
    }),
  ],
  decide(world, order, { at, id }) {
    const draft = openDraft(world, at);
    const feed = draft.get('feeds', order.feedId);
    if (feed === null) return refuse('NOT_FOUND', { id: order.feedId }, 'feedId');
    const missing = order.pools.find(({ poolId }) => draft.get('pools', poolId) === null);
    if (missing !== undefined) return refuse('NOT_FOUND', { id: missing.poolId }, 'pools');
    if (feed.productIds.length >= FEED_PRODUCTS_MAX) {
      return refuse('LIMIT_REACHED', { limit: FEED_PRODUCTS_MAX, used: feed.productIds.length }, 'feedId');
    }
    const productId = id('prd');
    const product = productOf(draft, order, productId);
    const refusal = checkPlan(draft, order, product);
    if (refusal !== null) return refusal;
    draft.create('products', product);
    countCover(draft, order, product);
    for (const { poolId, weightWad } of order.pools) {
      const pool = draft.must('pools', poolId);
      draft.put('pools', { ...pool, products: [...pool.products, entryOf(product, weightWad)] });
    }
    freezePools(draft, product);
    draft.emit({
      type: 'product.watched',
      node: productId,
      also: product.poolIds,
      changes: { cause: 'CREATED' },
    });
    return draft.done({ productId });
  },
};

/** From now on the cover of the product counts on its feed and of its subject. */
function countCover(draft: Draft, { subjectSize }: Input, product: ProductDocument): void {
  const { _id, assetId, subject: name, sandbox } = product;
  const { decimals } = draft.must('assets', assetId);
  const feed = draft.must('feeds', product.feedId);
  const activeCover = withAsset(feed.activeCover, { assetId, decimals });
  draft.put('feeds', { ...feed, productIds: [...feed.productIds, _id], activeCover });
  const subjectId = subjectIdOf(name, sandbox);
  const fresh = { _id: subjectId, version: 0, name, size: null, activeCover: [] };
  const subject: SubjectDocument = draft.get('subjects', subjectId) ?? fresh;
  // The newest size holds for all products of the subject.
  const newer = subjectSize != null && subjectSize.asOf > (subject.size?.asOf ?? -1);
  const size = newer ? subjectSize : subject.size;
  const covers = withAsset(subject.activeCover, { assetId, decimals });
  draft.put('subjects', { ...subject, size, activeCover: covers });
}

function productOf(draft: Draft, order: Input, productId: string): ProductDocument {
  const { pools, minCover, minRateWad, rule, subjectSize: _size, minimumCollusion, ...plain } = order;
  const pool = draft.must('pools', pools[0]?.poolId ?? '');
  const asset = draft.must('assets', pool.assetId);
  const feed = draft.must('feeds', order.feedId);
  const from = feed.watermark === null ? draft.at : feed.watermark + rule.slotSeconds;
  const ruleState = initialRuleState(rule, from);
  return {
    ...plain,
    _id: productId,
    version: 0,
    assetId: pool.assetId,
    rule,
    ruleHash: sha256(canonical(rule)),
    sentence: triggerSentence(rule, order.subject),
    minCover: minCover ?? MIN_COVER_UNITS * 10n ** BigInt(asset.decimals),
    minRateWad: minRateWad ?? RATE_PARAMETERS_DEFAULT.minRateWad,
    poolIds: pools.map(({ poolId }) => poolId),
    minimumCollusion:
      minimumCollusion ?? (order.sandbox ? MINIMUM_COLLUSION_SANDBOX : MINIMUM_COLLUSION_DEFAULT),
    parameterVersion: PARAMETER_VERSION,
    phase: PRODUCT_PHASE_AT_START,
    phaseSince: draft.at,
    ruleState,
    firstSlot: ruleState.nextSlot,
    verdicts: [],
    openIncidentIds: [],
    createdAt: draft.at,
  };
}

function entryOf(product: ProductDocument, weightWad: bigint): PoolProduct {
  return {
    productId: product._id,
    subject: product.subject,
    group: product.group,
    feedId: product.feedId,
    weightWad,
    // Nothing pays more than a price of zero does.
    highestRatioWad: payoutRatio(product.rule.payout, 0n),
    cover: 0n,
    frozenSince: null,
  };
}

/** Everything that is wrong with the product in its pools, at once. */
function checkPlan(draft: Draft, order: Input, product: ProductDocument): Refusal | null {
  const problems: Problem[] = [];
  if (product.peril !== 'DEPEG') {
    problems.push({
      path: 'peril',
      message: 'Only a depeg can be decided so far; the other perils are planned.',
    });
  }
  const fault = ruleFault(product.rule);
  if (fault !== null)
    problems.push({ path: `rule.${fault.field}`, message: `${fault.field} ${fault.problem}.` });
  problems.push(...marketProblems(draft, order, product));
  order.pools.forEach(({ poolId, weightWad }, index) => {
    const pool: PoolDocument = draft.must('pools', poolId);
    const path = `pools.${index}`;
    if (pool.assetId !== product.assetId)
      problems.push({ path, message: 'All pools of a product have one asset.' });
    if (pool.sandbox !== product.sandbox)
      problems.push({ path, message: 'A sandbox product has sandbox pools only.' });
    if (order.pools.findIndex((other) => other.poolId === poolId) < index) {
      problems.push({ path, message: 'A pool is named once.' });
    }
    const { kind, leverageWad, products } = pool;
    const assetGroup = draft.must('assets', pool.assetId).group;
    const plan = { kind, leverageWad, assetGroup, products: [...products, entryOf(product, weightWad)] };
    problems.push(...poolProblems(plan).map((problem) => ({ ...problem, path: `${path}.${problem.path}` })));
  });
  return problems.length === 0 ? null : refuse('CONFIG_INVALID', { problems });
}

/** What is wrong with the product by the limits over all pools. */
function marketProblems(draft: Draft, { subjectSize }: Input, product: ProductDocument): Problem[] {
  const { minimumCollusion, sandbox } = product;
  const problems: Problem[] = [];
  const feed = draft.must('feeds', product.feedId);
  if (feed.sandbox && !sandbox) {
    problems.push({ path: 'feedId', message: 'Only a sandbox product follows a sandbox feed.' });
  }
  const reachable = collusionThreshold(operatorsOf(feed).length, feed.quorum);
  if (reachable < minimumCollusion) {
    const message = `The feed is moved by ${reachable} of its operators, even when all of them are heard.`;
    problems.push({ path: 'minimumCollusion', message });
  }
  if (!sandbox && minimumCollusion < MINIMUM_COLLUSION_DEFAULT) {
    const message = `At least ${MINIMUM_COLLUSION_DEFAULT} operators must collude, except in a sandbox.`;
    problems.push({ path: 'minimumCollusion', message });
  }
  if (subjectSize != null) problems.push(...sizeProblems(subjectSize, draft.at));
  else if (!sandbox) {
    problems.push({ path: 'subjectSize', message: 'Only a sandbox product may leave the size unsaid.' });
  }
  return problems;
}
