/** Figures of a sample: sums, quantiles, tails, and how far a frequency may be from its probability. */

/** The sum, from the first on. A plain loop: the simulation asks for it several times a year of a path. */
export function sumOf(amounts: Float64Array): number {
  let sum = 0;
  for (let index = 0; index < amounts.length; index += 1) sum += amounts[index] as number;
  return sum;
}

/** The smallest value that at least a part of them do not exceed, of values sorted from the least up. */
export function quantile(sorted: Float64Array, part: number): number {
  const place = Math.min(sorted.length, Math.max(1, Math.ceil(sorted.length * part - 1e-9)));
  return sorted[place - 1] ?? 0;
}

/** The mean of the worst `1 - part` of the values: at least one of them. */
export function expectedShortfall(sorted: Float64Array, part: number): number {
  const worst = sorted.subarray(sorted.length - tailCount(sorted.length, part));
  return sumOf(worst) / worst.length;
}

/** How many values the worst `1 - part` are. */
export const tailCount = (count: number, part: number): number => Math.max(1, Math.round(count * (1 - part)));

/** Two-sided 95 %. */
const Z_95 = 1.959964;

/** The interval of a probability that was seen so often (Wilson 1927), at 95 %. */
export function wilson(seen: number, tries: number): { low: number; high: number } {
  const square = Z_95 * Z_95;
  const rate = seen / tries;
  const centre = rate + square / (2 * tries);
  const half = Z_95 * Math.sqrt((rate * (1 - rate) + square / (4 * tries)) / tries);
  const scale = 1 + square / tries;
  return {
    low: seen === 0 ? 0 : (centre - half) / scale,
    high: seen === tries ? 1 : (centre + half) / scale,
  };
}
