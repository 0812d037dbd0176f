import { existsSync } from 'node:fs';
import { dirname, join, posix } from 'node:path';
import { describe, expect, test } from 'vitest';
import { REQUEST_ERRORS } from '../../src/api/errors.ts';
import { PARAMETER_NAMES, PARAMETERS } from '../../src/domain/governance/parameters.ts';
import type { ParameterRule, ParameterUnit } from '../../src/domain/governance/rule.ts';
import * as limits from '../../src/domain/shared/limits.ts';
import { REFUSAL_TEXTS } from '../../src/domain/shared/refusals.ts';
import { pathsUnder, ROOT, sourcesUnder, textOf } from './support/sources.ts';

const documents = [
  'README.md',
  'CONTRIBUTING.md',
  'CHANGELOG.md',
  ...pathsUnder('docs', 'oracles', 'src').filter((path) => path.endsWith('.md')),
];

/** The rows of a document's tables by what stands in their first cell. */
function rowsOf(path: string): Map<string, string> {
  const rows = textOf(path).matchAll(/^\| `(\w+)`[^|]*\|(.*)\|$/gm);
  return new Map([...rows].map(([, name = '', rest = '']) => [name, rest]));
}

describe('the codes', () => {
  const rows = rowsOf('docs/errors.md');

  test('are all explained, and no other is', () => {
    const codes = [...Object.keys(REFUSAL_TEXTS), ...Object.keys(REQUEST_ERRORS)];
    expect([...rows.keys()].sort()).toEqual(codes.sort());
  });

  test.each(Object.entries(REFUSAL_TEXTS))('%s is said to be of use later or not', (code, { retryable }) => {
    expect(rows.get(code)).toMatch(retryable ? / yes $/ : / no $/);
  });

  test.each(Object.entries(REQUEST_ERRORS))('%s has its status', (code, { status }) => {
    expect(rows.get(code)).toMatch(new RegExp(`^ ${status} `));
  });
});

describe('the limits', () => {
  const rows = rowsOf('docs/operating/limits.md');

  test('are all told, and no other is', () => {
    expect([...rows.keys()].sort()).toEqual(Object.keys(limits).sort());
  });

  test.each(Object.entries(limits))('%s has its value', (name, value) => {
    const [shown = ''] = (rows.get(name) ?? '').split('|');
    expect(shown.replace(/\(.*\)/, '').trim()).toBe(shownLimit(value));
  });
});

describe('the governed parameters', () => {
  const page = textOf('docs/parameters.md');

  test.each(PARAMETER_NAMES)('%s stands in the table as it is', (name) => {
    const { section, unit, byDefault, least, most, governs } = PARAMETERS[name];
    const shown = (value: bigint) => shownParameter(unit, value, { byDefault, most });
    const bounds = `${shown(least)} – ${shown(most)}`;
    const row = [section === 0 ? 'gov.' : section, `\`${name}\``, governs, shown(byDefault), bounds];
    expect(page).toContain(`| ${row.join(' | ')} |\n`);
  });

  test('are all that the table has', () => {
    const told = [...page.matchAll(/^\| (?:\d|gov\.) \| `(\w+)` \|/gm)].map(([, name]) => name);
    expect(told).toEqual(PARAMETER_NAMES);
  });
});

/** A value as the table has it; times in days where the default is whole days, short ones in seconds. */
function shownParameter(
  unit: ParameterUnit,
  value: bigint,
  { byDefault, most }: Pick<ParameterRule, 'byDefault' | 'most'>,
): string {
  if (unit === 'RATE') return `${Number(value) / 10 ** 16} %`;
  if (unit === 'BPS') return `${Number(value) / 100} %`;
  if (unit === 'UNITS') return `${value.toLocaleString('en')} units`;
  if (unit === 'COUNT') return `${value}`;
  if (most < 3_600n) return `${value} s`;
  return byDefault % 86_400n === 0n ? `${value / 86_400n} d` : `${value / 3_600n} h`;
}

test('every variable of the configuration is told, and no other', () => {
  const declared = [...textOf('src/config.ts').matchAll(/^ {2}([A-Z][A-Z_]+): /gm)].map(([, name]) => name);
  const [own = ''] = textOf('docs/operating/configuration.md').split("## The service's own database");
  const told = [...own.matchAll(/^\| `([A-Z_]+)`/gm)].map(([, name]) => name);
  expect(told.sort()).toEqual(declared.sort());
});

