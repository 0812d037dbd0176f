/**
 * Suspends a feed whose chain split: nothing is read from it, no slot is closed, nothing that rests on it is
 * sold, and results that are not being paid yet wait. It ends by a declaration, or by itself.
 */
import { z } from 'zod';
import { FEED_SOURCES_MAX } from '../../domain/shared/limits.ts';
import { refuse } from '../../domain/shared/refusals.ts';
import type { Command } from '../command.ts';
import { blockHashInput, idInput, secondsInput } from '../inputs.ts';
import { openDraft } from '../sequencer/draft.ts';
import { need } from '../sequencer/world.ts';
import { maySuspend } from './fork.ts';

const input = z.strictObject({
  feedId: idInput,
  /** When it was found: names the step. */
  foundAt: secondsInput,
  sourceId: z.string().min(1).max(40),
  chainId: z.int().positive(),
  block: z.int().nonnegative(),
  /** Each source tells of two. */
  hashes: z
    .array(blockHashInput)
    .min(2)
    .max(2 * FEED_SOURCES_MAX),
});
type Input = z.infer<typeof input>;

export const suspendFeed: Command<Input, { feedId: string }> = {
  name: 'suspendFeed',
  input,
  sender: 'SYSTEM',
  money: false,
  naturalKey: ({ feedId, foundAt }) => `${feedId}:${foundAt}`,
  needs: ({ feedId }) => [need('feeds', feedId)],
  decide(world, { feedId, sourceId, chainId, block, hashes }, { at }) {
    const draft = openDraft(world, at);
    const feed = draft.get('feeds', feedId);
    if (feed === null) return refuse('NOT_FOUND', { id: feedId }, 'feedId');
    if (!maySuspend(feed, at)) {
      const reason = 'It is suspended, or went on lately without a declaration.';
      return refuse('STATUS_FORBIDS', { status: feed.status, reason, allowedActions: [] }, 'feedId');
    }
    const found = { sourceId, chainId, block, hashes, since: at, statusBefore: feed.status };
    draft.put('feeds', { ...feed, status: 'SUSPENDED', fork: { ...found, endedAt: null, ruling: null } });
    const changes = { status: 'SUSPENDED', cause: 'CHAIN_SPLIT', sourceId, chainId, block, hashes };
    draft.emit({ type: 'feed.status_changed', node: feedId, changes });
    return draft.done({ feedId });
  },
};
