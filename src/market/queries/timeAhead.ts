/**
 * The books as they will stand if nothing but time passes: feeds are read on and say what they say, cover
 * that has ended by then is given back, and pools earn. What open breaches and incidents set aside stays as
 * it is.
 */
import { isReleased } from '../../domain/policy/status.ts';
import { PAYOUT_POLICIES_MAX } from '../../domain/shared/limits.ts';
import type { UnixSeconds } from '../../domain/shared/units.ts';
import { changeCover } from '../policy/changeCover.ts';
import { decidedUntilOf } from '../product/decided.ts';
import { restsOn } from '../product/restsOn.ts';
import { coverNeeds } from '../product/subjects.ts';
import { unresolvedStarts } from '../product/unresolved.ts';
import { type Draft, openDraft } from '../sequencer/draft.ts';
import { type Need, need, type World } from '../sequencer/world.ts';
import { bookNeeds } from './books.ts';

/** From one instant to another. */
export interface Span {
  from: UnixSeconds;
  to: UnixSeconds;
}

/** All that cover of a product that ends rests on: its pools, and what it is decided by. */
export function aheadNeeds(world: World, productId: string, span: Span): Need[] {
  const product = world.peek('products', productId);
  if (product == null) return [need('products', productId)];
  const basis = restsOn(product);
  return [
    ...product.poolIds.flatMap((poolId) => bookNeeds(world, poolId, span.to)),
    ...coverNeeds(basis, product.sandbox),
    ...basis.map((member) => need('products', member.productId)),
    ...product.openIncidentIds.map((id) => need('incidents', id)),
    { range: 'endedPolicies', query: endedQuery(world, productId, span), limit: PAYOUT_POLICIES_MAX },
  ];
}

/** Whether more cover of a product ends by then than is looked at in one answer. */
export const isBeyondReach = (world: World, productId: string, span: Span): boolean =>
  endedIds(world, productId, span).length === PAYOUT_POLICIES_MAX;

/** The world as it will be. Prices and books are read from it as from any other. */
export function passTime(world: World, productIds: readonly string[], span: Span): World {
  const draft = openDraft(world, span.to);
  for (const productId of productIds) endCover(draft, productId, span);
  const products = productIds.map((productId) => draft.must('products', productId));
  const feedIds = new Set(products.flatMap((product) => restsOn(product).map(({ feedId }) => feedId)));
  for (const feedId of feedIds) readOn(draft, feedId, span);
  return draft.world;
}

/** What goes on by itself at its end is taken to do so. */
function endCover(draft: Draft, productId: string, span: Span): void {
  const product = draft.must('products', productId);
  const facts = {
    decided: decidedThen(draft.world, productId, span),
    unresolvedBreachStarts: unresolvedStarts(draft, product),
  };
  for (const id of endedIds(draft.world, productId, span)) {
    const { coverUntil, autoRenew, segments } = draft.must('policies', id);
    if (autoRenew === null && isReleased({ coverUntil, ...facts }))
      changeCover(draft, productId, segments, []);
  }
}

/** A feed that was read lately has been read lately then; one that is dark is dark. */
function readOn(draft: Draft, feedId: string, { from, to }: Span): void {
  const feed = draft.must('feeds', feedId);
  const { watermark, lastReading } = feed;
  draft.put('feeds', {
    ...feed,
    watermark: watermark === null ? null : watermark + to - from,
    lastReading: lastReading === null ? null : { ...lastReading, at: lastReading.at + to - from },
  });
}

/** Until when a product will be decided: as far behind as it is now. */
function decidedThen(world: World, productId: string, { from, to }: Span): UnixSeconds | null {
  const product = world.peek('products', productId);
  if (product == null) return null;
  const decided = decidedUntilOf(restsOn(product), {
    product: (id) => world.peek('products', id),
    feed: (id) => world.peek('feeds', id),
  });
  return decided === null ? null : decided + to - from;
}

const endedQuery = (world: World, productId: string, span: Span) => ({
  productId,
  until: (decidedThen(world, productId, span) ?? 0) - 1,
});

const endedIds = (world: World, productId: string, span: Span): readonly string[] =>
  world.range('endedPolicies', endedQuery(world, productId, span)) ?? [];
