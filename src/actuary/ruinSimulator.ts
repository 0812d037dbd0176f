/**
 * Simulates ruin beside the thread that answers requests: one simulation at a time, each in a thread of its
 * own that is ended with it. A few wait; who would wait too long is sent away without an answer.
 */
import { Worker } from 'node:worker_threads';
import type { BookPair, RuinAsked, RuinFound } from '../domain/book/ruin.ts';
import { RUIN_MS_MAX, RUIN_WAITING_MAX } from '../domain/shared/limits.ts';
import type { RuinQuestion } from './comparer.ts';

export interface RuinSimulator {
  /**
   * What was found of each pair, or null: too many wait, or it was not done within 20 seconds. Throws what
   * the thread threw.
   */
  simulate(pairs: readonly BookPair[], asked: RuinAsked): Promise<readonly RuinFound[] | null>;
  close(): Promise<void>;
}

export interface RuinSimulatorOptions {
  /** What a thread begins with. */
  entry?: URL;
  patienceMs?: number;
}

interface Job {
  question: RuinQuestion;
  /** Null while it waits. */
  thread: Worker | null;
  timer?: NodeJS.Timeout;
  resolve(found: readonly RuinFound[] | null): void;
  reject(error: unknown): void;
}

const ENTRY = new URL('./comparer.mjs', import.meta.url);

/** Example: `const { simulate, close } = createRuinSimulator()`. */
export function createRuinSimulator({
  entry = ENTRY,
  patienceMs = RUIN_MS_MAX,
}: RuinSimulatorOptions = {}): RuinSimulator {
  /** The first is under way. */
  const jobs: Job[] = [];
  let isClosed = false;

  /** Once, whatever comes first: an answer, a failure, or the end of patience. */
  function end(job: Job, settle: () => void): void {
    const place = jobs.indexOf(job);
    if (place === -1) return;
    jobs.splice(place, 1);
    clearTimeout(job.timer);
    settle();
    void job.thread?.terminate();
    begin();
  }

  function begin(): void {
    const [job] = jobs;
    if (isClosed || job === undefined || job.thread !== null) return;
    const failed = (error: unknown): void => end(job, () => job.reject(error));
    job.thread = new Worker(entry, { workerData: job.question })
      .on('message', (found: RuinFound[]) => end(job, () => job.resolve(found)))
      .on('error', failed)
      .on('exit', () => failed(new Error('a thread that simulates ruin has ended')));
  }

  return {
    simulate(pairs, asked) {
      if (isClosed) return Promise.reject(new Error('simulations of ruin are closed'));
      if (jobs.length > RUIN_WAITING_MAX) return Promise.resolve(null);
      return new Promise((resolve, reject) => {
        const job: Job = { question: { pairs, asked }, thread: null, resolve, reject };
        job.timer = setTimeout(() => end(job, () => resolve(null)), patienceMs);
        jobs.push(job);
        begin();
      });
    },
    async close() {
      isClosed = true;
      const threads = jobs.map(({ thread }) => thread);
      const error = new Error('simulations of ruin are closed');
      for (const job of [...jobs]) end(job, () => job.reject(error));
      await Promise.all(threads.map((thread) => thread?.terminate()));
    },
  };
}
