/**
 * The hazard of the worst of 200 years by a program of its own, in floating point: the normal distribution is
 * integrated, its inverse found by halving. Not a line of the service.
 */
const STEPS = 400;
const density = (x: number) => Math.exp((-x * x) / 2) / Math.sqrt(2 * Math.PI);

/** Simpson's rule from 0 to x. */
function below(x: number): number {
  const width = x / STEPS;
  let sum = density(0) + density(x);
  for (let step = 1; step < STEPS; step += 1) sum += (step % 2 === 0 ? 2 : 4) * density(step * width);
  return 0.5 + (sum * width) / 3;
}

function valueAt(probability: number): number {
  let [low, high] = [-8, 8];
  for (let step = 0; step < 60; step += 1) {
    const middle = (low + high) / 2;
    if (below(middle) < probability) low = middle;
    else high = middle;
  }
  return high;
}

/** Docs/verifying.md: up to millionths. Both in WAD. */
export function tail(hazardWad: bigint, correlationWad: bigint): bigint {
  if (hazardWad === 0n || hazardWad >= 10n ** 18n) return hazardWad;
  const [hazard, correlation] = [Number(hazardWad) / 1e18, Number(correlationWad) / 1e18];
  const x = (valueAt(hazard) + Math.sqrt(correlation) * valueAt(0.995)) / Math.sqrt(1 - correlation);
  const found = BigInt(Math.ceil(below(x) * 1e6 - 1e-6)) * 10n ** 12n;
  return found > hazardWad ? found : hazardWad;
}

/** A point of a table. */
export interface Point {
  score: number;
  hazardWad: bigint;
}

/** Floating point may end a millionth beside the rounded figure that is stated, and no further. */
export const tailsOf = (table: Point[], correlationWad: bigint, stated: Point[] = []): Point[] =>
  table.map(({ score, hazardWad }, index) => {
    const own = tail(hazardWad, correlationWad);
    const told = stated[index]?.hazardWad ?? own;
    const apart = own > told ? own - told : told - own;
    return { score, hazardWad: apart <= 10n ** 12n ? told : own };
  });
