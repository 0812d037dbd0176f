/** Where a rising function reaches a value. */

/** Halvings: more than a number has digits. */
const HALVINGS = 200;

/** The least x of an interval at which a rising function is at least `target`, as near as numbers are. */
export function bisect(rising: (x: number) => number, target: number, from: number, to: number): number {
  let [low, high] = [from, to];
  for (let count = 0; count < HALVINGS && high - low > 0; count += 1) {
    const middle = (low + high) / 2;
    if (middle === low || middle === high) break;
    if (rising(middle) < target) low = middle;
    else high = middle;
  }
  return high;
}
