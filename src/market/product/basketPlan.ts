/** What a basket is made of, and what is wrong with it. */
import { type BasketRule, basketFault } from '../../domain/basket/rule.ts';
import { initialBasketState } from '../../domain/basket/state.ts';
import { PRODUCT_BASKETS_MAX } from '../../domain/shared/limits.ts';
import type { Problem } from '../../domain/shared/refusals.ts';
import { openBreach } from '../../domain/trigger/state.ts';
import type { BasketDocument, FeedProductDocument } from '../../store/documents/cover.ts';
import type { Draft } from '../sequencer/draft.ts';
import { basketScoreProblems } from './firstScore.ts';
import type { BasketOrder } from './productInput.ts';
import { restsOn } from './restsOn.ts';
import { subjectIdOf } from './subjects.ts';

/** The rule and the memory of a basket of these products. */
export function basketOf(
  { k, windowSeconds }: BasketOrder['basket'],
  members: readonly FeedProductDocument[],
): Pick<BasketDocument, 'peril' | 'feedId' | 'members' | 'basketState'> & { rule: BasketRule } {
  const counted = members.map(({ _id: productId, subject, ruleHash }) => ({ productId, subject, ruleHash }));
  return {
    peril: 'BASKET',
    feedId: null,
    rule: { kind: 'BASKET', k, windowSeconds, members: counted, payout: { kind: 'BINARY' } },
    members: members.flatMap(restsOn),
    basketState: initialBasketState(
      members.map(({ _id: productId, ruleState }) => ({
        productId,
        openSince: openBreach(ruleState)?.start ?? null,
      })),
    ),
  };
}

/** From now on each member tells the basket of its incidents. */
export function enlist(draft: Draft, { _id, members }: BasketDocument): void {
  for (const { productId } of members) {
    const member = draft.must('products', productId);
    if (member.feedId === null) throw new Error(`${productId} is a basket`);
    draft.put('products', { ...member, basketIds: [...member.basketIds, _id] });
  }
}

/** Everything that is wrong with a basket and its members. */
export function basketProblems(
  basket: BasketDocument,
  members: readonly FeedProductDocument[],
  order: BasketOrder,
): Problem[] {
  const problems: Problem[] = [];
  const fault = basketFault(basket.rule);
  if (fault !== null) {
    const field = fault.field === 'members' ? 'productIds' : fault.field;
    problems.push({ path: `basket.${field}`, message: `${field} ${fault.problem}.` });
  }
  members.forEach((member, index) => {
    const path = `basket.productIds.${index}`;
    problems.push(
      ...memberProblems(basket, member, members.slice(0, index)).map((message) => ({ path, message })),
    );
  });
  const longest = Math.max(...members.map(({ waitingSeconds }) => waitingSeconds));
  if (basket.waitingSeconds < longest) {
    const message = `A basket waits at least as long as each of its members: ${longest} seconds.`;
    problems.push({ path: 'waitingSeconds', message });
  }
  return [...problems, ...basketScoreProblems(order)];
}

function memberProblems(
  { sandbox }: BasketDocument,
  member: FeedProductDocument,
  earlier: readonly FeedProductDocument[],
): string[] {
  const messages: string[] = [];
  const subjectOf = ({ subject }: FeedProductDocument) => subjectIdOf(subject, sandbox);
  if (earlier.some((other) => subjectOf(other) === subjectOf(member))) {
    messages.push('Members are distinct subjects.');
  }
  if (earlier.some(({ feedId }) => feedId === member.feedId)) {
    messages.push('Members follow distinct feeds: what one feed says is one incident.');
  }
  if (member.sandbox !== sandbox)
    messages.push('A sandbox basket has sandbox members only, and no other has.');
  if (member.basketIds.length >= PRODUCT_BASKETS_MAX) {
    messages.push(`At most ${PRODUCT_BASKETS_MAX} baskets count the incidents of one product.`);
  }
  return messages;
}
