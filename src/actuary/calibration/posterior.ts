/** What is believed of the factor on a prior table, once events were counted. */
import { bisect } from './bisect.ts';
import { gammaProbability, gammaValue } from './gamma.ts';

/** A gamma distribution of the factor, and how likely it is held to be that it is this one. */
export interface FactorBelief {
  readonly weight: number;
  readonly shape: number;
  readonly rate: number;
}

/** Events that were counted, over the number that the prior table expected among the same subjects. */
export interface Evidence {
  readonly weight: number;
  readonly events: number;
  readonly expected: number;
}

/** The interval that is published: one time in twenty below, one in twenty above. */
export const INTERVAL = [0.05, 0.95] as const;

/**
 * Gamma(a, a) before, of mean 1; Gamma(a + events, a + expected) after (Gamma and Poisson are conjugate:
 * Bühlmann and Gisler, "A Course in Credibility Theory", 2005). Several, where it is not known which
 * counts are the true ones.
 */
export const posteriorOf = (a: number, evidence: readonly Evidence[]): FactorBelief[] =>
  evidence.map(({ weight, events, expected }) => ({ weight, shape: a + events, rate: a + expected }));

/** The mean of the factor. Example: shape 7 and rate 2.5: 2.8. */
export const meanFactor = (beliefs: readonly FactorBelief[]): number =>
  beliefs.reduce((sum, { weight, shape, rate }) => sum + (weight * shape) / rate, 0);

/** The factor that is stayed below with a probability. */
export function factorAt(beliefs: readonly FactorBelief[], probability: number): number {
  const ends = beliefs.map(({ shape, rate }) => gammaValue(shape, rate, probability));
  const below = (factor: number) =>
    beliefs.reduce(
      (sum, { weight, shape, rate }) => sum + weight * gammaProbability(shape, factor * rate),
      0,
    );
  return bisect(below, probability, Math.min(...ends), Math.max(...ends));
}

/**
 * The probability of at least one event in a year at an intensity of the prior table: the factor is not
 * known, so it is averaged over. Never above 1, and rising with the intensity.
 * Example: shape 7, rate 2.5, intensity 0.0151: 1 - (2.5 / 2.5151)^7 = 4.1 %.
 */
export const yearlyProbability = (beliefs: readonly FactorBelief[], intensity: number): number =>
  beliefs.reduce(
    (sum, { weight, shape, rate }) => sum + weight * -Math.expm1(-shape * Math.log1p(intensity / rate)),
    0,
  );

/** Events a year of a condition that fires with a probability in a year. */
export const intensityOf = (probability: number): number => -Math.log1p(-probability);
