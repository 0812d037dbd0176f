import { parseDecimal } from '../../../src/domain/trigger/decimal.ts';

/** A decimal of a vector file in WAD. */
export function wad(text: string): bigint {
  const value = parseDecimal(text);
  if (value === null) throw new Error(`${text} is not a decimal`);
  return value;
}
