/**
 * Brings a source onto the branch that was declared to count. What it had read of the other branch is read
 * anew, from the beginning: what it remembers of it follows from blocks that are not the chain's.
 */
import type { CanonicalBlock } from '../../../oracles/adapter.ts';
import { CLOSING_OBSERVATIONS_MAX } from '../../domain/shared/limits.ts';
import type { FeedDocument, FeedSource } from '../../store/documents/cover.ts';
import { appendVerdicts } from '../../store/evidence/closings.ts';
import type { SourceDocument } from '../../store/evidence/documents.ts';
import { loadVotedBlocks, type VotedBlock } from '../../store/evidence/observations.ts';
import { newSource, saveSource } from '../../store/evidence/sources.ts';
import type { Step } from '../context.ts';

/** The block of the feed's chain that was declared to count, or null. */
export function canonicalOf({ fork }: Pick<FeedDocument, 'fork'>): CanonicalBlock | null {
  if (fork === null || fork.ruling === null) return null;
  return { chainId: fork.chainId, block: fork.block, hash: fork.ruling.canonicalHash };
}

/**
 * Where the source stands on the branch that counts. Checked once for each declaration and remembered with
 * the source. Throws SourceError, as asking the source does.
 */
export async function followRuling(
  step: Step,
  feed: FeedDocument,
  registration: FeedSource,
  source: SourceDocument,
): Promise<SourceDocument> {
  const canonical = canonicalOf(feed);
  if (canonical === null || source.canonicalHash === canonical.hash) return source;
  const checked = { ...source, canonicalHash: canonical.hash };
  const { block, blockHash } = source.readThrough ?? {};
  if (registration.config.chainId !== canonical.chainId || block === undefined) return checked;
  const hashAt = (number: number) =>
    step.memory.sources.finalHash(source._id, registration, number, canonical);
  const found = await hashAt(block);
  if (found === blockHash) return checked;
  // Not that far yet: it is asked again.
  if (found === null) return source;
  await abandon(step, feed, source, canonical, hashAt);
  const anew = newSource(feed._id, source.sourceId);
  const next = { ...anew, canonicalHash: canonical.hash, failure: source.failure };
  await saveSource(step.database, next);
  step.memory.unfinal.delete(source._id);
  return next;
}

/** Says of every record that would vote and whose block is not the chain's that it is REORGED. */
async function abandon(
  { database }: Step,
  feed: FeedDocument,
  { sourceId, readThrough }: SourceDocument,
  canonical: CanonicalBlock,
  hashAt: (block: number) => Promise<string | null>,
): Promise<void> {
  const range = { feedId: feed._id, source: sourceId, after: feed.watermark };
  const voted = await loadVotedBlocks(database, { ...range, limit: CLOSING_OBSERVATIONS_MAX });
  const first = await firstLost(voted, hashAt);
  const at = readThrough?.eventTime ?? 0;
  const verdicts = voted.slice(first).map(({ key, block, hash }) => ({
    ...{ key, at, reason: 'REORGED' as const, canonicalHash: canonical.hash },
    ...{ limit: `block ${block} of the branch that counts`, actual: hash },
  }));
  await appendVerdicts(database, feed._id, verdicts);
}

/** Branches part once: of blocks in rising order the first that is lost, and all after it. */
async function firstLost(
  voted: readonly VotedBlock[],
  hashAt: (block: number) => Promise<string | null>,
): Promise<number> {
  let kept = 0;
  let lost = voted.length;
  while (kept < lost) {
    const middle = Math.floor((kept + lost) / 2);
    const { block, hash } = voted[middle] as VotedBlock;
    if ((await hashAt(block)) === hash) kept = middle + 1;
    else lost = middle;
  }
  return kept;
}
