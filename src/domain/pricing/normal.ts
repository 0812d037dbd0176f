/**
 * The normal distribution in whole numbers, so that everybody comes to the same figure: what chance is priced
 * by. Values and probabilities in WAD. Roundings favour nobody: they lie far below the digits that are used.
 */
import { mulDivDown } from '../shared/rounding.ts';
import { WAD, type Wad } from '../shared/units.ts';

/** Digits that are carried besides those of WAD: the series below loses half of them at its ends. */
const CARRIED = 10n ** 18n;
const SCALE = WAD * CARRIED;
const HALF = 5n * 10n ** 35n;
/** One over the square root of two pi. */
const DENSITY_AT_ZERO = 398_942_280_401_432_677_939_946_059_934_381_868n;
/** Beyond it a probability is below 10^-11, less than what anything here is rounded to. */
const FARTHEST = 7n * SCALE;

/** By symmetry: only values above the middle are worked out. */
const mirrored = (x: bigint): bigint => (x < 0n ? SCALE - aboveMiddle(-x) : aboveMiddle(x));

/**
 * The probability of a value below x, exact to some 15 digits after the point. Source: the Taylor series
 * `1/2 + (x - x^3/6 + x^5/40 - ...) / sqrt(2 pi)` (Abramowitz and Stegun, 26.2.10).
 * Example: 1.96 gives 0.975002.
 */
export const normalProbability = (x: Wad): Wad =>
  // Down: digits that are carried alone.
  mulDivDown(mirrored(x * CARRIED), 1n, CARRIED);

function aboveMiddle(x: bigint): bigint {
  if (x >= FARTHEST) return SCALE;
  // Down, here and below: digits that are carried alone.
  const square = mulDivDown(x, x, SCALE);
  let [term, added, taken] = [x, 0n, 0n];
  for (let k = 0n; term > 0n; k += 1n) {
    // Down: see above.
    const part = mulDivDown(term, 1n, 2n * k + 1n);
    if (k % 2n === 0n) added += part;
    else taken += part;
    // Down: see above.
    term = mulDivDown(term, square, 2n * (k + 1n) * SCALE);
  }
  // Down: see above.
  return HALF + mulDivDown(added - taken, DENSITY_AT_ZERO, SCALE);
}

/**
 * The value that is stayed below with a probability between 0 and 1, to 12 digits after the point; at 0 and 1
 * the farthest there is. Example: 0.975 gives 1.959964.
 */
export function normalValue(probability: Wad): Wad {
  const wanted = probability * CARRIED;
  if (wanted < HALF) return -normalValue(WAD - probability);
  let [low, high] = [0n, FARTHEST];
  while (high - low > CARRIED * 1_000_000n) {
    // Down: any point between serves.
    const middle = mulDivDown(low + high, 1n, 2n);
    if (aboveMiddle(middle) < wanted) low = middle;
    else high = middle;
  }
  // Down: digits that are carried alone.
  return mulDivDown(high, 1n, CARRIED);
}

/** The square root of a WAD that is not negative, down. Example: 0.25 gives 0.5. */
export function squareRoot(value: Wad): Wad {
  const square = value * WAD;
  let root = square;
  for (let next = square; next > 0n; ) {
    // Down: Newton's method from above has found the root once a step does not go down.
    next = mulDivDown(root + mulDivDown(square, 1n, root), 1n, 2n);
    if (next >= root) return root;
    root = next;
  }
  return root;
}
