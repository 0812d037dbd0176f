/** Gives back the cover of policies that have ended, once their product is decided past their end. */
import type { UnixSeconds } from '../../domain/shared/units.ts';
import { undecidedStarts } from '../../market/product/decided.ts';
import type { ProductDocument } from '../../store/documents/cover.ts';
import type { IncidentDocument } from '../../store/documents/incidents.ts';
import { loadRange } from '../../store/ranges.ts';
import type { Step } from '../context.ts';
import { send } from '../send.ts';

/** Releases until nothing is left that may be released. Most steps know that nothing has ended that early. */
export async function releaseEnded(
  step: Step,
  product: ProductDocument,
  decided: UnixSeconds | null,
  openIncidents: readonly IncidentDocument[],
): Promise<void> {
  const { _id: productId } = product;
  const until = releasableUntil(product, decided, openIncidents);
  if (until < (step.waiting.productsEnded.get(productId) ?? Number.POSITIVE_INFINITY)) return;
  let tick = '';
  for (;;) {
    const [first] = await loadRange(step.database, 'endedPolicies', { productId, until }, 1);
    if (first === undefined) return;
    // The oldest that is left names the step: once it is released it is never the oldest again.
    if (first._id === tick) throw new Error(`${tick} was released and is still open`);
    tick = first._id;
    if (!(await send(step, 'releasePolicies', { productId, tick }))) return;
  }
}

/**
 * The last end of cover that may be released: before what is still in doubt, and not after a breach that is
 * not paid yet. It moves on with the next determinate slot, and with the last payment.
 */
function releasableUntil(
  product: ProductDocument,
  decided: UnixSeconds | null,
  openIncidents: readonly IncidentDocument[],
): UnixSeconds {
  const confirmed = [...product.verdicts, ...openIncidents].map(({ breachStart }) => breachStart);
  const starts = [...undecidedStarts(product), ...confirmed];
  return Math.min(decided === null ? Number.NEGATIVE_INFINITY : decided - 1, ...starts);
}
