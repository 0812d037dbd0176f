/**
 * The one live stream: events after a cursor, then what follows, until the reader leaves, reads too slowly,
 * or the service stops. A reader pulls: nothing is kept for it here, so a slow one costs no memory.
 */
import { STREAM_LAG_MS_MAX } from '../../domain/shared/limits.ts';
import type { EventFilter, EventPosition, EventView, Queries } from '../../market/queries/port.ts';
import type { ApiContext } from '../context.ts';
import { requestError } from '../errors.ts';
import { eventCursor } from '../resolvers/events.ts';
import { replayStart } from './replayStart.ts';

interface StreamOptions {
  queries: Queries;
  filter: EventFilter;
  start: EventPosition;
  /** Called once, however the stream ends. */
  closed(): void;
}

/**
 * The stream as an iterator. `return` ends it at once even while it waits for news, which a generator would
 * not: it runs `finally` only between two values.
 */
export function eventStream({
  queries,
  filter,
  start,
  closed,
}: StreamOptions): AsyncIterableIterator<EventView> {
  const controller = new AbortController();
  const source = queries.subscribe(filter, start, controller.signal)[Symbol.asyncIterator]();
  let waiting: EventView[] = [];
  let last: EventPosition = start;
  let lagTimer: NodeJS.Timeout | null = null;
  let lagged = false;

  function end(): IteratorResult<EventView> {
    if (lagTimer !== null) clearTimeout(lagTimer);
    if (!controller.signal.aborted) {
      controller.abort();
      // A source that stands between two batches ends here; one that waits has heard the signal.
      source.return?.().catch(() => undefined);
      closed();
    }
    waiting = [];
    return { done: true, value: undefined };
  }

  /** A value was handed out: the reader has this long to ask for the next. */
  function watchReader(): void {
    lagTimer = setTimeout(() => {
      lagged = true;
      end();
    }, STREAM_LAG_MS_MAX).unref();
  }

  async function pull(): Promise<EventView | null> {
    while (waiting.length === 0) {
      const batch = await source.next();
      if (batch.done || controller.signal.aborted) return null;
      waiting = [...batch.value];
    }
    return waiting.shift() ?? null;
  }

  return {
    [Symbol.asyncIterator]() {
      return this;
    },
    async next() {
      if (lagTimer !== null) clearTimeout(lagTimer);
      if (lagged) {
        lagged = false;
        throw requestError('LAGGED', { resumeAfter: eventCursor(last) });
      }
      if (controller.signal.aborted) return end();
      try {
        const value = await pull();
        if (value === null) return end();
        last = { sequence: value.sequence, index: value.index };
        watchReader();
        return { done: false, value };
      } catch (error) {
        end();
        throw error;
      }
    },
    return: () => Promise.resolve(end()),
  };
}

/** Opens a stream for the caller of a request, counted against what the caller may have open. */
export async function openStream(
  { services, caller, facts }: ApiContext,
  filter: EventFilter,
  after: EventPosition | null,
): Promise<AsyncIterableIterator<EventView>> {
  const { queries } = services.market;
  const start = await replayStart(queries, after);
  const closed = services.streams.open(caller?.id ?? facts.address);
  return eventStream({ queries, filter, start, closed });
}
