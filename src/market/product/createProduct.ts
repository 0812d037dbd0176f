/**
 * Creates a product: a subject, a peril, the rule that decides,
 * and the pools that back it. It starts on watch.
 */
import { z } from 'zod';
import { poolProblems } from '../../domain/pool/composition.ts';
import { RATE_PARAMETERS_DEFAULT } from '../../domain/pricing/technicalRate.ts';
import { PRODUCT_PHASE_AT_START } from '../../domain/product/states.ts';
import { canonical } from '../../domain/shared/canonical.ts';
import { FEED_PRODUCTS_MAX, POOL_PRODUCTS_MAX, TERM_SECONDS_MAX } from '../../domain/shared/limits.ts';
import { type Problem, type Refusal, refuse } from '../../domain/shared/refusals.ts';
import { DAY_SECONDS } from '../../domain/shared/units.ts';
import { payoutRatio } from '../../domain/trigger/payout.ts';
import { ruleFault } from '../../domain/trigger/rule.ts';
import { triggerSentence } from '../../domain/trigger/sentence.ts';
import { initialRuleState } from '../../domain/trigger/state.ts';
import type { ProductDocument } from '../../store/documents/cover.ts';
import type { PoolDocument, PoolProduct } from '../../store/documents/pools.ts';
import type { Command } from '../command.ts';
import { amountInput, idInput, nameInput, wadInput } from '../inputs.ts';
import { MIN_COVER_UNITS, PARAMETER_VERSION } from '../parameters.ts';
import { freezePools } from '../pool/freeze.ts';
import { type Draft, openDraft } from '../sequencer/draft.ts';
import { sha256 } from '../sequencer/journalEntry.ts';
import { need } from '../sequencer/world.ts';
import { ruleInput } from './ruleInput.ts';

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
  sandbox: z.boolean(),
});
type Input = z.infer<typeof input>;

export const createProduct: Command<Input, { productId: string }> = {
  name: 'createProduct',
  input,
  sender: ['OWNER'],
  money: false,
  naturalKey: ({ name, feedId }) => `${feedId}:${name}`,
  needs: ({ feedId, pools }, _context, world) => [
    need('feeds', feedId),
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
    draft.put('feeds', { ...feed, productIds: [...feed.productIds, productId] });
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

function productOf(draft: Draft, order: Input, productId: string): ProductDocument {
  const { pools, minCover, minRateWad, rule, ...plain } = order;
  const pool = draft.must('pools', pools[0]?.poolId ?? '');
  const asset = draft.must('assets', pool.assetId);
  const feed = draft.must('feeds', order.feedId);
  const from = feed.watermark === null ? draft.at : feed.watermark + rule.slotSeconds;
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
    parameterVersion: PARAMETER_VERSION,
    phase: PRODUCT_PHASE_AT_START,
    phaseSince: draft.at,
    ruleState: initialRuleState(rule, from),
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
