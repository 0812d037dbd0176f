/** Breaches of a product that a policy may still be hit by. */
import type { UnixSeconds } from '../../domain/shared/units.ts';
import type { ProductDocument } from '../../store/documents/cover.ts';
import type { Draft } from '../sequencer/draft.ts';
import { undecidedStarts } from './decided.ts';

/** Starts of what is not decided and paid yet. Needs the product's open incidents. */
export function unresolvedStarts(draft: Draft, product: ProductDocument): UnixSeconds[] {
  return [
    ...undecidedStarts(product),
    ...product.verdicts.map(({ breachStart }) => breachStart),
    ...product.openIncidentIds.map((id) => draft.must('incidents', id).breachStart),
  ];
}
