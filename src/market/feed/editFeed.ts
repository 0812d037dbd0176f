/**
 * Changes how a feed is observed, from now on: what was observed before keeps its verdict and counts for as
 * long as it was to. Nothing is changed while the feed decides over money.
 */
import { z } from 'zod';
import { REPEAT_SECONDS } from '../../domain/feed/parameters.ts';
import { FEED_OPERATORS_MAX, FEED_SOURCES_MAX } from '../../domain/shared/limits.ts';
import { type Refusal, refuse } from '../../domain/shared/refusals.ts';
import type { FeedDocument, ProductDocument } from '../../store/documents/cover.ts';
import type { Command, Principal } from '../command.ts';
import { idInput } from '../inputs.ts';
import { openDraft } from '../sequencer/draft.ts';
import { need } from '../sequencer/world.ts';
import { ownsFeeds, READINGS_FAMILY, registrationProblems, sourceInput, sourceOf } from './registration.ts';

const input = z.strictObject({
  feedId: idInput,
  quorum: z.int().min(1).max(FEED_OPERATORS_MAX).nullable(),
  sources: z.array(sourceInput).min(1).max(FEED_SOURCES_MAX),
});
type Input = z.infer<typeof input>;

export const editFeed: Command<Input, { feedId: string }> = {
  name: 'editFeed',
  input,
  sender: 'ACCOUNT',
  money: false,
  needs: ({ feedId }, _context, world) => [
    need('feeds', feedId),
    ...(world.peek('feeds', feedId)?.productIds ?? []).map((id) => need('products', id)),
  ],
  decide(world, edit, { at, principal, settings }) {
    const draft = openDraft(world, at);
    const feed = draft.get('feeds', edit.feedId);
    const isOwner = ownsFeeds(principal);
    if (feed === null || !(isOwner || feed.managerId === principal.id)) {
      return refuse('NOT_FOUND', { id: edit.feedId }, 'feedId');
    }
    const products = feed.productIds.map((id) => draft.must('products', id));
    const forbidden = forbiddenBy(feed, products, principal);
    if (forbidden !== null) return forbidden;
    const quorum = edit.quorum ?? feed.quorum;
    const { sandbox, purpose, costOfCorruption } = feed;
    const registration = { quorum, sandbox, purpose, costOfCorruption, sources: edit.sources };
    const problems = registrationProblems(registration, { isOwner, isTrial: settings.sandbox });
    if (problems.length > 0) return refuse('CONFIG_INVALID', { problems });
    const sources = edit.sources.map(sourceOf);
    const repeatSeconds = sources.every(({ family }) => family === READINGS_FAMILY) ? 0 : REPEAT_SECONDS;
    draft.put('feeds', { ...feed, quorum, repeatSeconds, sources });
    draft.emit({ type: 'feed.edited', node: feed._id, changes: { quorum } });
    return draft.done({ feedId: feed._id });
  },
};

function forbiddenBy(
  { status }: FeedDocument,
  products: readonly ProductDocument[],
  principal: Principal,
): Refusal | null {
  const refused = (reason: string) =>
    refuse('STATUS_FORBIDS', { status, reason, allowedActions: [] }, 'feedId');
  if (!ownsFeeds(principal) && status !== 'SANDBOX' && status !== 'PENDING') {
    return refused('Money rests on the feed: only the owner of the service edits it.');
  }
  const isDeciding = products.some(
    ({ phase, openIncidentIds }) => phase === 'BREACH' || phase === 'CONFIRMED' || openIncidentIds.length > 0,
  );
  return isDeciding ? refused('A product of the feed is in breach, or an incident is not paid yet.') : null;
}
