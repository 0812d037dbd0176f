/**
 * The only place that turns amounts into BSON and back.
 *
 * A bigint is stored as an integer Decimal128 of at most 34 digits (BSON int64 wraps silently, so it is
 * never used). Reading accepts any exponent form of an integer: the server prints `1E+20`.
 */
import mongoose from 'mongoose';

const { Decimal128 } = mongoose.Types;
type Decimal = mongoose.Types.Decimal128;

/** Decimal128 keeps 34 digits; a longer integer would be rounded without a word. */
const DIGITS_MAX = 34;

/** Encodes one integer. Throws a RangeError past 34 digits. */
export function encodeInteger(value: bigint): Decimal {
  const text = value.toString();
  if (text.length - (value < 0n ? 1 : 0) > DIGITS_MAX) throw new RangeError(`${text} has more than 34 digits`);
  return Decimal128.fromString(text);
}

/** Decodes one integer. Throws when the stored number is not a whole one. Example: `1.5E+3` is `1500n`. */
export function decodeInteger(value: Decimal): bigint {
  const text = value.toString();
  const match = /^(-?)(\d+)(?:\.(\d+))?(?:E([+-]?\d+))?$/.exec(text);
  if (match === null) throw new RangeError(`${text} is not a whole number`);
  const [, sign, whole = '', fraction = '', exponent = '0'] = match;
  const shift = Number(exponent) - fraction.length;
  const digits = whole + fraction;
  if (shift >= 0) return BigInt(`${sign}${digits}${'0'.repeat(shift)}`);
  const kept = digits.slice(0, shift);
  if (/[1-9]/.test(digits.slice(shift))) throw new RangeError(`${text} is not a whole number`);
  return BigInt(`${sign}${kept === '' ? '0' : kept}`);
}

/** A copy of a document with every bigint encoded. */
export function encodeDocument(value: unknown): unknown {
  if (typeof value === 'bigint') return encodeInteger(value);
  if (Array.isArray(value)) return value.map(encodeDocument);
  if (typeof value !== 'object' || value === null || value instanceof Date) return value;
  const copy: Record<string, unknown> = {};
  for (const key in value) {
    const member = (value as Record<string, unknown>)[key];
    if (member !== undefined) copy[key] = encodeDocument(member);
  }
  return copy;
}

/** A copy of a stored document with every Decimal128 as bigint. */
export function decodeDocument<Document>(value: unknown): Document {
  return decode(value) as Document;
}

function decode(value: unknown): unknown {
  if (typeof value !== 'object' || value === null || value instanceof Date) return value;
  if (Array.isArray(value)) return value.map(decode);
  if ((value as { _bsontype?: string })._bsontype === 'Decimal128') return decodeInteger(value as Decimal);
  const copy: Record<string, unknown> = {};
  for (const key in value) copy[key] = decode((value as Record<string, unknown>)[key]);
  return copy;
}
