import { expect, test } from 'vitest';
import { keepingStreams } from '../cli/shared/streams.ts';
import { testDatabaseUri } from '../support/database.ts';
import { simulateCommand } from './simulate/command.ts';
import { simulate } from './simulate/simulate.ts';

test('the same seed is the same history, and it says how near it came to breaking a promise', async () => {
  const told: number[] = [];
  const asked = { seed: 20_221, steps: 60, every: 20 };
  const play = async () => {
    const { milliseconds, ...result } = await simulate(testDatabaseUri(), asked, (step) => told.push(step));
    expect(milliseconds).toBeGreaterThan(0);
    return result;
  };
  const first = await play();
  expect(first).toMatchObject({ ...asked, checks: 3 });
  expect(first.done).toBeGreaterThan(20);
  expect(first.worstSlack.yield).toBeGreaterThanOrEqual(0n);
  expect(await play()).toEqual(first);
  expect(told).toEqual([20, 40, 60, 20, 40, 60]);
});

test.each([
  [['--steps', '0'], '--steps is a whole number above 0'],
  [['--seed', 'x'], '--seed is a whole number above 0'],
  [['--often'], '--often'],
])('%j is refused with what is wrong', async (argv, message) => {
  const streams = keepingStreams();
  expect(await simulateCommand(argv, streams)).toBe(2);
  expect(streams.stderr()).toContain(message);
});

test('tells what it can do', async () => {
  const streams = keepingStreams();
  expect(await simulateCommand(['--help'], streams)).toBe(0);
  expect(streams.stdout()).toContain('--seed N');
});
