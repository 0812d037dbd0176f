/** WAD numbers as plain decimals: how prices and ratios are read from and shown to people. */
import { WAD, type Wad } from '../shared/units.ts';

const FRACTION_DIGITS = String(WAD).length - 1;
const PLAIN_DECIMAL = /^(\d+)(?:\.(\d{1,18}))?$/;

/** Reads digits with an optional fraction of 1 to 18 places; null for anything else. `'0.95'` → 0.95e18. */
export function parseDecimal(text: string): Wad | null {
  const match = PLAIN_DECIMAL.exec(text);
  if (match === null) return null;
  return BigInt(match[1] + (match[2] ?? '').padEnd(FRACTION_DIGITS, '0'));
}

/** Shows a WAD that is not negative exactly, without trailing zeros. 0.950e18 → `'0.95'`, 1e18 → `'1'`. */
export function formatDecimal(value: Wad): string {
  const digits = String(value).padStart(FRACTION_DIGITS + 1, '0');
  const whole = digits.slice(0, -FRACTION_DIGITS);
  const fraction = digits.slice(-FRACTION_DIGITS).replace(/0+$/, '');
  return fraction === '' ? whole : `${whole}.${fraction}`;
}
