/** Quotes that were altered, and hashed again as whoever alters one could. Nothing is asked of a service. */
import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { checkQuoteText } from '../../../src/cli/verify/checkQuote.ts';
import { verify } from '../../../src/cli/verify/command.ts';
import { parseQuote } from '../../../src/cli/verify/parseQuote.ts';
import type { QuoteFile } from '../../../src/domain/pricing/quoteFile.ts';
import { canonical } from '../../../src/domain/shared/canonical.ts';
import { WAD } from '../../../src/domain/shared/units.ts';
import { sha256 } from '../../../src/store/sha256.ts';
import { recomputed, told } from '../../support/independentQuote.ts';
import { keepingStreams } from '../shared/streams.ts';

/** Two items over two pools, sold by a distributor: 70,000 and then 20,000. */
const honest = await readFile('test/vectors/pricing/quote.json', 'utf8');

type Changeable<Value> = Value extends object
  ? { -readonly [Key in keyof Value]: Changeable<Value[Key]> }
  : Value;

describe('a lie that is hashed again is found by what follows from the rest', () => {
  const lied = (
    change: (file: Changeable<QuoteFile>, first: Changeable<QuoteFile>['items'][number]) => void,
  ) => {
    const file = parseQuote(honest) as Changeable<QuoteFile>;
    const [first] = file.items;
    if (first === undefined) throw new Error('there is no item');
    change(file, first);
    const { sha256: _old, ...rest } = file;
    return canonical({ ...rest, sha256: sha256(canonical(rest)) });
  };
  const pathOf = (text: string) => checkQuoteText(text).difference?.path;

  async function verified(text: string): Promise<[number, string]> {
    const folder = await mkdtemp(join(tmpdir(), 'bulwark-quote-'));
    const path = join(folder, 'quote.json');
    await writeFile(path, text);
    const streams = keepingStreams();
    const code = await verify([path], streams);
    await rm(folder, { recursive: true });
    return [code, streams.stdout()];
  }

  test('nothing changed is no lie', () => {
    expect(lied(() => undefined)).toBe(honest);
    expect(pathOf(honest)).toBeUndefined();
    expect(recomputed(honest)).toEqual(told(honest));
  });

  test('what is told of a lie stands in the quotation marks of the file alone', async () => {
    const altered = lied((_, line) => {
      line.premium -= 1n;
    });
    const [, text] = await verified(altered);
    expect(text).toMatch(/^ {2}expected "\d+n"\n {2}found {4}"\d+n"$/m);
  });

  test.each<[string, string, Parameters<typeof lied>[0]]>([
    [
      'a lower premium',
      'items.0.premium',
      (_, line) => {
        line.premium -= 1n;
      },
    ],
    [
      'a lower sum',
      'premium',
      (file) => {
        file.premium -= 1n;
      },
    ],
    [
      'a part that is moved',
      'items.0.breakdown.expectedLoss',
      (_, { breakdown }) => {
        breakdown.expectedLoss += 1n;
        breakdown.margin -= 1n;
      },
    ],
    [
      'a lower score',
      'items.0.hazardWad',
      (_, line) => {
        line.product.score -= 1;
      },
    ],
    [
      'a lower table',
      'items.0.hazardWad',
      ({ parameters }) => {
        for (const point of parameters.hazards.DEPEG ?? []) point.hazardWad /= 2n;
      },
    ],
    [
      'a lower severity',
      'items.0.severityWad',
      (_, line) => {
        line.severityWad -= 1n;
      },
    ],
    [
      'shallower incidents',
      'items.0.severityWad',
      ({ parameters }) => {
        parameters.depth.at80Wad /= 2n;
      },
    ],
    [
      'options that pay less',
      'items.0.severityWad',
      (_, { product: { payout } }) => {
        if (payout.kind !== 'TIERED') throw new Error('it has tiers');
        payout.tiers.splice(1, 1);
      },
    ],
    [
      'a lower margin',
      'items.0.pools.0.offer.rateWad',
      ({ parameters }) => {
        parameters.marginWad /= 2n;
      },
    ],
    [
      'more capital',
      'items.0.pools.0.offer.assets',
      (_, line) => {
        (line.pools[0] as never as { books: { capital: bigint } }).books.capital += 1n;
      },
    ],
    [
      'cover sold before left out',
      'items.1.pools.0.offer.cover',
      ({ items }) => {
        for (const { books } of items[1]?.pools ?? [])
          for (const backed of books.products)
            if (backed.productId === items[0]?.product.productId) backed.cover = 0n;
      },
    ],
    [
      'another spread',
      'items.0.allocation.0.coverAmount',
      (_, { allocation: [one, two] }) => {
        if (one === undefined || two === undefined) throw new Error('it is over two pools');
        one.coverAmount += 1n;
        two.coverAmount -= 1n;
      },
    ],
    [
      'no commission',
      'items.0.allocation.0.breakdown.commission',
      (file) => {
        file.distribution = null;
      },
    ],
    [
      'a longer cover',
      'items.0.coverUntil',
      (_, line) => {
        line.coverUntil += 1;
      },
    ],
    [
      'a term that is not sold',
      'items.0.order',
      (_, { order }) => {
        order.termSeconds = 86_400;
      },
    ],
    [
      'more than there is room for',
      'items.0.order',
      (_, { order }) => {
        order.coverAmount *= 100n;
      },
    ],
    ['a pool left out', 'items.0.order', (_, line) => void line.pools.splice(0, 1)],
    [
      'a table that nothing needs',
      'parameters.hazards.BASKET',
      ({ parameters }) => {
        parameters.hazards.BASKET = parameters.hazards.DEPEG ?? [];
      },
    ],
    [
      'a table that is not there',
      'parameters.hazards.DEPEG',
      ({ parameters }) => void delete parameters.hazards.DEPEG,
    ],
    [
      'a bound that does not bind',
      'items.0.pools.0.offer.binding',
      (_, { pools: [one] }) => {
        if (one !== undefined) one.offer.binding = 'GROUP';
      },
    ],
  ])('%s', (_lie, path, change) => {
    expect(pathOf(lied(change))).toContain(path);
  });

  test.each<[string, string, (text: string) => string]>([
    ['a table that falls', 'parameters.hazards.DEPEG', (text) => text.replace(/"score":0}/, '"score":1}')],
    [
      'a depth that falls',
      'parameters.depth',
      (text) => text.replace(/"at50Wad":"\d+n"/, '"at50Wad":"110000000000000000n"'),
    ],
    [
      'tiers that pay less the deeper',
      'items.0.product.payout',
      (text) => text.replace(/"ratio":"1000000000000000000n"/, '"ratio":"1n"'),
    ],
    [
      'tiers of what nobody tells the depth of',
      'items.0.product',
      (text) => text.replaceAll('"peril":"DEPEG"', '"peril":"ASSET_LOSS"'),
    ],
    [
      'a kink of one',
      'parameters.kinkWad',
      (text) => text.replace(/"kinkWad":"\d+n"/, `"kinkWad":"${WAD}n"`),
    ],
    [
      'no pool share',
      'parameters.poolShareWad',
      (text) => text.replace(/"poolShareWad":"\d+n"/, '"poolShareWad":"0n"'),
    ],
    [
      'an amount below zero',
      'items.0.pools.0.books.capital',
      (text) => text.replace(/"capital":"/, '"capital":"-'),
    ],
    [
      'an amount without end',
      'items.0.pools.0.books.capital',
      (text) => text.replace(/"capital":"/, `"capital":"${'9'.repeat(90)}`),
    ],
    [
      'a member that is not known',
      '',
      (text) => text.replace('{"asOfSequence"', '{"aside":1,"asOfSequence"'),
    ],
    ['another text of the same', 'character', (text) => `${text}\n`],
    [
      'another hash',
      'sha256',
      (text) => text.replace(/"sha256":"[0-9a-f]{64}"}$/, `"sha256":"${'a'.repeat(64)}"}`),
    ],
  ])('%s is refused', async (_what, path, change) => {
    const altered = change(honest);
    expect(altered).not.toBe(honest);
    expect(pathOf(altered)).toContain(path);
    expect(await verified(altered)).toEqual([1, expect.stringContaining('The quote differs at')]);
  });
});
