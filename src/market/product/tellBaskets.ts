/**
 * What happens to baskets when something happens to one of their members: in the same command, so never late.
 */
import { isBasketOpen, withMemberEvent, withoutConfirmation } from '../../domain/basket/state.ts';
import type { UnixSeconds } from '../../domain/shared/units.ts';
import type { RuleEvent } from '../../domain/trigger/events.ts';
import type { BasketDocument, FeedProductDocument } from '../../store/documents/cover.ts';
import { freezePools } from '../pool/freeze.ts';
import { poolCapitalNeeds } from '../pool/poolNeeds.ts';
import type { Draft } from '../sequencer/draft.ts';
import { type Need, need, type World } from '../sequencer/world.ts';
import { payingVaultNeeds } from '../vault/vaultNeeds.ts';
import { free, hasEarmark, setAside } from './breachEarmark.ts';
import { enterPhase } from './enterPhase.ts';

/** The baskets that count a product's incidents, with their pools and capital. */
export function basketNeeds(world: World, productId: string): Need[] {
  const product = world.peek('products', productId);
  if (product == null || product.feedId === null) return [];
  return product.basketIds.flatMap((basketId) => [
    need('products', basketId),
    ...(world.peek('products', basketId)?.poolIds ?? []).flatMap((poolId) => poolCapitalNeeds(world, poolId)),
    ...payingVaultNeeds(world, world.peek('products', basketId)?.assetId),
  ]);
}

/** Once a member is not calm any more, nobody steps in or out of what its baskets' pools cover either. */
export function watchBaskets(draft: Draft, { basketIds }: FeedProductDocument): void {
  for (const basketId of basketIds) {
    const basket = mustBasket(draft, basketId);
    if (basket.phase !== 'CALM') continue;
    enterPhase(draft, basket, 'WATCHED');
    freezePools(draft, basket);
    draft.emit({ type: 'product.watched', node: basketId, changes: { cause: 'MEMBER' } });
  }
}

/** Tells the baskets of a member that its price stood low. */
export function tellLow(draft: Draft, { basketIds }: FeedProductDocument, lowAt: UnixSeconds | null): void {
  for (const basketId of basketIds) draft.put('products', { ...mustBasket(draft, basketId), lowAt });
}

/** Tells the baskets of a member what its rule found. */
export function tellBaskets(
  draft: Draft,
  member: FeedProductDocument,
  event: RuleEvent,
  evidenceHash: string,
): void {
  for (const basketId of member.basketIds) {
    const basket = mustBasket(draft, basketId);
    const basketState = withMemberEvent(basket.basketState, member._id, event, evidenceHash);
    if (basketState === basket.basketState) continue;
    draft.put('products', { ...basket, basketState });
    weighBreach(draft, mustBasket(draft, basketId));
  }
}

/** Tells the baskets of a member that one of its incidents was undone. Needs `basketNeeds`. */
export function untellBaskets(draft: Draft, productId: string, confirmedAt: UnixSeconds): void {
  const member = draft.must('products', productId);
  if (member.feedId === null) return;
  for (const basketId of member.basketIds) {
    const basket = mustBasket(draft, basketId);
    const basketState = withoutConfirmation(basket.basketState, productId, confirmedAt);
    draft.put('products', { ...basket, basketState });
    weighBreach(draft, mustBasket(draft, basketId));
  }
}

/** Opens the breach of a basket once what is known may complete it, and ends it when it cannot any more. */
export function weighBreach(draft: Draft, basket: BasketDocument): void {
  const { _id: node } = basket;
  const isOpen = isBasketOpen(basket.rule, basket.basketState);
  if (isOpen === hasEarmark(draft, basket)) return;
  if (isOpen) {
    enterPhase(draft, basket, 'BREACH_STARTED');
    setAside(draft, basket);
    freezePools(draft, basket);
    draft.emit({ type: 'breach.started', node });
  } else {
    enterPhase(draft, basket, 'BREACH_ENDED');
    free(draft, basket);
    draft.emit({ type: 'breach.ended', node, changes: { reason: 'MEMBERS' } });
  }
}

/** A basket that was loaded. Throws when the id is another product's. */
export function mustBasket(draft: Draft, basketId: string): BasketDocument {
  const basket = draft.must('products', basketId);
  if (basket.feedId !== null) throw new Error(`${basketId} is no basket`);
  return basket;
}
