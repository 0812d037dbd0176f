import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest';
import { eventStream } from '../../../src/api/streams/eventStream.ts';
import { STREAM_LAG_MS_MAX } from '../../../src/domain/shared/limits.ts';
import type { EventView, Queries } from '../../../src/market/queries/port.ts';

beforeEach(() => {
  vi.useFakeTimers();
});
afterEach(() => {
  vi.useRealTimers();
});

const event = (sequence: number): EventView => ({
  sequence,
  index: 0,
  at: 0,
  eventTime: 0,
  type: 'a.b',
  node: 'pool_1',
  changes: {},
  entries: [],
});

/** A stream over a source that a test feeds, with what became of it. */
function stream(source: (signal: AbortSignal) => AsyncIterable<EventView[]>) {
  let closed = 0;
  const queries = {
    subscribe: (_filter: unknown, _after: unknown, signal: AbortSignal) => source(signal),
  } as unknown as Queries;
  const filter = { nodeIds: null, types: null, accountId: null, reader: { accountId: null, seesAll: false } };
  const closedOnce = () => {
    closed += 1;
  };
  const events = eventStream({ queries, filter, start: { sequence: 0, index: 0 }, closed: closedOnce });
  return { events, closed: () => closed };
}

/** Gives these batches and then waits until it is told to stop, as a journal without news does. */
const journal = (batches: EventView[][]) =>
  async function* (signal: AbortSignal) {
    yield* batches;
    if (signal.aborted) return;
    await new Promise<void>((resolve) => signal.addEventListener('abort', () => resolve(), { once: true }));
  };

describe('an event stream', () => {
  test('hands out batches one event at a time', async () => {
    const { events } = stream(journal([[event(1), event(2)], [event(3)]]));
    const taken = [await events.next(), await events.next(), await events.next()];
    expect(taken.map(({ value }) => (value as EventView).sequence)).toEqual([1, 2, 3]);
    await events.return?.();
  });

  test('ends at once when the reader leaves while it waits for news', async () => {
    const { events, closed } = stream(journal([]));
    const waiting = events.next();
    await events.return?.();
    expect(await waiting).toEqual({ done: true, value: undefined });
    expect(closed()).toBe(1);
  });

  test('lets go of everything when its reader takes nothing for too long, and says where to go on', async () => {
    const { events, closed } = stream(journal([[event(1), event(2)]]));
    await events.next();
    await vi.advanceTimersByTimeAsync(STREAM_LAG_MS_MAX);
    expect(closed()).toBe(1);
    const error = await events.next().catch((reason: unknown) => reason);
    expect(error).toMatchObject({ extensions: { code: 'LAGGED' } });
    const { resumeAfter } = (error as { extensions: { resumeAfter: string } }).extensions;
    expect(JSON.parse(Buffer.from(resumeAfter, 'base64url').toString())).toEqual(['1', '0']);
    expect((await events.next()).done).toBe(true);
  });

  test('does not call a reader slow that only has nothing to read', async () => {
    const { events, closed } = stream(journal([[event(1)]]));
    await events.next();
    const waiting = events.next();
    await vi.advanceTimersByTimeAsync(10 * STREAM_LAG_MS_MAX);
    expect(closed()).toBe(0);
    await events.return?.();
    expect((await waiting).done).toBe(true);
  });

  test('ends with the error of its source', async () => {
    const { events, closed } = stream(async function* () {
      yield [event(1)];
      throw new Error('the journal is out of reach');
    });
    await events.next();
    await expect(events.next()).rejects.toThrow('out of reach');
    expect(closed()).toBe(1);
  });
});
