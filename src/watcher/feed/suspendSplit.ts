/** Stops a feed when one of its sources sees two hashes of a final block, and starts it again in time. */
import { forkEndsAt, maySuspend, openFork } from '../../market/feed/fork.ts';
import type { FeedDocument } from '../../store/documents/cover.ts';
import type { SourceDocument } from '../../store/evidence/documents.ts';
import type { Step } from '../context.ts';
import { guarded, send } from '../send.ts';

/** True when the feed was suspended, or is to be and could not: in neither case a slot may be closed. */
export async function suspendSplit(
  step: Step,
  feed: FeedDocument,
  sources: readonly SourceDocument[],
): Promise<boolean> {
  const found = sources
    .flatMap(({ sourceId, failure }) => (failure?.split ? [{ sourceId, ...failure.split }] : []))
    .filter((split) => !isRuled(feed, split));
  // The lowest block: whoever agrees about it and about nothing above it is found out later.
  const [first] = found.sort((a, b) => a.block - b.block);
  if (first === undefined || !maySuspend(feed, step.at)) return false;
  const { sourceId, chainId, block } = first;
  const same = found.filter((one) => one.chainId === chainId && one.block === block);
  const hashes = [...new Set(same.flatMap((one) => one.hashes))];
  const input = { feedId: feed._id, foundAt: step.at, sourceId, chainId, block, hashes };
  await send(step, 'suspendFeed', input);
  return true;
}

/** It was declared already which block counts there, and so below it: the source fails, the feed goes on. */
function isRuled({ fork }: FeedDocument, { chainId, block }: { chainId: number; block: number }): boolean {
  if (fork === null || fork.ruling === null) return false;
  return chainId === fork.chainId && block <= fork.block;
}

/** Nobody waits for a declaration for ever. True when one of the feeds was to be started again. */
export async function resumeOverdue(step: Step, feeds: readonly FeedDocument[]): Promise<boolean> {
  let isAny = false;
  for (const feed of feeds) {
    const fork = openFork(feed);
    if (fork === null || step.at < forkEndsAt(fork)) continue;
    isAny = true;
    const input = { feedId: feed._id, since: fork.since };
    await guarded(step, feed._id, async () => void (await send(step, 'resumeFeed', input)));
  }
  return isAny;
}
