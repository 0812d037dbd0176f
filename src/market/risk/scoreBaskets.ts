/** Scores baskets by their members: when they are created, and whenever a member has another score. */
import { atLeastOf, leastScoreOf } from '../../domain/basket/hazard.ts';
import { hazardAt } from '../../domain/pricing/hazard.ts';
import type { BasketDocument, ProductDocument } from '../../store/documents/cover.ts';
import type { BasketScoreDocument, ScoreDocument, ScoredMember } from '../../store/documents/risk.ts';
import { mustBasket } from '../product/tellBaskets.ts';
import type { Draft } from '../sequencer/draft.ts';
import { type Need, need, type World } from '../sequencer/world.ts';
import { keepScore } from './keepScore.ts';

/** The baskets that a product is in, with all of their members. */
export function basketScoreNeeds(world: World, productId: string): Need[] {
  const product = world.peek('products', productId);
  if (product == null || product.feedId === null) return [];
  return product.basketIds.flatMap((basketId) => [
    need('products', basketId),
    ...membersOf(world.peek('products', basketId)).map((memberId) => need('products', memberId)),
  ]);
}

const membersOf = (basket: ProductDocument | null | undefined): string[] =>
  basket == null || basket.feedId !== null ? [] : basket.rule.members.map(({ productId }) => productId);

/** Scores each basket of these products once: in the command that scored them, so that it never lags. */
export function scoreBasketsOf(
  draft: Draft,
  productIds: readonly string[],
  proposalId: string | null = null,
): void {
  const basketIds = productIds.flatMap((productId) => {
    const product = draft.must('products', productId);
    return product.feedId === null ? [] : product.basketIds;
  });
  for (const basketId of new Set(basketIds))
    scoreBasket(draft, mustBasket(draft, basketId), { cause: 'MEMBER', proposalId });
}

/**
 * Scores a basket as of now: the least score whose hazard is at least what its members allow, whatever they
 * have to do with each other. It has no step of its own, because its members have.
 */
export function scoreBasket(
  draft: Draft,
  basket: BasketDocument,
  made: Pick<BasketScoreDocument, 'cause' | 'proposalId'>,
): ScoreDocument {
  const { k } = basket.rule;
  const members = basket.rule.members.map(({ productId }) => scoredMember(draft, productId));
  const boundWad = atLeastOf(
    k,
    members.map(({ hazardWad }) => hazardWad),
  );
  const hazardTable = draft.parameters.hazards.BASKET;
  const value = leastScoreOf(hazardTable, boundWad);
  const isMeasured = members.every(
    ({ productId }) => draft.must('products', productId).scored?.isMeasured !== false,
  );
  const found = { kind: 'BASKET', ...made, k, members, boundWad, hazardTable, value } as const;
  return keepScore(draft, basket, found, isMeasured);
}

function scoredMember(draft: Draft, productId: string): ScoredMember {
  const { peril, score, scored } = draft.must('products', productId);
  const { number, snapshotHash } = scored ?? { number: 0, snapshotHash: null };
  const hazardWad = hazardAt(draft.parameters.hazards[peril], score);
  return { productId, score, number, snapshotHash, hazardWad };
}
