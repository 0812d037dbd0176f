/** Moves a product to the phase that an event leads to; a suspended product keeps its phase. */
import { type ProductEvent, transitionProduct } from '../../domain/product/states.ts';
import type { ProductDocument } from '../../store/documents/cover.ts';
import type { Draft } from '../sequencer/draft.ts';

export function enterPhase(draft: Draft, product: ProductDocument, event: ProductEvent): void {
  const phase = transitionProduct(product.phase, event);
  if (phase === null) return;
  draft.put('products', { ...product, phase, phaseSince: draft.at });
}
