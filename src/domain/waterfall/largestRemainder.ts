/**
 * Division by weights in which no part is more than one unit off, and the nearest ones get the last units.
 */
import { mulDivDown } from '../shared/rounding.ts';
import type { Amount } from '../shared/units.ts';

export interface Weighted {
  readonly id: string;
  readonly weight: Amount;
}

/**
 * Parts in the order given; they sum to the total exactly. The units that rounding leaves go to the largest
 * remainders, ties by id. Example: 10 over weights 1, 1, 1 of a, b, c: 4, 3, 3.
 */
export function largestRemainder(total: Amount, weighted: readonly Weighted[]): Amount[] {
  const sum = weighted.reduce((all, { weight }) => all + weight, 0n);
  if (sum === 0n) return weighted.map(() => 0n);
  // Down: whole units first; what is left is less than one unit a weight.
  const parts = weighted.map(({ weight }) => mulDivDown(total, weight, sum));
  const left = parts.reduce((rest, part) => rest - part, total);
  const byRemainder = weighted
    .map(({ id, weight }, index) => ({ id, index, remainder: (total * weight) % sum }))
    .sort((a, b) =>
      a.remainder === b.remainder ? (a.id < b.id ? -1 : 1) : a.remainder > b.remainder ? -1 : 1,
    );
  for (const { index } of byRemainder.slice(0, Number(left))) parts[index] = (parts[index] ?? 0n) + 1n;
  return parts;
}
