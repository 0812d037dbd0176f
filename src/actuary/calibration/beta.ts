/** The beta distribution: its probability, and the value at a probability. */
import { bisect } from './bisect.ts';
import { logGamma } from './gamma.ts';

const TERMS_MOST = 1_000;
const PRECISION = 1e-15;
const TINY = 1e-300;

/**
 * The probability of a value below x: the regularised incomplete beta function I_x(a, b), by its continued
 * fraction (Digital Library of Mathematical Functions 8.17.22, Lentz's method). Example: 1, 1 gives x.
 */
export function betaProbability(a: number, b: number, x: number): number {
  if (x <= 0) return 0;
  if (x >= 1) return 1;
  // The fraction converges quickly on this side of the mean; the other is its mirror.
  if (x > (a + 1) / (a + b + 2)) return 1 - betaProbability(b, a, 1 - x);
  const scale = logGamma(a + b) - logGamma(a) - logGamma(b) + a * Math.log(x) + b * Math.log(1 - x);
  return (Math.exp(scale) * fraction(a, b, x)) / a;
}

function fraction(a: number, b: number, x: number): number {
  let c = 1;
  let d = 1 / notZero(1 - ((a + b) * x) / (a + 1));
  let value = d;
  for (let m = 1; m < TERMS_MOST; m += 1) {
    const even = (m * (b - m) * x) / ((a + 2 * m - 1) * (a + 2 * m));
    const odd = (-(a + m) * (a + b + m) * x) / ((a + 2 * m) * (a + 2 * m + 1));
    for (const numerator of [even, odd]) {
      d = 1 / notZero(1 + numerator * d);
      c = notZero(1 + numerator / c);
      value *= d * c;
    }
    if (Math.abs(d * c - 1) < PRECISION) break;
  }
  return value;
}

const notZero = (value: number): number => (Math.abs(value) < TINY ? TINY : value);

/** The value that is stayed below with a probability. Example: 1, 1, 0.05 gives 0.05. */
export const betaValue = (a: number, b: number, probability: number): number =>
  bisect((x) => betaProbability(a, b, x), probability, 0, 1);