describe('the documents', () => {
  test.each(documents)('%s links to what is there', (path) => {
    const links = [...textOf(path).matchAll(/\]\(([^)\s]+)\)/g)].map(([, link = '']) => link);
    const dead = links.filter((link) => {
      if (/^(https?:|#)/.test(link)) return false;
      return !existsSync(join(ROOT, dirname(path), link.replace(/#.*$/, '')));
    });
    expect(dead).toEqual([]);
  });

  test('name files that exist', () => {
    const named = documents.flatMap((path) =>
      [...textOf(path).matchAll(/`((?:src|test|oracles|schema|docs|scripts)\/[\w./-]+\.\w+)`/g)].map(
        ([, file = '']) => `${path}: ${file}`,
      ),
    );
    expect(named.filter((line) => !existsSync(join(ROOT, line.split(': ')[1] ?? '')))).toEqual([]);
  });

  test('have the sections of the rule book that the code cites', () => {
    const sections = [...textOf('docs/mechanics.md').matchAll(/^## (\d+)\. /gm)].map(([, number]) => number);
    expect(sections).toEqual(['1', '2', '3', '4', '5', '6', '7', '8', '9', '10']);
    const cited = [...sourcesUnder('src', 'oracles', 'test')].flatMap(({ text }) =>
      [...text.matchAll(/docs\/mechanics\.md,?\s+(?:\*\s+)?sections? (\d+)/g)].map(([, number]) => number),
    );
    expect(cited.length).toBeGreaterThan(20);
    expect(cited.filter((number) => !sections.includes(number))).toEqual([]);
  });

  test('cited in comments exist', () => {
    const cited = sourcesUnder('src', 'oracles', 'scripts', 'test')
      .filter(({ path }) => !path.startsWith('test/laws/'))
      .flatMap(({ path, text }) =>
        [...text.matchAll(/docs\/[\w/-]+\.md/g)].map(([document]) => `${path} ${document}`),
      );
    expect(cited.filter((line) => !existsSync(join(ROOT, line.split(' ')[1] ?? '')))).toEqual([]);
  });

  test('name the test that holds each law', () => {
    const laws = [...textOf('docs/architecture.md').matchAll(/^\| (\d) \|.*\| (.*) \|$/gm)];
    expect(laws.map(([, number]) => Number(number))).toEqual([1, 2, 3, 4, 5, 6, 7, 8, 9]);
    for (const [, number, tests = ''] of laws)
      expect(tests, `law ${number}`).toMatch(/test\/[\w/]+\.test\.ts/);
  });

  test('say of every npm script what it does', () => {
    const { scripts } = JSON.parse(textOf('package.json')) as { scripts: Record<string, string> };
    const told = ['README.md', 'CONTRIBUTING.md'].map(textOf).join('\n');
    const silent = Object.keys(scripts).filter((name) => {
      const call = ['start', 'test'].includes(name) ? `npm ${name}` : `npm run (-s )?${name}`;
      return !new RegExp(`\`${call}(?![\\w:])[^\`]*\``).test(told);
    });
    expect(silent).toEqual([]);
  });

  test('decide one thing each, shortly and in order', () => {
    const records = pathsUnder('docs/decisions');
    const numbers = records.map((path) => Number(posix.basename(path).slice(0, 4)));
    expect(numbers).toEqual([...new Set(numbers)].sort((a, b) => a - b));
    records.forEach((path, index) => {
      expect(posix.basename(path)).toMatch(/^\d{4}-[a-z0-9-]+\.md$/);
      expect(textOf(path)).toMatch(new RegExp(`^# ${numbers[index]}\\. `));
      expect(textOf(path).split('\n').length, path).toBeLessThanOrEqual(40);
    });
  });
});

/** As the table writes it: thousands with commas, powers of ten as such, a bucket by what it holds and gains. */
function shownLimit(value: number | bigint | { burst: number; perSecond: number }): string {
  const whole = (amount: number) => amount.toLocaleString('en-GB');
  if (typeof value === 'number') return whole(value);
  if (typeof value === 'object') return `${whole(value.burst)}, and ${whole(value.perSecond)} a second`;
  return `10^${String(value).length - 1}`;
}
