/**
 * What a feed said around the time of a close: readings of closed slots, and after them the readings that the
 * observations of now would give. A decision gets them with the hash of what they follow from.
 */
import { foldReadings } from '../../domain/feed/fold.ts';
import { canonical } from '../../domain/shared/canonical.ts';
import { OBSERVATIONS_MAX } from '../../domain/shared/limits.ts';
import { maximum, minimum } from '../../domain/shared/rounding.ts';
import type { UnixSeconds, Wad } from '../../domain/shared/units.ts';
import type { Database } from '../../store/database.ts';
import type { FeedDocument } from '../../store/documents/cover.ts';
import type { CloseRange } from '../../store/documents/venues.ts';
import { loadReadings } from '../../store/evidence/closings.ts';
import { loadVotes } from '../../store/evidence/observations.ts';
import { loadByIds } from '../../store/load.ts';
import { sha256 } from '../../store/sha256.ts';

/** A close is compared with what held in the five minutes up to it. */
export const RANGE_SECONDS = 300;

interface Said {
  at: UnixSeconds;
  value: Wad;
}

/** The range of a market's feed at each time, in their order; null where nothing is asked or nothing held. */
export async function closeRanges(
  database: Database,
  marketId: string,
  asked: readonly (UnixSeconds | null)[],
): Promise<(CloseRange | null)[]> {
  const times = asked.filter((at) => at !== null);
  const [market] = times.length === 0 ? [] : await loadByIds(database, 'markets', [marketId]);
  const [feed] = market === undefined ? [] : await loadByIds(database, 'feeds', [market.feedId]);
  if (feed === undefined) return asked.map(() => null);
  const from = Math.min(...times) - RANGE_SECONDS - feed.maxGapSeconds;
  const said = await readingsOf(database, feed, from, Math.max(...times));
  return asked.map((at) => (at === null ? null : rangeAt(said, at, feed)));
}

async function readingsOf(
  database: Database,
  feed: FeedDocument,
  from: UnixSeconds,
  through: UnixSeconds,
): Promise<Said[]> {
  const { _id: feedId, watermark, lastReading, foldState } = feed;
  const closed: Said[] = (await loadReadings(database, feedId, from)).map(({ at, value }) => ({ at, value }));
  if (lastReading !== null && !closed.some(({ at }) => at === lastReading.at)) closed.push(lastReading);
  const isOpen = watermark === null || through > watermark;
  if (!isOpen) return closed.sort((one, other) => one.at - other.at);
  const span = { feedId, after: watermark, through, limit: OBSERVATIONS_MAX };
  const { votes } = await loadVotes(database, span);
  const { quorum, repeatSeconds } = feed;
  const terms = { quorum, repeatSeconds, levels: { strikes: [], others: [] } };
  const { readings } = foldReadings(foldState, votes, Math.max(through, foldState.through ?? 0), terms);
  const open = readings.map(({ at, value }) => ({ at, value }));
  return [...closed, ...open].sort((one, other) => one.at - other.at);
}

/** Lowest and highest of what held in the window, if anything did. */
function rangeAt(said: readonly Said[], at: UnixSeconds, feed: FeedDocument): CloseRange | null {
  const held = said.filter(({ at: since }, index) => {
    const next = said[index + 1]?.at ?? Number.POSITIVE_INFINITY;
    return since <= at && Math.min(next, since + feed.maxGapSeconds) > at - RANGE_SECONDS;
  });
  const [first] = held;
  if (first === undefined) return null;
  const low = held.reduce((least, { value }) => minimum(least, value), first.value);
  const high = held.reduce((most, { value }) => maximum(most, value), first.value);
  const evidence = sha256(canonical({ feedId: feed._id, evidenceHash: feed.evidenceHash, at, held }));
  return { low, high, evidence };
}
