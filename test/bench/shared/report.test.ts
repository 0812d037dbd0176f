import { expect, test } from 'vitest';
import { isMet, jsonReport, type Report, tableReport } from './report.ts';

const report: Report = {
  bench: 'buy',
  machine: { cores: 2, cpu: 'some processor', memoryGibibytes: 8, node: '20.19.0', mongod: '6.0.5' },
  seed: 7,
  runs: 3,
  columns: ['per second', 'p99 ms'],
  rows: [
    { name: 'fast', figures: { 'per second': 4_321.4, 'p99 ms': 30.26 }, byRun: [4_000, 4_321.4, 5_000] },
    { name: 'slow', figures: { 'per second': 51.23, 'p99 ms': null }, byRun: [50, 51.23, 52] },
  ],
  targets: [
    { name: 'fast against slow', value: 84.35, atLeast: 35 },
    { name: 'p99', value: 151, atMost: 150 },
  ],
  notes: ['A note.'],
};

test('a promise is met up to its bound and not beyond', () => {
  expect(isMet({ name: '', value: 35, atLeast: 35 })).toBe(true);
  expect(isMet({ name: '', value: 34.9, atLeast: 35 })).toBe(false);
  expect(isMet({ name: '', value: 150, atMost: 150 })).toBe(true);
  expect(isMet({ name: '', value: 150.1, atMost: 150 })).toBe(false);
});

test('the JSON is one object that says of each promise whether it was met', () => {
  const text = jsonReport(report);
  expect(text.split('\n')).toHaveLength(2);
  expect(JSON.parse(text)).toMatchObject({ seed: 7, targets: [{ met: true }, { met: false }] });
});

test('the table has three digits of every figure, and names what was missed', () => {
  const lines = tableReport(report).split('\n');
  expect(lines).toContain('fast       4,321    30.3');
  expect(lines).toContain('slow        51.2       -');
  expect(lines.find((line) => line.startsWith('p99 '))).toMatch(/151 {2}at most 150 {2}MISSED$/);
});
