/** A quote's file, computed again from what it states: the first thing that does not follow, or null. */
import { type Difference, firstDifference } from '../evidence/difference.ts';
import type { OfferBooks } from './poolOffer.ts';
import { priceLine, type StatedLine } from './priceLine.ts';
import { type QuotedLine, type QuoteFile, type QuoteFileItem, quoteFile } from './quoteFile.ts';
import { severityOf } from './severity.ts';
import { tailTable } from './tailHazard.ts';

/** The steps to a premium in their order: what does not follow is told, not what follows from it. */
const STEPS = [
  'coverFrom',
  'coverUntil',
  'hazardWad',
  'severityWad',
  'marginalPerCoverWad',
  'pools',
  'allocation',
  'premium',
] as const;

/** Each line is priced by the code that sells, and every figure compared with the one in the file. */
export function verifyQuote(file: QuoteFile, sha256: (text: string) => string): Difference | null {
  const lines: QuotedLine[] = [];
  for (const [index, item] of file.items.entries()) {
    const stated = statedLine(file, item);
    if ('path' in stated) return stated;
    const priced = priceLine(stated);
    if (priced === null)
      return { path: `items.${index}.order`, expected: 'what these pools can sell', found: 'another order' };
    lines.push({ product: item.product, stated, priced });
  }
  const { at, asOfSequence, assetId, distribution, parameters } = file;
  const { version: parameterVersion, depth, correlationWad } = parameters;
  const head = { at, asOfSequence, assetId, distribution, parameterVersion, depth, correlationWad };
  const expected = quoteFile(head, lines, sha256);
  for (const [index, item] of expected.items.entries()) {
    for (const step of STEPS) {
      const path = `items.${index}.${step}`;
      const difference = firstDifference(path, item[step], file.items[index]?.[step]);
      if (difference !== null) return difference;
    }
  }
  return orderDifference(file) ?? firstDifference('', expected, file);
}

/** What was stated of a line, or the parameter that is not there. */
function statedLine(
  { parameters, at, distribution }: QuoteFile,
  { product, order, marketRoom, pools }: QuoteFileItem,
): StatedLine | Difference {
  const { productId, group, score, minRateWad, waitingSeconds, termSecondsMax, peril, payout } = product;
  const { marginWad, costOfCapitalWad, poolShareWad, kinkWad, maxMultiplierWad } = parameters;
  const hazardTable = parameters.hazards[peril];
  if (hazardTable === undefined) return missing(`hazards.${peril}`);
  const severityWad = severityOf(payout, parameters.depth);
  const tails = tailTable(hazardTable, parameters.correlationWad);
  return {
    risk: { productId, group, score, minRateWad, hazardTable, tailTable: tails, severityWad },
    rules: {
      rates: { marginWad, costOfCapitalWad, poolShareWad },
      curve: { kinkWad, maxMultiplierWad },
      singlePolicyBps: parameters.singlePolicyBps,
    },
    books: pools.map(({ books }) => books),
    ...{ marketRoom, coverAmount: order.coverAmount, commissionBps: distribution?.commissionBps ?? 0 },
    term: {
      now: at,
      ...{ startAt: order.startAt, termSeconds: order.termSeconds },
      waitingSeconds,
      termSecondsMax,
    },
  };
}

const missing = (name: string): Difference => ({
  path: `parameters.${name}`,
  ...{ expected: 'what its items were priced by', found: 'nothing' },
});

/** Each line is priced on the cover that the lines before it leave: a line that is split gains nothing. */
function orderDifference({ items }: QuoteFile): Difference | null {
  const covers = new Map<string, bigint>();
  for (const [index, { product, pools, allocation }] of items.entries()) {
    for (const [place, { books }] of pools.entries()) {
      const difference = coverDifference(`items.${index}.pools.${place}.books`, books, covers);
      if (difference !== null) return difference;
    }
    for (const { poolId, coverAmount } of allocation) {
      const key = `${poolId} ${product.productId}`;
      covers.set(key, (covers.get(key) ?? 0n) + coverAmount);
    }
  }
  return null;
}

/** Remembers the cover of a pool that is seen for the first time. */
function coverDifference(
  path: string,
  { poolId, products }: OfferBooks,
  covers: Map<string, bigint>,
): Difference | null {
  for (const [place, { productId, cover }] of products.entries()) {
    const key = `${poolId} ${productId}`;
    const expected = covers.get(key) ?? cover;
    covers.set(key, expected);
    const difference = firstDifference(`${path}.products.${place}.cover`, expected, cover);
    if (difference !== null) return difference;
  }
  return null;
}
