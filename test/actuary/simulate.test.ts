import { expect, test } from 'vitest';
import { builtInBook } from '../../src/actuary/builtInBooks.ts';
import { simulate } from '../../src/actuary/simulate.ts';
import { walkPaths } from '../../src/actuary/walkPaths.ts';
import { DEFAULT_RULES } from '../../src/cli/actuary/liveBook.ts';
import { compiled } from './books.ts';

const book = compiled(builtInBook('ten', DEFAULT_RULES), { correlation: 0.24, hazardTimes: 1 });
const walk = { book, seed: 5, years: 4 };

test.each([1, 2, 4])(
  '%d threads come to the same figures, to the last digit, as one run without threads',
  async (workers) => {
    const paths = 9_001;
    const told: number[] = [];
    const walked = await simulate(walk, { paths, workers, progress: (done) => told.push(done) });
    const alone = walkPaths(walk, { from: 0, count: paths });
    for (const name of ['firstYearDue', 'yearlyReturn', 'drawdown'] as const)
      expect(walked[name]).toEqual(alone[name]);
    expect(walked.sums.lossYears).toBe(alone.sums.lossYears);
    // Sums are added range by range: the same for any number of threads.
    expect(walked.sums).toEqual((await simulate(walk, { paths, workers: 3 })).sums);
    expect(told.at(-1)).toBe(paths);
  },
);

test('another seed is another course, and paths further on are others', async () => {
  const first = walkPaths(walk, { from: 0, count: 500 });
  expect(walkPaths({ ...walk, seed: 6 }, { from: 0, count: 500 }).yearlyReturn).not.toEqual(
    first.yearlyReturn,
  );
  expect(walkPaths(walk, { from: 500, count: 500 }).yearlyReturn).not.toEqual(first.yearlyReturn);
});

test('what fails in a thread fails the simulation', async () => {
  const broken = { ...walk, book: { ...book, order: undefined as never } };
  await expect(simulate({ ...broken, years: 50 }, { paths: 4_000, workers: 2 })).rejects.toThrow('undefined');
});
