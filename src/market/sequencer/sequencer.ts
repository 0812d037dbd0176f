/**
 * The sequencer: the one place that commits.
 *
 * It folds what has queued into a batch, with no timer: an idle system commits a single command at once, a busy
 * one takes up to 256 while the batch before is being written. One process at a time holds the head.
 */
import { BATCH_COMMANDS_MAX, QUEUE_COMMANDS_MAX } from '../../domain/shared/limits.ts';
import type { Failure, Outcome } from '../command.ts';
import { busyOrReused, type Committer, commitWorks, SteppedDown } from './commitWorks.ts';
import type { Work } from './decideBatch.ts';

export interface Sequencer {
  /** Queues a work and resolves with its outcome. Never rejects. */
  enqueue(work: Work): Promise<Outcome>;
  /** Works that wait or are being committed. */
  size(): number;
  /** Takes no more, waits until the queue is empty or the time is over, and answers the rest with RETRY_LATER. */
  drain(waitMs: number): Promise<void>;
}

interface Waiting {
  work: Work;
  resolve(outcome: Outcome): void;
}

const failed = (failure: Failure): Outcome => ({ kind: 'FAILED', failure });
const RETRY_LATER = failed({ code: 'RETRY_LATER', retryAfterSeconds: 1 });

/** Starts a sequencer over a committer that holds the head. `onLost` is told when the head belongs to another. */
export function createSequencer(committer: Committer, onLost: (error: unknown) => void): Sequencer {
  const waiting = new Map<string, Waiting>();
  let running: Map<string, Waiting> = new Map();
  let loop: Promise<void> | null = null;
  let closed = false;

  async function run(): Promise<void> {
    while (waiting.size > 0) {
      running = takeBatch(waiting);
      const batch = running;
      try {
        await commitWorks(
          committer,
          [...batch.values()].map(({ work }) => work),
          (work, outcome) => {
            settle(batch, work.id, outcome);
          },
        );
      } catch (error) {
        for (const id of [...batch.keys()]) settle(batch, id, RETRY_LATER);
        if (error instanceof SteppedDown) closed = true;
        onLost(error);
      }
      if (closed && !draining) for (const id of [...waiting.keys()]) settle(waiting, id, RETRY_LATER);
    }
    loop = null;
  }
  let draining = false;

  return {
    enqueue(work) {
      const twin = waiting.get(work.id) ?? running.get(work.id);
      if (twin !== undefined) return Promise.resolve(busyOrReused(work, twin.work));
      if (closed) return Promise.resolve(RETRY_LATER);
      if (waiting.size >= QUEUE_COMMANDS_MAX) {
        return Promise.resolve(failed({ code: 'OVERLOADED', retryAfterSeconds: 1 }));
      }
      return new Promise((resolve) => {
        waiting.set(work.id, { work, resolve });
        // A tick's delay folds what arrives in the same tick, and costs an idle system nothing.
        loop ??= Promise.resolve().then(run);
      });
    },
    size: () => waiting.size + running.size,
    async drain(waitMs) {
      closed = true;
      draining = true;
      const end = loop ?? Promise.resolve();
      await Promise.race([end, new Promise((resolve) => setTimeout(resolve, waitMs).unref())]);
      for (const id of [...waiting.keys()]) settle(waiting, id, RETRY_LATER);
      await loop;
    },
  };
}

function takeBatch(waiting: Map<string, Waiting>): Map<string, Waiting> {
  const batch = new Map<string, Waiting>();
  for (const [id, item] of waiting) {
    if (batch.size === BATCH_COMMANDS_MAX) break;
    batch.set(id, item);
    waiting.delete(id);
  }
  return batch;
}

function settle(items: Map<string, Waiting>, id: string, outcome: Outcome): void {
  const item = items.get(id);
  items.delete(id);
  item?.resolve(outcome);
}
