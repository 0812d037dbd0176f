/** How much a process grows while it works. */
import { setFlagsFromString } from 'node:v8';
import { runInNewContext } from 'node:vm';

const SAMPLE_MILLISECONDS = 20;

/** Runs some work and answers by how many megabytes the process was larger at its largest than before. */
export async function growthMegabytes(work: () => Promise<void>): Promise<number> {
  setFlagsFromString('--expose-gc');
  (runInNewContext('gc') as () => void)();
  const before = process.memoryUsage.rss();
  let largest = before;
  const sample = () => {
    largest = Math.max(largest, process.memoryUsage.rss());
  };
  const timer = setInterval(sample, SAMPLE_MILLISECONDS);
  await work().finally(() => clearInterval(timer));
  sample();
  return (largest - before) / 10 ** 6;
}
