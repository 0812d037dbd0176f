/** Walks all paths in threads. How many there are changes nothing but the time that it takes. */
import { Worker } from 'node:worker_threads';
import { addUp, type PathRange, rangesOf, type Walk, type WalkedPaths } from './walkPaths.ts';

export interface SimulationOptions {
  readonly paths: number;
  readonly workers: number;
  /** Told how many paths are done, as ranges come back. */
  progress?(done: number): void;
}

const ENTRY = new URL('./worker.mjs', import.meta.url);

/** Throws what a thread threw; the others are ended then. */
export async function simulate(walk: Walk, options: SimulationOptions): Promise<WalkedPaths> {
  const { paths, workers, progress } = options;
  const ranges = rangesOf(paths);
  const walked: WalkedPaths[] = [];
  const threads = Array.from(
    { length: Math.min(workers, ranges.length) },
    () => new Worker(ENTRY, { workerData: walk }),
  );
  let [given, done] = [0, 0];
  /** A thread takes the next range as long as there is one; what comes back stands in its place. */
  const work = async (thread: Worker): Promise<void> => {
    for (let index = given++; index < ranges.length; index = given++) {
      const range = ranges[index] as PathRange;
      walked[index] = await ask(thread, range);
      done += range.count;
      progress?.(done);
    }
  };
  try {
    await Promise.all(threads.map(work));
  } finally {
    await Promise.all(threads.map((thread) => thread.terminate()));
  }
  return addUp(walked);
}

function ask(thread: Worker, range: PathRange): Promise<WalkedPaths> {
  return new Promise((resolve, reject) => {
    const answered = (walked: WalkedPaths): void => settle(() => resolve(walked));
    const failed = (error: unknown): void => settle(() => reject(error));
    const ended = (): void => failed(new Error('a thread of the simulation has ended'));
    const settle = (end: () => void): void => {
      thread.off('message', answered).off('error', failed).off('exit', ended);
      end();
    };
    thread.on('message', answered).on('error', failed).on('exit', ended);
    thread.postMessage(range);
  });
}
