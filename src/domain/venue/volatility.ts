/** How much a market moves in a day (docs/mechanics.md section 8). */
import { mulDivDown, mulDivUp } from '../shared/rounding.ts';
import { WAD, type Wad } from '../shared/units.ts';

/**
 * The root mean square of the moves from day to day, in WAD: a standard deviation around no move at all, so
 * that a steady fall counts as well. Marks are in the order of their days; 0 with fewer than two of them.
 * Example: 100, 110, 99: moves of 10 % and 10 %, so 10 %.
 */
export function dailyVolatility(marks: readonly Wad[]): Wad {
  let [sum, count] = [0n, 0n];
  for (const [index, mark] of marks.entries()) {
    const before = marks[index - 1];
    if (before === undefined || before === 0n) continue;
    // Up, all: a market never looks calmer than it is.
    const move = mulDivUp(mark > before ? mark - before : before - mark, WAD, before);
    sum += move * move;
    count += 1n;
  }
  // Up: as above.
  return count === 0n ? 0n : rootUp(mulDivUp(sum, 1n, count));
}

/** The least whole number whose square is at least the value. */
function rootUp(value: bigint): bigint {
  if (value < 2n) return value;
  let root = 1n << BigInt(value.toString(2).length);
  for (;;) {
    // Down: the steps fall to the root from above, and end there.
    const next = mulDivDown(root + mulDivDown(value, 1n, root), 1n, 2n);
    if (next >= root) break;
    root = next;
  }
  return root * root === value ? root : root + 1n;
}
