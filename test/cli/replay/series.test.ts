import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { readSeries } from '../../../src/cli/replay/series.ts';
import { formatTime } from '../../../src/cli/shared/times.ts';
import { formatDecimal } from '../../../src/domain/trigger/decimal.ts';
import type { Reading } from '../../../src/domain/trigger/rule.ts';

async function* inPieces(bytes: Uint8Array, sizes: readonly number[] = []): AsyncGenerator<Uint8Array> {
  let start = 0;
  for (const size of sizes) {
    if (size > 0) yield bytes.subarray(start, start + size);
    start += size;
  }
  yield bytes.subarray(start);
}

async function read(text: string, sizes?: readonly number[]): Promise<Reading[]> {
  const readings: Reading[] = [];
  for await (const batch of readSeries(inPieces(Buffer.from(text), sizes))) readings.push(...batch);
  return readings;
}

const HALF = 500_000_000_000_000_000n;

describe('a price series', () => {
  test('may hold times as ISO 8601 with Z, with an offset, and as Unix seconds', async () => {
    const rows = [
      '1970-01-01T00:00:01Z,0.5',
      '1970-01-01T02:00:02+02:00,0.5',
      '3,0.5',
      '1969-12-31T19:00:04-0500,0.5',
    ];
    expect(await read(`time,value\n${rows.join('\n')}\n`)).toEqual(
      [1, 2, 3, 4].map((at) => ({ at, value: HALF })),
    );
  });

  test('may have carriage returns, and lack the last newline', async () => {
    expect(await read('time,value\r\n1,0.5\r\n2,0.5')).toHaveLength(2);
    expect(await read('time,value\n1,0.5\n2,0.5\r\n')).toHaveLength(2);
  });

  test('may have leading zeros and 18 places', async () => {
    expect(await read('time,value\n1,00.500000000000000000\n')).toEqual([{ at: 1, value: HALF }]);
  });

  test('is the same however its bytes arrive', async () => {
    const form = fc.constantFrom(
      (at: number) => String(at),
      (at: number) => formatTime(at),
      (at: number) => formatTime(at + 5_400).replace('Z', '+01:30'),
      (at: number) => formatTime(at - 3_600).replace('Z', '-01'),
    );
    const row = fc.record({
      gap: fc.integer({ min: 1, max: 10 ** 6 }),
      value: fc.bigInt(1n, 10n ** 22n),
      form,
    });
    const pieces = fc.array(fc.nat(40), { maxLength: 40 });
    await fc.assert(
      fc.asyncProperty(
        fc.array(row, { minLength: 1, maxLength: 30 }),
        fc.constantFrom('\n', '\r\n'),
        fc.boolean(),
        pieces,
        async (rows, newline, ended, sizes) => {
          let at = 10_000;
          const readings = rows.map(({ gap, value }) => {
            at += gap;
            return { at, value };
          });
          const lines = readings.map((reading, index) => {
            const time = rows[index]?.form(reading.at) ?? '';
            return `${time},${formatDecimal(reading.value)}`;
          });
          const text = ['time,value', ...lines].join(newline) + (ended ? newline : '');
          expect(await read(text, sizes)).toEqual(readings);
        },
      ),
    );
  });
});

describe('a wrong line is named', () => {
  test.each<[string, string, number]>([
    ['an empty file', '', 1],
    ['a file of one newline', '\n', 1],
    ['another header', 'time;value\n1,1\n', 1],
    ['a header with a byte order mark', '\ufefftime,value\n1,1\n', 1],
    ['a header with spaces', 'time, value\n1,1\n', 1],
    ['no header', '1,1\n2,1\n', 1],
    ['no row', 'time,value\n', 2],
    ['no row, nor an end of the header', 'time,value', 2],
    ['an empty line', 'time,value\n1,1\n\n2,1\n', 3],
    ['a second newline at the end', 'time,value\n1,1\n\n', 3],
    ['one column', 'time,value\n1\n', 2],
    ['three columns', 'time,value\n1,1,1\n', 2],
    ['a quoted value', 'time,value\n1,"1"\n', 2],
    ['a space', 'time,value\n1, 1\n', 2],
    ['a time without a zone', 'time,value\n2023-03-11T04:34:00,1\n', 2],
    ['a day without a time', 'time,value\n2023-03-11,1\n', 2],
    ['a fraction of a second', 'time,value\n2023-03-11T04:34:00.5Z,1\n', 2],
    ['a fraction of a Unix second', 'time,value\n1.5,1\n', 2],
    ['a time before 1970', 'time,value\n-1,1\n', 2],
    ['a day that does not exist', 'time,value\n2023-02-29T00:00:00Z,1\n', 2],
    ['an hour that does not exist', 'time,value\n2023-02-28T24:00:00Z,1\n', 2],
    ['a time past the year 9999', 'time,value\n253402300800,1\n', 2],
    ['the same time again', 'time,value\n1,1\n1,1\n', 3],
    ['an earlier time', 'time,value\n1,1\n5,1\n4,1\n', 4],
    [
      'an earlier time under another offset',
      'time,value\n2023-01-01T00:00:00Z,1\n2023-01-01T01:00:00+02:00,1\n',
      3,
    ],
    ['a value of zero', 'time,value\n1,0.000\n', 2],
    ['a negative value', 'time,value\n1,-1\n', 2],
    ['an exponent', 'time,value\n1,1e0\n', 2],
    ['a hexadecimal value', 'time,value\n1,0x10\n', 2],
    ['a value that is no number', 'time,value\n1,NaN\n', 2],
    ['an endless value', 'time,value\n1,Infinity\n', 2],
    ['nineteen places', `time,value\n1,0.${'1'.repeat(19)}\n`, 2],
    ['no digit before the point', 'time,value\n1,.5\n', 2],
    ['no digit after the point', 'time,value\n1,1.\n', 2],
    ['no value', 'time,value\n1,\n', 2],
    ['digits of another script', 'time,value\n1,١\n', 2],
    ['a NUL', 'time,value\n1,1\n2,1\0\n', 3],
    ['a carriage return inside', 'time,value\n1,1\r2,1\n', 2],
    ['a line that does not end', `time,value\n1,1\n2,${'1'.repeat(2_000)}`, 3],
  ])('%s', async (_name, text, line) => {
    await expect(read(text)).rejects.toThrow(new RegExp(`^line ${line}: `));
  });

  test('before the rest of an endless line has been read', async () => {
    let given = 0;
    async function* endless(): AsyncGenerator<Uint8Array> {
      for (;;) {
        given += 1;
        yield Buffer.alloc(1_024, '1');
      }
    }
    await expect(readSeries(endless()).next()).rejects.toThrow(/^line 1: /);
    expect(given).toBeLessThan(3);
  });

  test('wherever it stands among right ones', async () => {
    const wrong = fc.constantFrom(
      '',
      'x',
      '1',
      '1,1,1',
      '0,1',
      '99999999,0',
      '99999999,1e5',
      '99999999,-1',
      '5Z,1',
    );
    await fc.assert(
      fc.asyncProperty(fc.integer({ min: 1, max: 50 }), fc.nat(50), wrong, async (before, after, row) => {
        const lines = ['time,value'];
        for (let index = 1; index <= before; index++) lines.push(`${index * 60},1.0`);
        lines.push(row);
        for (let index = 1; index <= after; index++) lines.push(`${(before + index) * 60},1.0`);
        await expect(read(`${lines.join('\n')}\n`, [7, 100, 3])).rejects.toThrow(`line ${before + 2}: `);
      }),
    );
  });
});
