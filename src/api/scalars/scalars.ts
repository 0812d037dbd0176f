/** The scalars of the schema. */
import { getAddress, isAddress } from 'viem';
import { DECIMAL_LENGTH_MAX } from '../../domain/shared/limits.ts';
import { formatDecimal, parseDecimal } from '../../domain/trigger/decimal.ts';
import { readDateTime, writeDateTime } from './dateTime.ts';
import { jsonObjectScalar } from './jsonObject.ts';
import { textScalar } from './textScalar.ts';

/**
 * Digits of an integer going in: enough for any 256-bit number. What is too large is refused with its bounds.
 */
const DIGITS = /^(0|[1-9][0-9]{0,77})$/;
/** Characters of bytes going in. */
const HEX = /^0x([0-9a-fA-F]{2}){0,2048}$/;

/** The same, perhaps below zero. */
const SIGNED_DIGITS = /^(0|-?[1-9][0-9]{0,77})$/;

const integerText = (text: string): bigint | null => (DIGITS.test(text) ? BigInt(text) : null);
const same = (text: string): string => text;

export const scalars = {
  Amount: textScalar<bigint>({
    name: 'Amount',
    expectation:
      'is not an amount: send an integer of the smallest unit as a string of digits, like "5000000"',
    read: integerText,
    write: String,
  }),
  SignedAmount: textScalar<bigint>({
    name: 'SignedAmount',
    expectation: 'is not an amount: send an integer of the smallest unit as a string of digits',
    read: (text) => (SIGNED_DIGITS.test(text) ? BigInt(text) : null),
    write: String,
  }),
  Shares: textScalar<bigint>({
    name: 'Shares',
    expectation: 'is not a number of shares: send an integer as a string of digits',
    read: integerText,
    write: String,
  }),
  Wad: textScalar<bigint>({
    name: 'Wad',
    expectation: 'is not an integer as a string of digits',
    read: integerText,
    write: String,
  }),
  Integer: textScalar<bigint | number>({
    name: 'Integer',
    expectation: 'is not an integer as a string of digits',
    read: integerText,
    write: String,
  }),
  Decimal: textScalar<bigint>({
    name: 'Decimal',
    expectation: 'is not a plain decimal: send a string with at most 18 places, like "0.95"',
    read: (text) => (text.length > DECIMAL_LENGTH_MAX ? null : parseDecimal(text)),
    write: formatDecimal,
  }),
  DateTime: textScalar<number>({
    name: 'DateTime',
    expectation:
      'is not an instant: send ISO 8601 with whole seconds and Z or an offset, like "2023-03-11T04:34:00Z"',
    read: readDateTime,
    write: writeDateTime,
  }),
  Cursor: textScalar<string>({ name: 'Cursor', expectation: 'is not a cursor', read: same, write: same }),
  Address: textScalar<string>({
    name: 'Address',
    expectation: 'is not an address with a valid checksum, or all in lower case',
    read: (text) => (isAddress(text) ? getAddress(text) : null),
    write: (text) => getAddress(text),
  }),
  Hex: textScalar<string>({
    name: 'Hex',
    expectation: 'is not 0x and an even number of hexadecimal digits',
    read: (text) => (HEX.test(text) ? text : null),
    write: same,
  }),
  JSONObject: jsonObjectScalar,
};
