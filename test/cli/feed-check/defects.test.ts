import { beforeAll, describe, expect, test } from 'vitest';
import type { Finding } from '../../../src/cli/feed-check/finding.ts';
import { copyProject, type ProjectCopy } from './project.ts';

type Edit = [file: string, change: (text: string) => string];

interface Defect {
  edits: Edit[];
  /** The promise that is broken, and what its line says. */
  promise: RegExp;
  actual: RegExp;
}

const swapRounds = (text: string) => text.replace('"round": 41', '"round": 44');

/** What a stranger may get wrong, each in a copy of its own. */
const DEFECTS: Record<string, Defect> = {
  'no section of what it cannot see': {
    edits: [['README.md', (text) => text.split('## What it cannot see')[0] ?? '']],
    promise: /README\.md says what it cannot see/,
    actual: /no such section/,
  },
  'no word on finality': {
    edits: [['README.md', (text) => text.replace(/^\| Finality.*\n/m, '')]],
    promise: /README\.md says what it observes/,
    actual: /nothing about Finality/,
  },
  'an example that is refused': {
    edits: [['README.md', (text) => text.replace('"decimals": 8', '"places": 8')]],
    promise: /README\.md has a configuration that the family takes/,
    actual: /decimals: .*places/,
  },
  'a field without a description': {
    edits: [['config.ts', (text) => text.replace(/\.describe\('What is priced[^)]*\)/, '')]],
    promise: /describes every field/,
    actual: /nothing about symbol/,
  },
  'a configuration that takes anything': {
    edits: [['config.ts', (text) => text.replace('z.strictObject', 'z.object')]],
    promise: /refuses a configuration/,
    actual: /an unknown field is taken/,
  },
  'another name than its folder': {
    edits: [['adapter.ts', (text) => text.replace(/name: '[^']*'/, "name: 'other'")]],
    promise: /exports the family/,
    actual: /"other"/,
  },
  'a file that does not load': {
    edits: [['adapter.ts', (text) => text.replace("'../web/document.ts'", "'../web/nothing.ts'")]],
    promise: /exports the family/,
    actual: /nothing\.ts/,
  },
  'a recording that says something else': {
    edits: [['fixtures/rounds.json', (text) => text.replace('"99990000"', '"99990001"')]],
    promise: /makes of the recording/,
    actual: /observations\[1\]\.value "99990000"/,
  },
  'a recording without what is wrong': {
    edits: [['fixtures/rounds.json', (text) => text.replace('"wrong"', '"wrongs"')]],
    promise: /is a recording/,
    actual: /wrong: .*wrongs/,
  },
  'values in another unit': {
    edits: [['adapter.ts', (text) => text.replace('value: price', 'value: price * 10n')]],
    promise: /makes of the recording/,
    actual: /observations\[0\]\.value "999876540"/,
  },
  'other decimals': {
    edits: [['adapter.ts', (text) => text.replace('        decimals,\n', '        decimals: 18,\n')]],
    promise: /makes of the recording/,
    actual: /observations\[0\]\.decimals 18/,
  },
  'a plain Error in place of a SourceError': {
    edits: [['adapter.ts', (text) => text.replaceAll(/new SourceError\('\w+', /g, 'new Error(')]],
    promise: /ends with ABORTED/,
    actual: /it threw Error: The source is being closed/,
  },
  'rounds that are not sorted and not refused': {
    edits: [
      ['fixtures/documents/rounds.json', swapRounds],
      ['read.ts', (text) => text.replace('before === undefined', 'round > 0n || before === undefined')],
    ],
    promise: /raises the round/,
    actual: /ada: 42 after 44/,
  },
  'rounds that are not sorted and refused': {
    edits: [['fixtures/documents/rounds.json', swapRounds]],
    promise: /makes of the recording/,
    actual: /SourceError BAD_ANSWER: Round 42 is not after round 44/,
  },
  'a cursor that is forgotten': {
    edits: [['adapter.ts', (text) => text.replace('parseCursor(cursor);', 'parseCursor(cursor) * 0n;')]],
    promise: /however polls are cut/,
    actual: /step by step in time/,
  },
  'rounds from the future': {
    edits: [['adapter.ts', (text) => text.replace(' && at <= known', '')]],
    promise: /reads nothing past the event time/,
    actual: /observed after/,
  },
  'an address in a message': {
    edits: [
      [
        '../web/document.ts',
        (text) => text.replace("'The document could not be fetched.'", '`$' + '{wanted.url}`'),
      ],
    ],
    promise: /errors that show no endpoint/,
    actual: /shows the endpoint: UNREACHABLE/,
  },
};

describe('a family with one defect', () => {
  const answers = new Map<string, Finding[]>();
  let green: boolean[] = [];

  beforeAll(async () => {
    const names = Object.keys(DEFECTS);
    // What is shared is spoilt in a project of its own.
    const alone = names.filter((name) => DEFECTS[name]?.edits.some(([file]) => file.startsWith('..')));
    for (const group of [names.filter((name) => !alone.includes(name)), alone]) {
      const project = await copyProject();
      for (const [index, name] of group.entries()) await spoil(project, `gauge-${index}`, DEFECTS[name]);
      const { code, out } = await project.type(
        `npm run -s feed:check -- --json ${group.map((_, index) => `gauge-${index}`).join(' ')}`,
      );
      await project.remove();
      expect(code, out).toBe(1);
      const reports = out
        .trim()
        .split('\n')
        .map((line) => JSON.parse(line));
      green = [...green, ...reports.map((report) => report.green)];
      for (const [index, name] of group.entries()) {
        answers.set(
          name,
          reports[index].sections.flatMap((section: { findings: Finding[] }) => section.findings),
        );
      }
    }
  });

  test.each(Object.entries(DEFECTS))('%s is told so in a line', (name, { promise, actual }) => {
    const broken = (answers.get(name) ?? []).filter(({ state }) => state === 'BROKEN');
    const line = broken.find((finding) => promise.test(finding.promise));
    expect(line?.actual, JSON.stringify(broken)).toMatch(actual);
    expect(line?.expected?.length).toBeGreaterThan(3);
    expect(line?.mend?.length).toBeGreaterThan(10);
  });

  test('is never green', () => {
    expect(green).toEqual(Object.keys(DEFECTS).map(() => false));
  });
});

/** A copy of the template, renamed as the guide says, with one thing wrong in it. */
async function spoil(project: ProjectCopy, name: string, defect: Defect | undefined): Promise<void> {
  const folder = `oracles/${name}`;
  const rename = `perl -pi -e "s/'template'/'${name}'/g; s/# template/# ${name}/"`;
  await project.type(`cp -R oracles/template ${folder} && ${rename} ${folder}/*.ts ${folder}/README.md`);
  for (const [file, change] of defect?.edits ?? []) await project.edit(`${folder}/${file}`, change);
}
