/**
 * Lets a feed go on that was suspended for as long as it may be and whose split nobody ruled on: whoever is
 * to be paid waits for nobody for ever. A source that still sees two chains fails, the others decide.
 */
import { z } from 'zod';
import { refuse } from '../../domain/shared/refusals.ts';
import type { Command } from '../command.ts';
import { idInput, secondsInput } from '../inputs.ts';
import { openDraft } from '../sequencer/draft.ts';
import { need } from '../sequencer/world.ts';
import { forkEndsAt, goOn, openFork } from './fork.ts';

/** `since` is the suspension's own: it names the step. */
const input = z.strictObject({ feedId: idInput, since: secondsInput });
type Input = z.infer<typeof input>;

export const resumeFeed: Command<Input, { feedId: string }> = {
  name: 'resumeFeed',
  input,
  sender: 'SYSTEM',
  money: false,
  naturalKey: ({ feedId, since }) => `${feedId}:${since}`,
  needs: ({ feedId }) => [need('feeds', feedId)],
  decide(world, { feedId, since }, { at }) {
    const draft = openDraft(world, at);
    const feed = draft.get('feeds', feedId);
    if (feed === null) return refuse('NOT_FOUND', { id: feedId }, 'feedId');
    const fork = openFork(feed);
    if (fork === null || fork.since !== since || at < forkEndsAt(fork)) {
      const reason = 'It is not suspended for a split chain, or not for long enough.';
      return refuse('STATUS_FORBIDS', { status: feed.status, reason, allowedActions: [] }, 'feedId');
    }
    goOn(draft, feed, fork);
    return draft.done({ feedId });
  },
};
