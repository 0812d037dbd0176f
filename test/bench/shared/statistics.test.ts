import { expect, test } from 'vitest';
import { median, percentile, seeded } from './statistics.ts';

test('a percentile is the smallest value that so many do not exceed', () => {
  const values = Array.from({ length: 200 }, (_, index) => 200 - index);
  expect(percentile(values, 99)).toBe(198);
  expect(percentile(values, 50)).toBe(100);
  expect(percentile([7], 99)).toBe(7);
  expect(() => percentile([], 50)).toThrow(RangeError);
});

test('the median of three is the one in the middle', () => {
  expect(median([3, 1, 2])).toBe(2);
});

test('a seed stands for one course of choices, each within its bound', () => {
  const [one, same, other] = [seeded(5), seeded(5), seeded(6)];
  const course = Array.from({ length: 500 }, () => one(6));
  expect(course).toEqual(Array.from({ length: 500 }, () => same(6)));
  expect(course).not.toEqual(Array.from({ length: 500 }, () => other(6)));
  expect(new Set(course)).toEqual(new Set([0, 1, 2, 3, 4, 5]));
});
