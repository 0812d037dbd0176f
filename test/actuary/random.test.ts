import { expect, test } from 'vitest';
import { nextFineUniform, nextUniform, nextWord, philox, streamOf } from '../../src/actuary/random.ts';

const ONES = 0xffffffff;

test.each([
  ['zeros', [0, 0, 0, 0], [0, 0], [0x6627e8d5, 0xe169c58d, 0xbc57ac4c, 0x9b00dbd8]],
  ['ones', [ONES, ONES, ONES, ONES], [ONES, ONES], [0x408f276d, 0x41c83b0e, 0xa20bc7c6, 0x6d5451fd]],
  [
    'digits of pi',
    [0x243f6a88, 0x85a308d3, 0x13198a2e, 0x03707344],
    [0xa4093822, 0x299f31d0],
    [0xd16cfe09, 0x94fdcceb, 0x5001e420, 0x24126ea1],
  ],
])('Philox4x32-10 gives the known answer of its authors for %s', (_what, counter, key, answer) => {
  expect([...philox(counter, key)]).toEqual(answer);
});

test('xoshiro128++ gives the known words from 1, 2, 3, 4', () => {
  const state = Uint32Array.of(1, 2, 3, 4);
  expect(Array.from({ length: 10 }, () => nextWord(state))).toEqual([
    641, 1573767, 3222811527, 3517856514, 836907274, 4247214768, 3867114732, 1355841295, 495546011, 621204420,
  ]);
});

test('a stream follows from all of seed and path: also from what is above 32 bits', () => {
  const starts = [
    [1, 1],
    [2, 1],
    [1, 2],
    [1 + 2 ** 32, 1],
    [1, 1 + 2 ** 32],
  ].map(([seed = 0, path = 0]) => [...streamOf(seed, path)].join());
  expect(new Set(starts).size).toBe(starts.length);
});

test('uniforms lie between 0 and 1 and are even: mean, and the part below a tenth', () => {
  const state = streamOf(7, 0);
  for (const next of [nextUniform, nextFineUniform]) {
    const drawn = Array.from({ length: 100_000 }, () => next(state));
    expect(drawn.every((value) => value > 0 && value < 1)).toBe(true);
    const mean = drawn.reduce((sum, value) => sum + value, 0) / drawn.length;
    // Four standard errors.
    expect(Math.abs(mean - 0.5)).toBeLessThan(0.0037);
    expect(Math.abs(drawn.filter((value) => value < 0.1).length / drawn.length - 0.1)).toBeLessThan(0.0038);
  }
});
