/** Scores follow what is known of their products, once a day. */
import { type Measured, measure, measuredSpan } from '../../domain/risk/measure.ts';
import { SCORE_UPDATE_SECONDS } from '../../domain/shared/limits.ts';
import type { FeedDocument, FeedProductDocument, ProductDocument } from '../../store/documents/cover.ts';
import { loadReadings } from '../../store/evidence/closings.ts';
import { loadByIds } from '../../store/load.ts';
import type { Step } from '../context.ts';
import { guarded, send } from '../send.ts';

/** Those that nobody has looked at today. */
export async function followScores(step: Step): Promise<void> {
  const { at, database, waiting } = step;
  if (waiting.productsToScore.size === 0) return;
  const day = at - (at % SCORE_UPDATE_SECONDS);
  const products = await loadByIds(database, 'products', [...waiting.productsToScore.keys()]);
  for (const product of products) await guarded(step, product._id, () => followScore(step, product, day));
}

async function followScore(step: Step, product: ProductDocument, day: number): Promise<void> {
  const { _id: productId } = product;
  // A basket's score follows those of its members.
  if (product.feedId === null) return;
  const [feed] = await loadByIds(step.database, 'feeds', [product.feedId]);
  const found = feed === undefined ? null : await measured(step, product, feed);
  await send(step, 'followScore', { productId, day, measured: found });
}

/** What the feed shows up to its watermark. */
async function measured(
  { database }: Step,
  { rule }: FeedProductDocument,
  feed: FeedDocument,
): Promise<(Measured & { evidenceHash: string }) | null> {
  const { _id, watermark, maxGapSeconds, evidenceHash, createdAt } = feed;
  const span = measuredSpan(watermark, createdAt);
  if (span === null) return null;
  const readings = await loadReadings(database, _id, span.from - maxGapSeconds);
  const found = measure(readings, { ...span, watch: rule.watch, maxGapSeconds });
  return found === null ? null : { ...found, evidenceHash };
}
