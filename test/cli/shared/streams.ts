import type { CommandStreams } from '../../../src/cli/shared/output.ts';

/** Streams that keep what a command writes. */
export function keepingStreams(): CommandStreams & { stdout: () => string; stderr: () => string } {
  const texts = { out: '', err: '' };
  return {
    out: (text) => {
      texts.out += text;
    },
    err: (text) => {
      texts.err += text;
    },
    stdout: () => texts.out,
    stderr: () => texts.err,
  };
}
