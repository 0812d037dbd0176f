/** A cap on draws that does not move with them (docs/mechanics.md sections 6 to 8). */
import { maximum, mulDivDown } from '../shared/rounding.ts';
import { type Amount, WAD, type Wad } from '../shared/units.ts';

/**
 * What may still be drawn of a layer: a part of what it held before these draws, less what they took.
 * Measured by what is left alone, many small draws would get more than one large one.
 * Example: 750 left, 250 drawn, part 0.3: 300 - 250 = 50.
 */
export function drawCap(balance: Amount, drawn: Amount, part: Wad): Amount {
  // Down: against who draws.
  return maximum(0n, mulDivDown(balance + drawn, part, WAD) - drawn);
}
