/** Amounts of the demo's assets for people: six decimals, thousands apart, at most two places shown. */
import { mulDivDown } from '../../domain/shared/rounding.ts';

const UNIT = 1_000_000n;
const PLACE = 10_000n;

/** Example: `wholeUnits('12500345678')` is `12,500.34`. Cut, not rounded: what is shown is there. */
export function wholeUnits(amount: string): string {
  const value = BigInt(amount);
  const size = value < 0n ? -value : value;
  const whole = mulDivDown(size, 1n, UNIT)
    .toString()
    .replace(/\B(?=(\d{3})+$)/g, ',');
  const places = mulDivDown(size % UNIT, 1n, PLACE)
    .toString()
    .padStart(2, '0')
    .replace(/0+$/, '');
  return `${value < 0n ? '-' : ''}${whole}${places === '' ? '' : `.${places.padEnd(2, '0')}`}`;
}
