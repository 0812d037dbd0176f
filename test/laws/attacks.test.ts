import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';

const rows = [...readFileSync('docs/attacks.md', 'utf8').matchAll(/^\| (\d+) \|/gm)].map((match) =>
  Number(match[1]),
);

/** Numbers of the attacks that some test of the tree is named after. */
function namedIn(folder: string): number[] {
  const files = readdirSync(folder, { recursive: true, encoding: 'utf8' });
  return files
    .filter((file) => file.endsWith('.test.ts'))
    .flatMap((file) => [...readFileSync(join(folder, file), 'utf8').matchAll(/['`]attack (\d+): /g)])
    .map((match) => Number(match[1]));
}

test('every row of the list of attacks has a test that is named after it, and every such test a row', () => {
  expect(rows).toEqual(rows.map((_row, index) => index + 1));
  expect(rows.length).toBeGreaterThan(0);
  expect([...new Set(namedIn('test'))].sort((a, b) => a - b)).toEqual(rows);
});
