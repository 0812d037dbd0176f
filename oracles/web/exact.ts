/** Exact numbers, times and rows out of the text of a JSON document: nothing passes through a float. */
import jsonpointer from 'jsonpointer';
import { isLosslessNumber, parse } from 'lossless-json';
import { parseTime } from '../../src/domain/feed/seriesRow.ts';
import { ROUND_DIGITS_MAX } from '../../src/domain/shared/limits.ts';
import type { UnixSeconds } from '../../src/domain/shared/units.ts';
import { SourceError } from '../adapter.ts';

/** How a document writes a time; parts of a second are cut off. */
export type TimeFormat = 'SECONDS' | 'MILLISECONDS' | 'ISO';

/** A document whose numbers stay the digits that they are. Throws SourceError BAD_ANSWER, as all here. */
export function parseDocument(text: string): object {
  let document: unknown;
  try {
    document = parse(text);
  } catch (error) {
    throw new SourceError('BAD_ANSWER', 'It is not JSON.', error);
  }
  if (typeof document === 'object' && document !== null) return document;
  throw new SourceError('BAD_ANSWER', 'It is neither an object nor a list.');
}

/** The rows of the list at a path, each a document of its own. */
export function rowsAt(document: object, path: string): object[] {
  const found: unknown = jsonpointer.get(document, path);
  if (!Array.isArray(found)) throw wrong(path, 'is no list');
  return found.map((row: unknown, index) => {
    if (typeof row === 'object' && row !== null) return row;
    throw wrong(`${path}/${index}`, 'is no row');
  });
}

/** The number or text at a path, as text. What every object has from JavaScript is not in the document. */
export function textAt(document: object, path: string): string {
  const found: unknown = jsonpointer.get(document, path);
  if (isLosslessNumber(found)) return found.toString();
  if (typeof found === 'string') return found;
  throw wrong(path, found === undefined ? 'is not there' : 'is neither a number nor a text');
}

/** The number at a path with so many places; see {@link scaled}. */
export function valueAt(document: object, path: string, decimals: number): bigint {
  const value = scaled(textAt(document, path), decimals);
  if (value === null) throw wrong(path, 'is no number of a size that is believed');
  return value;
}

/** The whole number at a path, as digits. */
export function roundAt(document: object, path: string): string {
  const text = textAt(document, path);
  if (/^\d+$/.test(text) && text.length <= ROUND_DIGITS_MAX) return text;
  throw wrong(path, 'is no whole number');
}

/** The time at a path. */
export function timeAt(document: object, path: string, format: TimeFormat): UnixSeconds {
  const text = textAt(document, path);
  const seconds =
    format === 'MILLISECONDS'
      ? text.replace(/^(\d{4,15})$/, (digits) => digits.slice(0, -3))
      : format === 'ISO'
        ? text.replace(/(:\d\d)\.\d{1,9}/, '$1')
        : text;
  const isPlain = (format === 'ISO') === /^\d{4}-/.test(text);
  const at = isPlain ? parseTime(seconds) : null;
  if (at === null) throw wrong(path, `is no time of the format ${format}`);
  return at;
}

const DECIMAL = /^(-?)(\d{1,100})(?:\.(\d{1,100}))?(?:[eE]([+-]?\d{1,3}))?$/;

/**
 * A decimal text as a whole number with so many places, or null for what is none or has more than 78 digits.
 * What is cut off rounds away from zero: a higher price does not trigger, so it favours neither holder nor
 * reporter, who ask for less. Example: `scaled('0.99995', 4)` → 10000n.
 */
export function scaled(text: string, decimals: number): bigint | null {
  const match = DECIMAL.exec(text);
  if (match === null) return null;
  const [, sign = '', whole = '', fraction = '', exponent = '0'] = match;
  const places = decimals + Number(exponent) - fraction.length;
  const digits = `${whole}${fraction}`.replace(/^0+(?=\d)/, '');
  if (digits === '0') return 0n;
  if (digits.length + places > ROUND_DIGITS_MAX) return null;
  const kept = places >= 0 ? digits + '0'.repeat(places) : digits.slice(0, places);
  const isCut = places < 0 && /[1-9]/.test(digits.slice(places));
  const magnitude = BigInt(kept === '' ? '0' : kept) + (isCut ? 1n : 0n);
  return sign === '-' ? -magnitude : magnitude;
}

function wrong(path: string, problem: string): SourceError {
  return new SourceError('BAD_ANSWER', `What stands at "${path}" ${problem}.`);
}
