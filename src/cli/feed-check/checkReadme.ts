/** Whether the README of a family says what whoever relies on it has to know. */
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { FeedFamily } from '../../../oracles/adapter.ts';
import { broken, errorText, type Finding, kept } from './finding.ts';

/** Rows of the first table: what is observed, in which unit, when, how often, and when it is final. */
const ROWS = ['Observation', 'Value', 'Round', 'Event time', 'Cadence', 'Finality'];

export async function checkReadme(family: FeedFamily, folder: string): Promise<Finding[]> {
  const text = await readFile(join(folder, 'README.md'), 'utf8').catch(() => '');
  return [titled(family, text), tabled(text), exampled(family, text), limited(text)];
}

function titled({ name }: FeedFamily, text: string): Finding {
  const promise = 'README.md is titled with its name';
  const [first = ''] = text.split('\n', 1);
  if (first === `# ${name}`) return kept(promise);
  const expected = `the first line "# ${name}"`;
  return broken(promise, {
    expected,
    actual: `"${first}"`,
    mend: 'write oracles/template/README.md anew for it',
  });
}

function tabled(text: string): Finding {
  const promise = 'README.md says what it observes: unit, round, time, cadence and finality';
  const missing = ROWS.filter((row) => !new RegExp(`^\\| ${row} +\\| *\\S`, 'm').test(text));
  if (missing.length === 0) return kept(promise);
  return broken(promise, {
    expected: `table rows ${ROWS.join(', ')}`,
    actual: `nothing about ${missing.join(', ')}`,
    mend: 'add the rows to the table below the first sentence',
  });
}

/** The example must be one that works: it is what an integrator begins with. */
function exampled(family: FeedFamily, text: string): Finding {
  const promise = 'README.md has a configuration that the family takes';
  const expected = 'a section "## Configuration" whose first JSON block has no problems';
  const [, section = ''] = text.split(/^## Configuration$/m);
  const [, example] = /```json\n([\s\S]*?)```/.exec(section.split(/^## /m)[0] ?? '') ?? [];
  const mend = 'write a whole configuration there, as it goes into `config` of a source';
  if (example === undefined) return broken(promise, { expected, actual: 'no such block', mend });
  try {
    const problems = family.problems(JSON.parse(example));
    if (problems.length === 0) return kept(promise);
    const actual = problems.map(({ path, message }) => `${path || 'config'}: ${message}`).join('; ');
    return broken(promise, { expected, actual, mend });
  } catch (error) {
    return broken(promise, { expected, actual: errorText(error), mend });
  }
}

function limited(text: string): Finding {
  const promise = 'README.md says what it cannot see';
  const [, section] = text.split(/^## What it (?:needs and )?cannot see$/m);
  if (section !== undefined && /^- \S/m.test(section)) return kept(promise);
  return broken(promise, {
    expected: 'a section "## What it cannot see" with a list',
    actual: section === undefined ? 'no such section' : 'no list in it',
    mend: 'say which lies, gaps and delays of the source nobody would notice',
  });
}
