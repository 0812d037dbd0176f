/**
 * A day later: a score follows what is known of its product, by the limit of a day's step, with hysteresis.
 *
 * What feeds tell is read anew, what has grown old counts as stale. What the product's own feed shows is
 * measured by the watcher on the readings that are kept: it comes as input, bound to them by the feed's hash.
 * The baskets that it is in follow with it. It is only ever a price: no incident looks at it, and nothing is
 * paid by it.
 */
import { z } from 'zod';
import { withMeasured } from '../../domain/risk/measuredInputs.ts';
import type { RiskInput } from '../../domain/risk/score.ts';
import { SCORE_UPDATE_SECONDS } from '../../domain/shared/limits.ts';
import { type Refusal, refuse } from '../../domain/shared/refusals.ts';
import { BPS } from '../../domain/shared/units.ts';
import type { ProductDocument } from '../../store/documents/cover.ts';
import type { ModelScoreDocument, RiskModelDocument } from '../../store/documents/risk.ts';
import type { Command } from '../command.ts';
import { hashInput, idInput, secondsInput } from '../inputs.ts';
import { type Draft, openDraft } from '../sequencer/draft.ts';
import { need } from '../sequencer/world.ts';
import { knownOf, mustModelScore } from './modelScore.ts';
import { putScore } from './putScore.ts';
import { followed } from './riskInput.ts';
import { modelIdOf } from './riskModels.ts';
import { scoreBasketsOf } from './scoreBaskets.ts';
import { newestScoreId } from './scoreIds.ts';
import { scoreNeeds } from './scoreNeeds.ts';

const input = z.strictObject({
  productId: idInput,
  /** The beginning of the day. */
  day: secondsInput,
  /** What the feed's readings show up to its watermark; null where there was nothing to measure. */
  measured: z
    .strictObject({
      evidenceHash: hashInput,
      deviationFrequency: z.bigint().nonnegative().max(BPS),
      pegVolatility: z.bigint().nonnegative().nullable(),
    })
    .nullable(),
});
type Input = z.infer<typeof input>;
interface Answer {
  productId: string;
  score: number;
}

export const followScore: Command<Input, Answer> = {
  name: 'followScore',
  input,
  sender: 'SYSTEM',
  money: false,
  naturalKey: ({ productId, day }) => `${productId}:${day}`,
  needs({ productId }, _context, world) {
    const product = world.peek('products', productId);
    const scoreId = product == null ? null : newestScoreId(product);
    const known = scoreId === null ? null : world.peek('scores', scoreId);
    const inputs = known == null || known.kind === 'BASKET' ? [] : knownOf(known);
    const follows = inputs.flatMap(({ feedId }) => (feedId === null ? [] : [feedId]));
    const own = product == null || product.feedId === null ? [] : [product.feedId];
    const feeds = [...own, ...follows].map((feedId) => need('feeds', feedId));
    return [...scoreNeeds(world, productId), ...feeds];
  },
  decide(world, { productId, day, measured }, { at }) {
    const draft = openDraft(world, at);
    const product = draft.get('products', productId);
    if (product === null) return refuse('NOT_FOUND', { id: productId }, 'productId');
    const found = scoreToFollow(draft, product, day);
    if (found.refused) return found;
    const { model, score } = found;
    const inputs = refreshed(draft, score);
    if (measured === null) return draft.done({ productId, score: put(draft, product, model, inputs) });
    const feed = draft.must('feeds', product.feedId ?? '');
    if (feed.evidenceHash !== measured.evidenceHash || feed.watermark === null)
      return refuse('STALE', { newestAt: feed.watermark ?? 0 }, 'measured');
    const { watermark: asOf, name } = feed;
    const known = withMeasured(model, inputs, measured, { source: `feed ${name}`, asOf });
    return draft.done({ productId, score: put(draft, product, model, known) });
  },
};

function put(draft: Draft, product: ProductDocument, model: RiskModelDocument, inputs: RiskInput[]): number {
  const { value } = putScore(draft, product, model, inputs, { cause: 'DAY', proposalId: null });
  scoreBasketsOf(draft, [product._id]);
  return value;
}

/** The score that holds, with the model in force; or why it is not looked at. */
function scoreToFollow(
  draft: Draft,
  product: ProductDocument,
  day: number,
): { refused: false; model: RiskModelDocument; score: ModelScoreDocument } | Refusal {
  if (product.feedId === null) {
    const reason = 'A basket is scored from its members, whenever one of them is.';
    return refuse('STATUS_FORBIDS', { status: 'BASKET', reason, allowedActions: [] }, 'productId');
  }
  const scoreId = newestScoreId(product);
  if (scoreId === null || product.scored === null) {
    const reason = 'Its score was given: there is nothing that it could follow.';
    return refuse('STATUS_FORBIDS', { status: 'GIVEN', reason, allowedActions: [] }, 'productId');
  }
  const today = draft.at - (draft.at % SCORE_UPDATE_SECONDS);
  if (day !== today || product.scored.day >= day)
    return refuse('STALE', { newestAt: product.scored.day }, 'day');
  const score = mustModelScore(draft, scoreId);
  return { refused: false, score, model: draft.must('riskModels', modelIdOf(score.kind)) };
}

/** What is known, with what feeds tell of it now. */
const refreshed = (draft: Draft, score: ModelScoreDocument): RiskInput[] =>
  knownOf(score).map((known) => {
    if (known.feedId === null) return known;
    return followed(score.kind, known.factor, draft.must('feeds', known.feedId)) ?? known;
  });
