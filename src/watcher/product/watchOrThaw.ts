/** Puts a product on watch at the first sign of trouble, and ends the watch after an hour without one. */
import { isAlerted } from '../../domain/product/alert.ts';
import { type CalmTerms, disturbance } from '../../domain/product/disturbance.ts';
import { CALM_SECONDS } from '../../domain/shared/limits.ts';
import { openBreach } from '../../domain/trigger/state.ts';
import type { FeedProductDocument } from '../../store/documents/cover.ts';
import { loadReadings } from '../../store/evidence/closings.ts';
import type { Step } from '../context.ts';
import type { FeedView } from '../feed/stepFeed.ts';
import { silenceSecondsMax } from '../feed/terms.ts';
import { send } from '../send.ts';

export async function watchOrThaw(step: Step, product: FeedProductDocument, view: FeedView): Promise<void> {
  const terms = { watch: product.rule.watch, silenceSeconds: silenceSecondsMax(view.feed) };
  if (product.phase === 'CALM') await watch(step, product, view, terms);
  else if (mayThaw(product) && !isAlerted(product.alerts, step.at)) await thaw(step, product, view, terms);
}

/**
 * What came before has been judged by earlier steps, so only what is
 * new counts, and not what is over an hour old.
 */
async function watch(step: Step, product: FeedProductDocument, { recent }: FeedView, terms: CalmTerms) {
  const from = Math.max(step.at - CALM_SECONDS, recent[0]?.at ?? 0);
  const found = disturbance(recent, terms, from, step.at);
  if (found !== null) await send(step, 'watchProduct', { productId: product._id, ...found });
}

function mayThaw({ phase, verdicts, openIncidentIds, ruleState }: FeedProductDocument): boolean {
  return (
    phase === 'WATCH' &&
    verdicts.length === 0 &&
    openIncidentIds.length === 0 &&
    openBreach(ruleState) === null
  );
}

async function thaw(
  step: Step,
  product: FeedProductDocument,
  view: FeedView,
  terms: CalmTerms,
): Promise<void> {
  const now = step.at;
  const from = now - CALM_SECONDS;
  const { recent, feed, unclosed } = view;
  // Most watches are still disturbed by what is known already: then nothing need be loaded.
  const known = recent.filter(({ at }) => at > from);
  if (known[0] === undefined || disturbance(known, terms, known[0].at, now) !== null) return;
  const closed = await loadReadings(step.database, feed._id, from - terms.silenceSeconds);
  if (disturbance([...closed, ...unclosed], terms, from, now) !== null) return;
  await send(step, 'thawProduct', { productId: product._id, eventTime: now });
}
