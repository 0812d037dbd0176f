import { describe, expect, test } from 'vitest';
import {
  type CommandSpec,
  helpText,
  readArguments,
  requiredValue,
} from '../../../src/cli/shared/arguments.ts';
import { UsageError } from '../../../src/cli/shared/output.ts';

const SPEC: CommandSpec = {
  call: 'npm run greet --',
  summary: 'Greets.',
  positionals: ['NAME'],
  options: {
    language: { value: 'CODE', standard: 'en', text: 'language of the greeting' },
    file: { value: 'FILE', text: 'where to write it' },
    loud: { text: 'in capitals' },
  },
};

describe('arguments', () => {
  test('have their standard values unless they are given', () => {
    expect(readArguments(SPEC, []).values).toEqual(new Map([['language', 'en']]));
    const given = readArguments(SPEC, ['Ada', '--language', 'de', '--loud', '-h']);
    expect(given.values.get('language')).toBe('de');
    expect(given.switches).toEqual(new Set(['loud', 'help']));
    expect(given.positionals).toEqual(['Ada']);
  });

  test('that are unknown or lack a value are the mistake of the caller', () => {
    expect(() => readArguments(SPEC, ['--quiet'])).toThrow(UsageError);
    expect(() => readArguments(SPEC, ['--language'])).toThrow(UsageError);
    expect(() => requiredValue(SPEC, readArguments(SPEC, []), 'file')).toThrow(
      /^--file FILE is missing; see npm run/,
    );
  });

  test('are all in the help', () => {
    expect(helpText(SPEC)).toBe(
      [
        'npm run greet -- NAME [options]',
        '',
        'Greets.',
        '',
        '  --language CODE  language of the greeting (en)',
        '  --file FILE      where to write it',
        '  --loud           in capitals',
        '  --help           show this help',
        '',
      ].join('\n'),
    );
  });
});
