/** How much a process grows while it works. */
import { setFlagsFromString } from 'node:v8';
import { runInNewContext } from 'node:vm';

const SAMPLE_MILLISECONDS = 20;

/**
 * Runs some work and answers by how many megabytes the process was larger at its largest than before. What
 * it holds counts as well as what the system has given it: memory that earlier work left free hides no growth.
 */
export async function growthMegabytes(work: () => Promise<void>): Promise<number> {
  setFlagsFromString('--expose-gc');
  (runInNewContext('gc') as () => void)();
  const before = sizes();
  let growth = 0;
  const sample = () => {
    const now = sizes();
    growth = Math.max(growth, now.given - before.given, now.held - before.held);
  };
  const timer = setInterval(sample, SAMPLE_MILLISECONDS);
  await work().finally(() => clearInterval(timer));
  sample();
  return growth / 10 ** 6;
}

function sizes(): { given: number; held: number } {
  const { rss, heapUsed, external } = process.memoryUsage();
  return { given: rss, held: heapUsed + external };
}
