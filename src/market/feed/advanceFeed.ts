/**
 * Closes slots of a feed: moves its watermark and lets every product's rule judge what the slots say.
 *
 * The readings come as input, bound to their evidence by a chained hash; the decision never looks at the
 * evidence itself. What follows from a verdict (open, settle, pay) is a command of its own.
 */
import { z } from 'zod';
import type { FeedState } from '../../domain/feed/fold.ts';
import { FEED_READINGS_MAX, FEED_VOICES_MAX } from '../../domain/shared/limits.ts';
import { refuse } from '../../domain/shared/refusals.ts';
import { advanceRule } from '../../domain/trigger/advance.ts';
import { lastClosedSlot } from '../../domain/trigger/state.ts';
import type { ProductDocument } from '../../store/documents/cover.ts';
import { evidenceHashOf } from '../../store/evidence/closings.ts';
import type { Command } from '../command.ts';
import { idInput, secondsInput } from '../inputs.ts';
import { poolCapitalNeeds } from '../pool/poolNeeds.ts';
import { applyRuleEvents } from '../product/applyRuleEvents.ts';
import { type Draft, openDraft } from '../sequencer/draft.ts';
import { type Need, need, type World } from '../sequencer/world.ts';

const reading = z.strictObject({ at: secondsInput, value: z.bigint().positive() });

/** Formed by the watcher; here only its size matters. */
function isFeedState(value: unknown): boolean {
  const voices = (value as Partial<FeedState> | null)?.voices;
  return Array.isArray(voices) && voices.length <= FEED_VOICES_MAX;
}

const input = z.strictObject({
  feedId: idInput,
  throughSlot: secondsInput,
  /** Readings after the watermark, up to and including the slot, in rising time. */
  readings: z.array(reading).max(FEED_READINGS_MAX),
  foldState: z.custom<FeedState>(isFeedState),
});
type Input = z.infer<typeof input>;
interface Answer {
  watermark: number;
}

export const advanceFeed: Command<Input, Answer> = {
  name: 'advanceFeed',
  input,
  sender: 'SYSTEM',
  money: false,
  naturalKey: ({ feedId, throughSlot }) => `${feedId}:${throughSlot}`,
  needs: ({ feedId }, _context, world) => [need('feeds', feedId), ...dependentNeeds(world, feedId)],
  decide(world, { feedId, throughSlot, readings, foldState }, { at }) {
    const draft = openDraft(world, at);
    const feed = draft.get('feeds', feedId);
    if (feed === null) return refuse('NOT_FOUND', { id: feedId }, 'feedId');
    const closed = feed.watermark ?? Number.NEGATIVE_INFINITY;
    const misplaced = readings.some(({ at: time }) => time <= closed || time > throughSlot);
    if (throughSlot <= closed || misplaced)
      return refuse('STALE', { newestAt: feed.watermark ?? 0 }, 'throughSlot');
    const evidenceHash = evidenceHashOf(feed.evidenceHash, throughSlot, readings);
    draft.put('feeds', {
      ...feed,
      watermark: throughSlot,
      lastReading: readings.at(-1) ?? feed.lastReading,
      foldState,
      evidenceHash,
    });
    for (const productId of feed.productIds) {
      judge(draft, draft.must('products', productId), readings, throughSlot, evidenceHash);
    }
    return draft.done({ watermark: throughSlot });
  },
};

function dependentNeeds(world: World, feedId: string): Need[] {
  const productIds = world.peek('feeds', feedId)?.productIds ?? [];
  return productIds.flatMap((productId) => [
    need('products', productId),
    ...(world.peek('products', productId)?.poolIds ?? []).flatMap((poolId) =>
      poolCapitalNeeds(world, poolId),
    ),
  ]);
}

function judge(
  draft: Draft,
  product: ProductDocument,
  readings: Input['readings'],
  throughSlot: number,
  evidenceHash: string,
): void {
  const { rule, ruleState } = product;
  // A product that was created later than the newest slots begins with its own first slot.
  const from = lastClosedSlot(rule, ruleState) ?? ruleState.nextSlot - 1;
  const newer = readings.filter(({ at }) => at > from);
  const advanced = advanceRule(rule, ruleState, newer, throughSlot);
  draft.put('products', { ...product, ruleState: advanced.state });
  applyRuleEvents(draft, product._id, advanced.events, evidenceHash);
}
