/** The gamma distribution: its probability, and the value at a probability. */
import { bisect } from './bisect.ts';

/** Terms of a series or of a fraction: far more than are needed for the sizes that there are. */
const TERMS_MOST = 10_000;
const PRECISION = 1e-15;
/** In place of a denominator of 0. */
const TINY = 1e-300;

/** Lanczos' coefficients for g = 7, n = 9 (Godfrey 2001). */
const LANCZOS = [
  0.99999999999980993, 676.5203681218851, -1259.1392167224028, 771.32342877765313, -176.61502916214059,
  12.507343278686905, -0.13857109526572012, 9.9843695780195716e-6, 1.5056327351493116e-7,
];

/**
 * The logarithm of the gamma function of a value above 0, to some 14 digits (Lanczos 1964).
 * Example: 5 gives the logarithm of 24.
 */
export function logGamma(x: number): number {
  if (x < 0.5) return Math.log(Math.PI / Math.sin(Math.PI * x)) - logGamma(1 - x);
  const base = x + 6.5;
  const sum = LANCZOS.reduce((all, coefficient, index) =>
    index === 0 ? coefficient : all + coefficient / (x - 1 + index),
  );
  return 0.5 * Math.log(2 * Math.PI) + (x - 0.5) * Math.log(base) - base + Math.log(sum);
}

/**
 * The probability of a value below x where the shape is a and the rate 1: the regularised incomplete gamma
 * function P(a, x). A series below a + 1, a continued fraction above (Digital Library of Mathematical
 * Functions 8.7.1 and 8.9.2, the fraction by Lentz's method). Example: a = 1 gives 1 - exp(-x).
 */
export function gammaProbability(a: number, x: number): number {
  if (x <= 0) return 0;
  const scale = Math.exp(a * Math.log(x) - x - logGamma(a));
  return x < a + 1 ? scale * series(a, x) : 1 - scale * fraction(a, x);
}

function series(a: number, x: number): number {
  let term = 1 / a;
  let sum = term;
  for (let count = 1; count < TERMS_MOST && term > sum * PRECISION; count += 1) {
    term *= x / (a + count);
    sum += term;
  }
  return sum;
}

function fraction(a: number, x: number): number {
  let b = x + 1 - a;
  let c = 1 / TINY;
  let d = 1 / b;
  let value = d;
  for (let count = 1; count < TERMS_MOST; count += 1) {
    const numerator = -count * (count - a);
    b += 2;
    d = 1 / notZero(numerator * d + b);
    c = notZero(b + numerator / c);
    value *= d * c;
    if (Math.abs(d * c - 1) < PRECISION) break;
  }
  return value;
}

const notZero = (value: number): number => (Math.abs(value) < TINY ? TINY : value);

/** The value that is stayed below with a probability, for a shape and a rate. Example: 1, 1, 0.5: ln 2. */
export function gammaValue(shape: number, rate: number, probability: number): number {
  const far = shape + 40 * Math.sqrt(shape) + 800;
  return bisect((x) => gammaProbability(shape, x), probability, 0, far) / rate;
}
