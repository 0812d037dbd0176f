import { expect, test } from 'vitest';
import { bench } from './command.ts';

async function run(...argv: string[]) {
  const said = { out: '', err: '' };
  const code = await bench(argv, {
    out: (text) => {
      said.out += text;
    },
    err: (text) => {
      said.err += text;
    },
  });
  return { code, ...said };
}

test('help says what is measured, for how long, and what may be asked', async () => {
  const { code, out, err } = await run('--help');
  expect({ code, err }).toEqual({ code: 0, err: '' });
  for (const word of [
    'actuary',
    'buy',
    'quote',
    'settle',
    'watch',
    '--observations',
    '--json',
    '--quick',
    'minutes',
  ])
    expect(out).toContain(word);
});

test.each([[], ['sell'], ['buy', 'settle'], ['buy', '--fast'], ['watch', '--observations', '1e6']])(
  'the arguments %j are refused with a sentence and nothing on stdout',
  async (...argv) => {
    const { code, out, err } = await run(...argv);
    expect({ code, out }).toEqual({ code: 2, out: '' });
    expect(err).toMatch(/^bench: .*--help\n$/);
  },
);
