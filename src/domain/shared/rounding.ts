/**
 * Integer division that says which way it rounds.
 *
 * Every division of the product goes through one of these two, so that a reader sees at the call
 * whom the remainder favours: never the person who calls.
 */

/** `floor(a * b / divisor)`. Arguments are not negative. Example: `mulDivDown(10n, 2n, 3n) === 6n`. */
export function mulDivDown(a: bigint, b: bigint, divisor: bigint): bigint {
  assertOperands(a, b, divisor);
  return (a * b) / divisor;
}

/** `ceil(a * b / divisor)`. Arguments are not negative. Example: `mulDivUp(10n, 2n, 3n) === 7n`. */
export function mulDivUp(a: bigint, b: bigint, divisor: bigint): bigint {
  assertOperands(a, b, divisor);
  const product = a * b;
  return product === 0n ? 0n : (product - 1n) / divisor + 1n;
}

/** The smaller of two amounts. */
export function minimum(a: bigint, b: bigint): bigint {
  return a < b ? a : b;
}

/** The larger of two amounts. */
export function maximum(a: bigint, b: bigint): bigint {
  return a > b ? a : b;
}

function assertOperands(a: bigint, b: bigint, divisor: bigint): void {
  if (a < 0n || b < 0n) throw new RangeError(`a negative operand reached a division: ${a} * ${b}`);
  if (divisor <= 0n) throw new RangeError(`the divisor is not positive: ${divisor}`);
}
