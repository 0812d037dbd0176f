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
const COEFFICIENT_MAX = 10n ** 34n - 1n;

// An integer in IEEE 754 binary integer decimal, as BSON stores it: 16 bytes, the lowest first. The upper 8
// are the sign (1 bit), the exponent with a bias of 6176 (14 bits) and the top of the coefficient (49 bits).
// Written and read here because the way through text, which the driver takes, costs thirty times as much.
const EXPONENT_ZERO = 6_176n << 49n;
const SIGN = 1n << 63n;
const COEFFICIENT_TOP = (1n << 49n) - 1n;
const scratch = new Uint8Array(16);
const words = new DataView(scratch.buffer);

/** Encodes one integer. Throws a RangeError past 34 digits. */
export function encodeInteger(value: bigint): Decimal {
  const magnitude = value < 0n ? -value : value;
  if (magnitude > COEFFICIENT_MAX) throw new RangeError(`${value} has more than 34 digits`);
  words.setBigUint64(0, BigInt.asUintN(64, magnitude), true);
  words.setBigUint64(8, (value < 0n ? SIGN : 0n) | EXPONENT_ZERO | (magnitude >> 64n), true);
  return new Decimal128(scratch.slice());
}

/** Decodes one integer. Throws when the stored number is not a whole one. Example: `1.5E+3` is `1500n`. */
export function decodeInteger(value: Decimal): bigint {
  scratch.set(value.bytes);
  const top = words.getBigUint64(8, true);
  if ((top & ~(SIGN | COEFFICIENT_TOP)) !== EXPONENT_ZERO) return integerOf(value.toString());
  const magnitude = ((top & COEFFICIENT_TOP) << 64n) | words.getBigUint64(0, true);
  return top >= SIGN ? -magnitude : magnitude;
}

/** The same from the 16 bytes of a stored number. */
export function decodeIntegerBytes(bytes: Buffer): bigint {
  return decodeInteger(new mongoose.Types.Decimal128(bytes));
}

/** The whole number that a decimal text stands for, whatever its exponent. */
function integerOf(text: string): bigint {
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
