/** How far the slots of a feed may be closed (docs/mechanics.md section 5). */
import { MINUTE_SECONDS, type UnixSeconds } from '../../domain/shared/units.ts';
import { slotAtOrBefore } from '../../domain/trigger/measures.ts';
import type { SourceDocument } from '../../store/evidence/documents.ts';

/** The slots of a feed; a rule may look at fewer of them. */
export const FEED_SLOT_SECONDS = MINUTE_SECONDS;

/**
 * The newest slot that is older than the finality delay and that every source has been read past, or null. A
 * source that has failed for the whole delay is no longer waited for; after a stop the delay counts from the
 * restart, because nobody knows whether it failed in between, and after a suspension from its end.
 * Example: delay 900, now 10:00:30 and all read → 09:45.
 */
export function closableSlot(
  finalitySeconds: number,
  sources: readonly Pick<SourceDocument, 'readThrough' | 'failure'>[],
  now: UnixSeconds,
  startedAt: UnixSeconds,
): UnixSeconds | null {
  let limit = now - finalitySeconds - 1;
  for (const { readThrough, failure } of sources) {
    if (failure !== null) {
      const failing = now - Math.max(failure.since, startedAt);
      if (failing >= finalitySeconds) continue;
    }
    if (readThrough === null) return null;
    limit = Math.min(limit, readThrough.eventTime);
  }
  return slotAtOrBefore(limit, FEED_SLOT_SECONDS);
}
