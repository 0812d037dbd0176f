/**
 * The sequencer: the one place that commits.
 *
 * It folds what has queued into a batch, with no timer: an idle system commits a single command at once, a
 * busy one takes up to 256 while the batch before is being written. One process at a time holds the head.
 */
import { BATCH_COMMANDS_MAX, QUEUE_COMMANDS_MAX, QUEUE_WAIT_MS_MAX } from '../../domain/shared/limits.ts';
import type { Failure, Outcome } from '../command.ts';
import { busyOrReused, type Committer, commitWorks, SteppedDown } from './commitWorks.ts';
import type { Work } from './decideBatch.ts';

export interface Sequencer {
  /** Queues a work and resolves with its outcome. Never rejects. */
  enqueue(work: Work): Promise<Outcome>;
  /** Works that wait or are being committed. */
  size(): number;
  /**
   * Takes no more, waits until the queue is empty or the time is over, and answers the rest with RETRY_LATER.
   */
  drain(waitMs: number): Promise<void>;
}

interface Waiting {
  work: Work;
  since: number;
  resolve(outcome: Outcome): void;
}

const failed = (failure: Failure): Outcome => ({ kind: 'FAILED', failure });
const RETRY_LATER = failed({ code: 'RETRY_LATER', retryAfterSeconds: 1 });

/**
 * Starts a sequencer over a committer that holds the head. `onLost` is told when the head belongs to another.
 */
export function createSequencer(committer: Committer, onLost: (error: unknown) => void): Sequencer {
  const waiting = new Map<string, Waiting>();
  let running: Map<string, Waiting> = new Map();
  let loop: Promise<void> | null = null;
  let closed = false;

  async function run(): Promise<void> {
    while (waiting.size > 0) {
      const batch = takeBatch(waiting);
      running = batch;
      const works = [...batch.values()].map(({ work }) => work);
      try {
        await commitWorks(committer, works, (work, outcome) => settle(batch, work.id, outcome));
      } catch (error) {
        sendAway(batch);
        // What still waits would be decided on a head that is another's by now.
        if (error instanceof SteppedDown) {
          closed = true;
          sendAway(waiting);
        }
        onLost(error);
      }
    }
    loop = null;
  }

  return {
    enqueue(work) {
      const twin = waiting.get(work.id) ?? running.get(work.id);
      if (twin !== undefined) return Promise.resolve(busyOrReused(work, twin.work));
      if (closed) return Promise.resolve(RETRY_LATER);
      if (waiting.size >= QUEUE_COMMANDS_MAX) {
        return Promise.resolve(failed({ code: 'OVERLOADED', retryAfterSeconds: 1 }));
      }
      return new Promise((resolve) => {
        waiting.set(work.id, { work, since: Date.now(), resolve });
        // A tick's delay folds what arrives in the same tick, and costs an idle system nothing.
        loop ??= Promise.resolve().then(run);
      });
    },
    size: () => waiting.size + running.size,
    async drain(waitMs) {
      closed = true;
      const end = loop ?? Promise.resolve();
      await Promise.race([end, new Promise((resolve) => setTimeout(resolve, waitMs).unref())]);
      sendAway(waiting);
      await loop;
    },
  };
}

/**
 * The oldest works that fit a batch. Those that have waited too long are sent away: their callers have gone.
 */
function takeBatch(waiting: Map<string, Waiting>): Map<string, Waiting> {
  const batch = new Map<string, Waiting>();
  const oldest = Date.now() - QUEUE_WAIT_MS_MAX;
  for (const [id, item] of waiting) {
    if (item.since < oldest) settle(waiting, id, RETRY_LATER);
    else if (batch.size === BATCH_COMMANDS_MAX) break;
    else {
      batch.set(id, item);
      waiting.delete(id);
    }
  }
  return batch;
}

function settle(items: Map<string, Waiting>, id: string, outcome: Outcome): void {
  const item = items.get(id);
  items.delete(id);
  item?.resolve(outcome);
}

function sendAway(items: Map<string, Waiting>): void {
  for (const id of [...items.keys()]) settle(items, id, RETRY_LATER);
}
