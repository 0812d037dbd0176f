/**
 * One step of a basket: what its members' incidents mean is judged as far as all their feeds have been read.
 */
import { isAlerted } from '../../domain/product/alert.ts';
import type { UnixSeconds } from '../../domain/shared/units.ts';
import { type DecidedBooks, undecidedStarts } from '../../market/product/decided.ts';
import type { BasketDocument } from '../../store/documents/cover.ts';
import type { Step } from '../context.ts';
import { send } from '../send.ts';

/** True when something was judged: the basket may have an incident now. */
export async function judgeMembers(
  step: Step,
  basket: BasketDocument,
  books: DecidedBooks,
): Promise<boolean> {
  const throughSlot = leastWatermark(basket, books);
  const waiting = basket.basketState.members.flatMap((member) => member.waiting);
  // Nothing waits most of the time: then there is nothing to judge, and no command to keep.
  if (throughSlot === null || !waiting.some(({ confirmedAt }) => confirmedAt <= throughSlot)) return false;
  return send(step, 'advanceBasket', { productId: basket._id, throughSlot });
}

/** Ends its watch once every member is calm and nothing is left to be judged or paid. */
export async function thawBasket(step: Step, basket: BasketDocument, books: DecidedBooks): Promise<void> {
  const { _id: productId, phase, verdicts, openIncidentIds, members } = basket;
  const unpaid = verdicts.length + openIncidentIds.length > 0;
  if ((phase !== 'WATCH' && phase !== 'CONFIRMED') || unpaid || undecidedStarts(basket).length > 0) return;
  if (isAlerted(basket.alerts, step.at)) return;
  if (members.some((member) => books.product(member.productId)?.phase !== 'CALM')) return;
  await send(step, 'thawProduct', { productId, eventTime: step.at });
}

/** Until when all its feeds have been read; null where one was not, or could not be stepped. */
function leastWatermark({ members }: BasketDocument, books: DecidedBooks): UnixSeconds | null {
  const watermarks = members.map(({ feedId }) => books.feed(feedId)?.watermark ?? null);
  return watermarks.reduce((least, next) => (least === null || next === null ? null : Math.min(least, next)));
}
