/**
 * Closes slots of a feed: moves its watermark and lets every product's rule judge what the slots say.
 *
 * The readings come as input, bound to their evidence by a chained hash; the decision never looks at the
 * evidence itself. What follows from a verdict (open, settle, pay) is a command of its own.
 */
import { z } from 'zod';
import type { FeedState } from '../../domain/feed/fold.ts';
import { lowAfter } from '../../domain/product/salesLevel.ts';
import { FEED_READINGS_MAX, FEED_VOICES_MAX } from '../../domain/shared/limits.ts';
import { refuse } from '../../domain/shared/refusals.ts';
import { judgeSlots } from '../../domain/trigger/judgeSlots.ts';
import type { FeedProductDocument } from '../../store/documents/cover.ts';
import { evidenceHashOf } from '../../store/evidence/closings.ts';
import type { Command } from '../command.ts';
import { hashInput, idInput, secondsInput } from '../inputs.ts';
import { keepFrozen } from '../pool/freeze.ts';
import { poolCapitalNeeds } from '../pool/poolNeeds.ts';
import { applyRuleEvents } from '../product/applyRuleEvents.ts';
import { basketNeeds, mustBasket, tellLow } from '../product/tellBaskets.ts';
import { type Draft, openDraft } from '../sequencer/draft.ts';
import { type Need, need, type World } from '../sequencer/world.ts';
import { payingVaultNeeds } from '../vault/vaultNeeds.ts';
import { openFork } from './fork.ts';

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
  /**
   * Hash of all that the readings follow from; null for slots that were closed by other means than evidence.
   */
  contents: hashInput.nullable().default(null),
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
  decide(world, { feedId, throughSlot, readings, foldState, contents }, { at }) {
    const draft = openDraft(world, at);
    const feed = draft.get('feeds', feedId);
    if (feed === null) return refuse('NOT_FOUND', { id: feedId }, 'feedId');
    if (openFork(feed) !== null) {
      const reason = 'A chain that it reads has split: no slot is closed until it goes on.';
      return refuse('STATUS_FORBIDS', { status: feed.status, reason, allowedActions: [] }, 'feedId');
    }
    const closed = feed.watermark ?? Number.NEGATIVE_INFINITY;
    const misplaced = readings.some(({ at: time }) => time <= closed || time > throughSlot);
    if (throughSlot <= closed || misplaced)
      return refuse('STALE', { newestAt: feed.watermark ?? 0 }, 'throughSlot');
    const evidenceHash = evidenceHashOf(feed.evidenceHash, throughSlot, readings, contents);
    draft.put('feeds', {
      ...feed,
      watermark: throughSlot,
      lastReading: readings.at(-1) ?? feed.lastReading,
      foldState,
      evidenceHash,
    });
    for (const productId of feed.productIds) {
      const product = draft.must('products', productId);
      if (product.feedId !== null) judge(draft, product, readings, throughSlot, evidenceHash);
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
    ...basketNeeds(world, productId),
    ...payingVaultNeeds(world, world.peek('products', productId)?.assetId),
  ]);
}

function judge(
  draft: Draft,
  product: FeedProductDocument,
  readings: Input['readings'],
  throughSlot: number,
  evidenceHash: string,
): void {
  const advanced = judgeSlots(product.rule, product.ruleState, readings, throughSlot);
  const lowAt = lowAfter(product, readings);
  draft.put('products', { ...product, ruleState: advanced.state, lowAt });
  if (lowAt !== product.lowAt) tellLow(draft, product, lowAt);
  applyRuleEvents(draft, product._id, advanced.events, evidenceHash);
  const below = readings.findLast(({ value }) => value < product.rule.watch);
  if (below === undefined) return;
  const baskets = product.basketIds.map((basketId) => mustBasket(draft, basketId));
  for (const { poolIds } of [product, ...baskets]) keepFrozen(draft, poolIds, below.at);
}
