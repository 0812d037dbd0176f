/**
 * Verifies signatures in threads, away from the thread that answers requests: one takes two milliseconds.
 *
 * What waits is taken in bulk by the first thread that is free. When a thread ends, what it worked on fails
 * and whoever sent it may send it again: nothing is ever verified elsewhere or taken unverified. Threads
 * begin with the first task.
 */
import { availableParallelism } from 'node:os';
import { Worker } from 'node:worker_threads';
import type { RawObservation } from '../domain/feed/observation.ts';
import {
  VERIFY_BATCH_REPORTS_MAX,
  VERIFY_MS_MAX,
  VERIFY_QUEUE_REPORTS_MAX,
} from '../domain/shared/limits.ts';
import type { VerifyTask } from '../market/feed/submitObservations.ts';
import type { VerifyAnswer } from './worker.ts';

export interface VerifierPool {
  /** The observations of a task in order, or null while too many reports wait. Throws when a thread ended. */
  verify(task: VerifyTask): Promise<RawObservation[] | null>;
  close(): Promise<void>;
}

export interface PoolOptions {
  /** Threads; by default one for each processor but the one that answers. */
  threads?: number;
  /** What a thread begins with. */
  entry?: URL;
  /** Told of a thread that ended by itself. */
  failed(error: unknown): void;
}

interface Job {
  task: VerifyTask;
  resolve(observations: RawObservation[]): void;
  reject(error: unknown): void;
}

interface Thread {
  worker: Worker;
  /** What it works on; empty while it is free. */
  jobs: Job[];
  /** Ends it when it does not answer. */
  timer?: NodeJS.Timeout;
}

const ENTRY = new URL('./worker.mjs', import.meta.url);

/** Example: `createVerifierPool({ failed: (error) => log.error(error) })`. */
export function createVerifierPool({
  threads: count = Math.max(1, availableParallelism() - 1),
  entry = ENTRY,
  failed,
}: PoolOptions): VerifierPool {
  const threads = new Set<Thread>();
  const queue: Job[] = [];
  let waiting = 0;
  let isClosed = false;

  function open(): Thread {
    const thread: Thread = { worker: new Worker(entry), jobs: [] };
    threads.add(thread);
    thread.worker.on('message', (answers: VerifyAnswer[]) => {
      const { jobs } = thread;
      clearTimeout(thread.timer);
      thread.jobs = [];
      for (const [index, job] of jobs.entries()) settle(job, answers[index] as VerifyAnswer);
      thread.worker.unref();
      hand(thread);
    });
    thread.worker.on('error', (error) => end(thread, error));
    thread.worker.on('exit', () => end(thread, new Error('a thread that verifies reports has ended')));
    return thread;
  }

  function end(thread: Thread, error: unknown): void {
    if (!threads.delete(thread)) return;
    clearTimeout(thread.timer);
    if (!isClosed) failed(error);
    for (const job of thread.jobs) job.reject(error);
    if (!isClosed) next();
  }

  /** Gives a free thread as much of the queue as one message holds. */
  function hand(thread: Thread): void {
    thread.jobs = takeBatch(queue);
    waiting -= sizeOf(thread.jobs);
    if (thread.jobs.length === 0) return;
    // A process with nothing else to do still waits for this answer.
    thread.worker.ref();
    thread.timer = setTimeout(() => void thread.worker.terminate(), VERIFY_MS_MAX);
    thread.worker.postMessage(thread.jobs.map(({ task }) => task));
  }

  function next(): void {
    if (queue.length === 0) return;
    const free = [...threads].find(({ jobs }) => jobs.length === 0);
    if (free !== undefined) hand(free);
    else if (threads.size < count) hand(open());
  }

  return {
    async verify(task) {
      if (isClosed) throw new Error('the threads that verify reports are closed');
      if (waiting + task.reports.length > VERIFY_QUEUE_REPORTS_MAX) return null;
      return new Promise((resolve, reject) => {
        queue.push({ task, resolve, reject });
        waiting += task.reports.length;
        next();
      });
    },
    async close() {
      isClosed = true;
      const error = new Error('the threads that verify reports are closed');
      for (const job of queue.splice(0)) job.reject(error);
      await Promise.all([...threads].map(({ worker }) => worker.terminate()));
    },
  };
}

/** The first of what waits, as much as one message holds, and at least one. */
function takeBatch(queue: Job[]): Job[] {
  const batch: Job[] = [];
  for (let next = queue[0]; next !== undefined; next = queue[0]) {
    if (batch.length > 0 && sizeOf([...batch, next]) > VERIFY_BATCH_REPORTS_MAX) break;
    batch.push(next);
    queue.shift();
  }
  return batch;
}

function sizeOf(jobs: readonly Job[]): number {
  return jobs.reduce((sum, { task }) => sum + task.reports.length, 0);
}

function settle({ resolve, reject }: Job, answer: VerifyAnswer): void {
  if ('observations' in answer) resolve(answer.observations);
  else reject(answer.error);
}
