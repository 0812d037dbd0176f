import fc from 'fast-check';
import mongoose from 'mongoose';
import { expect, test } from 'vitest';
import { decodeDocument, encodeDocument } from '../../src/store/codec.ts';
import { readDocuments } from '../../src/store/rawDocuments.ts';

const { BSON, Long } = mongoose.mongo;
const bytesOf = (document: object) => Buffer.from(BSON.serialize(encodeDocument(document) as object));
const decodedByTheDriver = (bytes: Buffer) => decodeDocument(BSON.deserialize(bytes));

const LARGEST = 10n ** 34n - 1n;
const value = fc.letrec((tie) => ({
  any: fc.oneof(
    { depthSize: 'small' },
    fc.bigInt({ min: -LARGEST, max: LARGEST }),
    fc.bigInt({ min: 0n, max: 2n ** 64n }),
    fc.integer(),
    fc.double({ noNaN: true }),
    fc.string({ unit: 'binary' }),
    fc.boolean(),
    fc.constant(null),
    fc.date({ noInvalidDate: true }),
    fc.array(tie('any'), { maxLength: 4 }),
    fc.dictionary(
      fc.string({ unit: 'grapheme', maxLength: 8 }).filter((name) => !name.includes('\0')),
      tie('any'),
      { maxKeys: 4 },
    ),
  ),
})).any;
const documents = fc.dictionary(fc.stringMatching(/^[a-z]{1,8}$/), value, { maxKeys: 8 });

test('reads every document as the driver and the codec do', () => {
  fc.assert(
    fc.property(fc.array(documents, { maxLength: 3 }), (list) => {
      const found = list.map(bytesOf);
      expect(readDocuments(found)).toStrictEqual(found.map(decodedByTheDriver));
    }),
  );
});

test('leaves what the ledger never stores to the driver', () => {
  const bytes = Buffer.from(BSON.serialize({ count: Long.fromNumber(2 ** 40), pattern: /x/i, amount: 1 }));
  expect(readDocuments([bytes])).toStrictEqual([decodedByTheDriver(bytes)]);
});

test('reads long parts that documents have in common once, and never mistakes a different one', () => {
  const terms = (strike: bigint) => ({ sentence: 'pays when '.repeat(40), strike });
  const found = [terms(1n), terms(1n), terms(2n), terms(1n)].map((each, _id) =>
    bytesOf({ _id, terms: each }),
  );
  const read = readDocuments<{ terms: object }>(found);
  expect(read.map((document) => document.terms)).toStrictEqual([terms(1n), terms(1n), terms(2n), terms(1n)]);
  expect(read[1]?.terms).toBe(read[0]?.terms);
});
