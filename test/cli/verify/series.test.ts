import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import fc from 'fast-check';
import { beforeAll, describe, expect, test } from 'vitest';
import { verify } from '../../../src/cli/verify/command.ts';
import { sha256 } from '../../../src/store/sha256.ts';
import { testDatabaseUri } from '../../support/database.ts';
import { DEPEG_RULE, openMarketplace } from '../../support/marketplace.ts';
import { temporaryFolder } from '../../support/temporaryFolder.ts';
import { all } from '../../watcher/world.ts';
import { keepingStreams } from '../shared/streams.ts';
import { onlyBundle, watchSeries } from './bundles.ts';

const SERIES = {
  'USDC, March 2023': {
    file: 'src/cli/series/usdc-usd-2023-03.csv',
    result: { settlementValue: '0.901', payoutRatio: '0.25', breachStart: '2023-03-11T04:34:00Z' },
  },
  'UST, May 2022': {
    file: 'src/cli/series/ust-usdt-2022-05.csv',
    result: { settlementValue: '0.72256', payoutRatio: '1', breachStart: '2022-05-09T19:57:00Z' },
  },
};

/** Writes a bundle into a file and verifies it. */
async function verified(bytes: string | Buffer, folder: string): Promise<{ code: number; answer: Answer }> {
  const path = join(folder, 'bundle.json');
  await writeFile(path, bytes);
  const streams = keepingStreams();
  const code = await verify([path, '--json'], streams);
  return { code, answer: JSON.parse(streams.stdout()) as Answer };
}

interface Answer {
  verified: boolean;
  difference?: { path: string };
  [name: string]: unknown;
}

describe.each(Object.entries(SERIES))('the evidence of %s', (_name, { file, result }) => {
  let text: string;
  let named: string | undefined;
  beforeAll(async () => {
    const place = await openMarketplace(testDatabaseUri());
    await watchSeries(place, file, DEPEG_RULE, 3);
    text = await onlyBundle(place.database);
    named = (await all(place.database, 'incidents'))[0]?.evidence?.sha256;
    await place.stop();
  }, 60_000);

  test('is verified without anything else, under the hash that the ledger names it by', async () => {
    const { code, answer } = await verified(text, await temporaryFolder());
    expect(answer).toMatchObject({ verified: true, ...result, sha256: named });
    expect(code).toBe(0);
    expect(named).toBe(sha256(text));
  });

  test('fails when one byte is another, wherever it is', async () => {
    const folder = await temporaryFolder();
    const bytes = Buffer.from(text);
    const flip = fc.tuple(fc.nat(bytes.length - 1), fc.integer({ min: 1, max: 255 }));
    await fc.assert(
      fc.asyncProperty(flip, async ([position, mask]) => {
        const flipped = Buffer.from(bytes);
        flipped[position] = (flipped[position] ?? 0) ^ mask;
        const { code, answer } = await verified(flipped, folder);
        expect([code, answer.verified]).toEqual([1, false]);
      }),
      { numRuns: 150 },
    );
  });

  test('fails at every key and every kind of value, and says where', async () => {
    const folder = await temporaryFolder();
    const seen = new Set<string>();
    for (const { index, kind } of tokens(text)) {
      if (seen.has(kind)) continue;
      seen.add(kind);
      const flipped = Buffer.from(text);
      flipped[index] = (flipped[index] ?? 0) ^ 1;
      const { code, answer } = await verified(flipped, folder);
      expect([kind, code, typeof answer.difference?.path]).toEqual([kind, 1, 'string']);
    }
    expect(seen.size).toBeGreaterThan(100);
  });
});

/** Where each key and each value of a JSON text begins, and under which name. */
function* tokens(text: string): Generator<{ index: number; kind: string }> {
  let name = '';
  for (const match of text.matchAll(/"((?:[^"\\]|\\.)*)"(:?)|-?\d+|true|false|null/g)) {
    const [whole, inside = '', colon] = match;
    const isKey = colon === ':';
    if (isKey) name = inside;
    const quote = whole.startsWith('"') && inside !== '' ? 1 : 0;
    const sort = isKey
      ? 'key'
      : quote === 1
        ? /^-?\d+n$/.test(inside)
          ? 'integer'
          : 'text'
        : whole.replace(/\d+/, '0');
    yield { index: match.index + quote, kind: `${name} ${sort}` };
  }
}
