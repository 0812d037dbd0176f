import { expect, onTestFinished, test } from 'vitest';
import { textOf } from '../../laws/support/sources.ts';
import { copyProject, registered } from './project.ts';

const GUIDE = textOf('docs/integrating/adding-a-feed.md');
const blocks = (language: string): string[] =>
  [...GUIDE.matchAll(new RegExp(`\`\`\`${language}\n([\\s\\S]*?)\`\`\``, 'g'))].map(([, text = '']) => text);

test('whoever follows the guide to the letter has a green family, in its own folder and two lines', async () => {
  const project = await copyProject();
  onTestFinished(project.remove);
  const [copy = '', check = '', record = ''] = blocks('sh');
  const [lines = ''] = blocks('ts');
  expect(await project.type(copy)).toMatchObject({ code: 0 });
  const early = await project.type(check);
  expect(early.code).toBe(1);
  expect(early.out.match(/^ {2}✗ .*$/gm)).toEqual([
    '  ✗ stands in oracles/registry.ts, so that a feed can name it',
  ]);
  await project.edit('oracles/registry.ts', (text) => registered(text, lines));
  expect(await project.type(check)).toMatchObject({
    code: 0,
    out: expect.stringMatching(/\n17 kept, 0 broken\n$/),
  });

  // Another answer of the source, as step 4 has it: what the family makes of it is written down.
  await project.edit('oracles/gauge/fixtures/documents/rounds.json', (text) =>
    text.replace('0.97"', '0.98"'),
  );
  const changed = await project.type(check);
  expect(changed.code).toBe(1);
  expect(changed.out).toContain('expected  observations[3].value "97000000"');
  expect(changed.out).toContain('actual    observations[3].value "98000000"');
  expect(await project.type(record)).toMatchObject({ code: 0 });
  expect(await project.type(check)).toMatchObject({ code: 0 });
  const lint = await project.type('npx biome lint --vcs-enabled=false --error-on-warnings oracles/gauge');
  expect(lint).toMatchObject({ code: 0 });
  expect((await project.type('npx biome format --vcs-enabled=false oracles/gauge/*.ts')).code).toBe(0);
});
