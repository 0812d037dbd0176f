/** How much of the cover an incident pays: a distribution where the price knows a mean alone. */

/** Payout ratios from the least up, and the probability that no more than each is paid. */
export interface SeverityLadder {
  readonly ratios: readonly number[];
  readonly upTo: readonly number[];
}

/** Halvings of the exponent's interval: more than a number has digits. */
const HALVINGS = 200;
/** Over the width of the ratios: beyond it the weight of all but one is nothing. */
const EXPONENT_MOST = 700;

/**
 * Of all distributions over the ratios that the options can pay with the mean that the price counts on, the
 * one that assumes least: weights that grow or fall by one exponent (Jaynes, "Information theory and
 * statistical mechanics", 1957). A mean beyond the ratios is the nearest of them.
 * Example: 25, 50 and 100 % with a mean of 35 %: 69, 27 and 4 % of incidents.
 */
export function severityLadder(ratios: readonly number[], mean: number): SeverityLadder {
  const sorted = [...new Set(ratios)].sort((a, b) => a - b);
  const [least, most] = [sorted[0], sorted.at(-1)];
  if (least === undefined || most === undefined) throw new RangeError('options that pay nothing at all');
  if (mean <= least) return { ratios: [least], upTo: [1] };
  if (mean >= most) return { ratios: [most], upTo: [1] };
  let high = EXPONENT_MOST / (most - least);
  let low = -high;
  for (let count = 0; count < HALVINGS; count += 1) {
    const middle = (low + high) / 2;
    if (meanOf(sorted, weightsOf(sorted, middle)) < mean) low = middle;
    else high = middle;
  }
  let sum = 0;
  const upTo = weightsOf(sorted, high).map((weight) => {
    sum += weight;
    return sum;
  });
  // What rounding leaves belongs to the deepest: a draw always finds its place.
  upTo[upTo.length - 1] = 1;
  return { ratios: sorted, upTo };
}

function weightsOf(ratios: readonly number[], exponent: number): number[] {
  const largest = Math.max(...ratios.map((ratio) => exponent * ratio));
  const raw = ratios.map((ratio) => Math.exp(exponent * ratio - largest));
  const sum = raw.reduce((all, weight) => all + weight, 0);
  return raw.map((weight) => weight / sum);
}

const meanOf = (ratios: readonly number[], weights: readonly number[]): number =>
  ratios.reduce((sum, ratio, index) => sum + ratio * (weights[index] ?? 0), 0);
