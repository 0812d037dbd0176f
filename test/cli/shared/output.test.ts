import { describe, expect, test } from 'vitest';
import { quoted, runCommand, UsageError } from '../../../src/cli/shared/output.ts';
import { keepingStreams } from './streams.ts';

describe('a command', () => {
  test('ends 2 for a mistake of the caller and 1 for anything else, each with a sentence', async () => {
    const ended = async (error: unknown) => {
      const streams = keepingStreams();
      const code = await runCommand('greet', streams, () => Promise.reject(error));
      return [code, streams.stderr()];
    };
    expect(await ended(new UsageError('no name'))).toEqual([2, 'greet: no name\n']);
    expect(await ended(new Error('no voice'))).toEqual([1, 'greet: no voice\n']);
    expect(await ended('silence')).toEqual([1, 'greet: silence\n']);
  });

  test('shows foreign text without control characters and not in full length', () => {
    expect(quoted('\u001b[2Jü\0')).toBe('"?[2J??"');
    expect(quoted('a'.repeat(70))).toBe(`"${'a'.repeat(60)}…"`);
  });
});
