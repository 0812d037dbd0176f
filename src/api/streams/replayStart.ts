/** Where events are given again from: streams and webhooks go back as far as each other. */
import { STREAM_REPLAY_SEQUENCES_MAX } from '../../domain/shared/limits.ts';
import { LAST_INDEX } from '../../market/queries/eventPlace.ts';
import type { EventPosition, Queries } from '../../market/queries/port.ts';
import { requestError } from '../errors.ts';
import { eventCursor } from '../resolvers/events.ts';

/** Behind the cursor, or behind everything there is. Throws CURSOR_EXPIRED. */
export async function replayStart(queries: Queries, after: EventPosition | null): Promise<EventPosition> {
  const head = await queries.headSequence();
  if (after === null) return { sequence: head, index: LAST_INDEX };
  const oldest = head - STREAM_REPLAY_SEQUENCES_MAX;
  if (after.sequence < oldest) {
    throw requestError('CURSOR_EXPIRED', { oldest: eventCursor({ sequence: oldest, index: 0 }) });
  }
  return after;
}
