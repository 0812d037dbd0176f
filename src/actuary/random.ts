/**
 * Chance that anybody can repeat: every path has a stream of its own, which follows from seed and number of
 * the path alone. Whatever thread draws it, and whatever was drawn before, it is the same.
 *
 * A path's stream is xoshiro128++ 1.0 (Blackman and Vigna, "Scrambled linear pseudorandom number generators",
 * ACM TOMS 47, 2021), begun at a block of Philox4x32-10 (Salmon, Moraes, Dror and Shaw, "Parallel random
 * numbers: as easy as 1, 2, 3", SC 2011) of the path's number under the seed: a permutation of its counter,
 * so that no two paths begin alike.
 */

/** Four words of 32 bits, changed by every draw. */
export type RandomState = Uint32Array;

const WORD = 2 ** 32;
/** With the half step that keeps it off 0 and 1 a number holds 52 bits exactly. */
const FINE = 2 ** 52;

const PHILOX_ROUNDS = 10;
const [FACTOR_0, FACTOR_1] = [0xd2511f53, 0xcd9e8d57];
const [KEY_STEP_0, KEY_STEP_1] = [0x9e3779b9, 0xbb67ae85];

/** The upper word of a product of two words: halves are multiplied, because no number holds all of it. */
function multiplyHigh(a: number, b: number): number {
  const [aLow, aHigh, bLow, bHigh] = [a & 0xffff, a >>> 16, b & 0xffff, b >>> 16];
  const middle = aHigh * bLow + ((aLow * bLow) >>> 16);
  return (aHigh * bHigh + (middle >>> 16) + ((aLow * bHigh + (middle & 0xffff)) >>> 16)) >>> 0;
}

/** One block of Philox4x32-10: four words of a counter of four words under a key of two. */
export function philox(counter: readonly number[], key: readonly number[]): RandomState {
  let [c0 = 0, c1 = 0, c2 = 0, c3 = 0] = counter;
  let [k0 = 0, k1 = 0] = key;
  for (let round = 0; round < PHILOX_ROUNDS; round += 1) {
    const [high0, low0] = [multiplyHigh(FACTOR_0, c0), Math.imul(FACTOR_0, c0) >>> 0];
    const [high1, low1] = [multiplyHigh(FACTOR_1, c2), Math.imul(FACTOR_1, c2) >>> 0];
    [c0, c1, c2, c3] = [(high1 ^ c1 ^ k0) >>> 0, low1, (high0 ^ c3 ^ k1) >>> 0, low0];
    k0 = (k0 + KEY_STEP_0) >>> 0;
    k1 = (k1 + KEY_STEP_1) >>> 0;
  }
  return Uint32Array.of(c0, c1, c2, c3);
}

/** Where the stream of a path begins. Seed and path are whole numbers from 0 to 2^53 - 1. */
export function streamOf(seed: number, path: number): RandomState {
  const words = (value: number) => [(value % WORD) >>> 0, Math.floor(value / WORD)];
  return philox([...words(path), 0, 0], words(seed));
}

/** The next word of a stream. */
export function nextWord(state: RandomState): number {
  const s0 = state[0] as number;
  const s1 = state[1] as number;
  const s3 = state[3] as number;
  const sum = (s0 + s3) | 0;
  const s2 = (state[2] as number) ^ s0;
  const t3 = s3 ^ s1;
  state[1] = s1 ^ s2;
  state[0] = s0 ^ t3;
  state[2] = s2 ^ (s1 << 9);
  state[3] = (t3 << 11) | (t3 >>> 21);
  return (((sum << 7) | (sum >>> 25)) + s0) >>> 0;
}

/** Between 0 and 1, never either, in 2^32 equal steps. */
export const nextUniform = (state: RandomState): number => (nextWord(state) + 0.5) / WORD;

/** The same in 2^52 steps, of two words: for what is looked at far out. */
export function nextFineUniform(state: RandomState): number {
  const high = nextWord(state) >>> 6;
  return (high * 2 ** 26 + (nextWord(state) >>> 6) + 0.5) / FINE;
}
