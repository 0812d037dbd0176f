import { expect, test } from 'vitest';
import { STEP_LANES } from '../../src/domain/shared/limits.ts';
import { inLanes } from '../../src/watcher/inLanes.ts';

const numbers = (count: number) => Array.from({ length: count }, (_, index) => index);

test('does everything once, in order, and as much at a time as there are lanes', async () => {
  const begun: number[] = [];
  let underWay = 0;
  let most = 0;
  await inLanes(numbers(STEP_LANES * 3), async (number) => {
    begun.push(number);
    underWay += 1;
    most = Math.max(most, underWay);
    await new Promise(setImmediate);
    underWay -= 1;
  });
  expect(begun).toEqual(numbers(STEP_LANES * 3));
  expect([most, underWay]).toEqual([STEP_LANES, 0]);
});

test('begins the next beside those that wait for somebody, and ends when all have ended', async () => {
  const ended: number[] = [];
  let release: () => void = () => undefined;
  const released = new Promise<void>((resolve) => {
    release = resolve;
  });
  await inLanes(numbers(STEP_LANES + 1), async (number) => {
    if (number === STEP_LANES) release();
    await released;
    ended.push(number);
  });
  expect(ended.sort((a, b) => a - b)).toEqual(numbers(STEP_LANES + 1));
});

test('does nothing for nothing, and passes on what goes wrong', async () => {
  await inLanes([], () => Promise.reject(new Error('never asked')));
  await expect(inLanes([1], () => Promise.reject(new Error('no')))).rejects.toThrow('no');
});
