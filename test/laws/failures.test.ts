/** The table of failing parts holds what it says: every row names tests, and every test is there. */
import { readFileSync } from 'node:fs';
import { describe, expect, test } from 'vitest';

const rows = readFileSync('docs/operating/failures.md', 'utf8')
  .split('\n')
  .filter((line) => line.startsWith('| ') && !/^\| (Lost|Case) \|/.test(line))
  .map((line) => line.slice(2, -2).split(' | '));

describe('each row of the table of failures', () => {
  test('is there: the table is not empty, and no part is named twice', () => {
    expect(rows.length).toBeGreaterThan(20);
    expect(new Set(rows.map(([part]) => part)).size).toBe(rows.length);
  });

  test.each(rows.map((cells) => [cells[0] ?? '', cells.at(-1) ?? '']))('%s is a test', (_part, tests) => {
    for (const named of tests.split('<br>')) {
      const [, file, title] = /^`([\w/-]+)`: (.+)$/.exec(named) ?? [];
      expect([file, title], named).not.toContain(undefined);
      const text = readFileSync(`test/${file}.test.ts`, 'utf8');
      expect(text.includes(`'${title}'`) || text.includes(`"${title}"`), named).toBe(true);
    }
  });
});
