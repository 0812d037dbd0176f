/**
 * Says when the journal has grown. A change stream on it, one for all followers in the process, is used for
 * nothing else: whoever is woken reads the journal itself. So a stream that breaks costs time but never an
 * event.
 */
import { setTimeout as delay } from 'node:timers/promises';
import { JOURNAL_RESCAN_MS } from '../../domain/shared/limits.ts';
import type { Database } from '../database.ts';
import { newestJournal } from './journalPages.ts';

export interface JournalWakeups {
  /** Keeps the stream open until the returned function is called: for as long as anybody follows. */
  follow(): () => Promise<void>;
  /**
   * Resolves once the journal reaches past a sequence, or when the signal aborts. Call it while following.
   */
  past(sequence: number, signal: AbortSignal): Promise<void>;
}

interface Waiter {
  sequence: number;
  wake(): void;
}

/** Makes the wake-ups of one process. Nothing is opened until somebody follows. */
export function createJournalWakeups(database: Database): JournalWakeups {
  const waiters = new Set<Waiter>();
  let newest = 0;
  let followers = 0;
  let stream: { stop(): Promise<void> } | null = null;

  function reached(sequence: number): void {
    newest = Math.max(newest, sequence);
    for (const waiter of waiters) if (waiter.sequence < newest) waiter.wake();
  }

  return {
    follow() {
      followers += 1;
      stream ??= followJournal(database, reached);
      let following = true;
      return async () => {
        if (!following) return;
        following = false;
        followers -= 1;
        if (followers > 0) return;
        const last = stream;
        stream = null;
        await last?.stop();
      };
    },
    past(sequence, signal) {
      if (newest > sequence || signal.aborted) return Promise.resolve();
      return new Promise((resolve) => {
        const waiter: Waiter = {
          sequence,
          wake() {
            waiters.delete(waiter);
            signal.removeEventListener('abort', waiter.wake);
            resolve();
          },
        };
        waiters.add(waiter);
        signal.addEventListener('abort', waiter.wake);
      });
    },
  };
}

/** Tells every new sequence until it is stopped: from the stream, and by looking while there is none. */
function followJournal(database: Database, reached: (sequence: number) => void): { stop(): Promise<void> } {
  const stopping = new AbortController();
  const ended = run();
  return {
    async stop() {
      stopping.abort();
      await ended;
    },
  };

  async function run(): Promise<void> {
    while (!stopping.signal.aborted) {
      await streamOnce().catch(() => undefined);
      if (stopping.signal.aborted) return;
      // Whatever came while there was no stream is found by looking.
      await newestJournal(database).then(
        ({ sequence }) => reached(sequence),
        () => undefined,
      );
      await delay(JOURNAL_RESCAN_MS, undefined, { signal: stopping.signal }).catch(() => undefined);
    }
  }

  async function streamOnce(): Promise<void> {
    const stages = [{ $match: { operationType: 'insert' } }, { $project: { 'fullDocument.sequence': 1 } }];
    const stream = database.collection('journal').watch(stages);
    const close = () => void stream.close().catch(() => undefined);
    try {
      // The first look opens the stream on the server; what was written before that is found by reading.
      let change = await stream.tryNext();
      // Not before it is open: one that is closed on its way leaves its cursor to the server, for minutes.
      stopping.signal.addEventListener('abort', close);
      if (stopping.signal.aborted) return;
      reached((await newestJournal(database)).sequence);
      for (;;) {
        const sequence = sequenceOf(change);
        if (sequence !== null) reached(sequence);
        change = await stream.next();
      }
    } finally {
      stopping.signal.removeEventListener('abort', close);
      await stream.close();
    }
  }
}

function sequenceOf(change: unknown): number | null {
  const sequence = (change as { fullDocument?: { sequence?: unknown } } | null)?.fullDocument?.sequence;
  return typeof sequence === 'number' ? sequence : null;
}
