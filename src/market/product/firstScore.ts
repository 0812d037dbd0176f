/**
 * What is said of a new product's risk: the inputs of its first score, or in a sandbox the score itself; of a
 * basket nothing.
 */
import { RISK_KIND_OF } from '../../domain/risk/factors.ts';
import type { Problem, Refusal } from '../../domain/shared/refusals.ts';
import type { ProductDocument } from '../../store/documents/cover.ts';
import { resolveInputs } from '../risk/riskInput.ts';
import { modelIdOf } from '../risk/riskModels.ts';
import { scoreBasket } from '../risk/scoreBaskets.ts';
import { scoreStated, statedNeeds } from '../risk/scoreStated.ts';
import type { Draft } from '../sequencer/draft.ts';
import { type Need, need } from '../sequencer/world.ts';
import type { BasketOrder, FeedProductOrder, ProductOrder } from './productInput.ts';

/** The model that scores it, and the feeds that tell of it. */
export const firstScoreNeeds = ({ peril, inputs }: FeedProductOrder): Need[] =>
  inputs == null ? [] : [need('riskModels', modelIdOf(RISK_KIND_OF[peril])), ...statedNeeds(inputs)];

/** A score that is not explained is for trying alone; what is said of the factors has to be right. */
export function firstScoreProblems(
  draft: Draft,
  { peril, score = null, inputs = null, sandbox }: FeedProductOrder,
): Problem[] {
  const problems = inputs === null ? [] : resolveInputs(draft, RISK_KIND_OF[peril], inputs).problems;
  if (score !== null && !sandbox) {
    const message = 'Only a sandbox has a score that is given: state inputs instead, with source and date.';
    return [{ path: 'score', message }, ...problems];
  }
  if (score !== null && inputs !== null)
    return [{ path: 'score', message: 'Either a score or inputs: inputs make the score.' }, ...problems];
  if (score === null && inputs === null) {
    const message = 'State what is known of its risk: what is left out counts as the worst, also all of it.';
    return [{ path: 'inputs', message }];
  }
  return problems;
}

/** A basket is scored from its members, also in a sandbox: nothing is said of it. */
export function basketScoreProblems({ score = null, inputs = null }: BasketOrder): Problem[] {
  const message = 'A basket is scored from its members: leave it out.';
  const said = [...(score === null ? [] : ['score']), ...(inputs === null ? [] : ['inputs'])];
  return said.map((path) => ({ path, message }));
}

/** Scores a product that was created in this draft, unless its score was given. Null where all went well. */
export function scoreFirst(
  draft: Draft,
  { inputs = null }: ProductOrder,
  product: ProductDocument,
): Refusal | null {
  const made = { cause: 'CREATED', proposalId: null } as const;
  if (product.feedId === null) {
    scoreBasket(draft, product, made);
    return null;
  }
  const scored = inputs === null ? null : scoreStated(draft, product, inputs, made);
  return scored?.refused === true ? scored : null;
}
