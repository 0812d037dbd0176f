/** A quote as a file, computed again from what it states. */
import { checkCanonical } from '../../domain/evidence/checkCanonical.ts';
import type { Difference } from '../../domain/evidence/difference.ts';
import type { QuoteFile } from '../../domain/pricing/quoteFile.ts';
import { verifyQuote } from '../../domain/pricing/verifyQuote.ts';
import { formatDecimal } from '../../domain/trigger/decimal.ts';
import { sha256 } from '../../store/sha256.ts';
import { type CommandStreams, EXIT_FAILED, EXIT_OK } from '../shared/output.ts';
import { formatTime } from '../shared/times.ts';
import { told } from './files.ts';
import { parseQuote } from './parseQuote.ts';

export type CheckedQuote = { file: QuoteFile; difference: null } | { file: null; difference: Difference };

/** Checks the text of a quote; the first thing that does not follow is named by its path. */
export function checkQuoteText(text: string): CheckedQuote {
  const file = parseQuote(text);
  if ('path' in file) return { file: null, difference: file };
  const difference = verifyQuote(file, sha256) ?? checkCanonical(text, file);
  return difference === null ? { file, difference } : { file: null, difference };
}

/** Tells what was found, and answers the exit code. */
export function tellQuote(
  { file, difference }: CheckedQuote,
  name: string,
  isJson: boolean,
  { out }: CommandStreams,
): number {
  if (file === null) {
    const answer = `${JSON.stringify({ verified: false, sha256: name, difference })}\n`;
    out(isJson ? answer : told(difference, 'quote'));
    return EXIT_FAILED;
  }
  const summary = summaryOf(file, name);
  out(isJson ? `${JSON.stringify(summary)}\n` : textOf(summary));
  return EXIT_OK;
}

function summaryOf({ at, asOfSequence, assetId, parameters, items, premium }: QuoteFile, name: string) {
  return {
    ...{ verified: true, sha256: name, at: formatTime(at), asOfSequence },
    ...{ parameterVersion: parameters.version, assetId, premium: `${premium}` },
    items: items.map(({ product, order, pools, ...item }) => ({
      ...{ productId: product.productId, score: product.score, snapshotHash: product.snapshotHash },
      ...{ coverAmount: `${order.coverAmount}`, hazardWad: `${item.hazardWad}` },
      ...{ coverFrom: formatTime(item.coverFrom), coverUntil: formatTime(item.coverUntil) },
      ...{ pools: pools.length, allocated: item.allocation.length, premium: `${item.premium}` },
      annualRate: formatDecimal(item.annualRateWad),
    })),
  };
}

function textOf({ items, verified: _verified, ...facts }: ReturnType<typeof summaryOf>): string {
  const lines = Object.entries(facts).map(([fact, value]) => `  ${fact.padEnd(16)} ${value}`);
  const told = items.map(
    ({ productId, coverAmount, score, pools, premium, annualRate }) =>
      `  ${productId}: ${coverAmount} at score ${score}, offered by ${pools} pools, for ${premium} (${annualRate} a year)`,
  );
  return [
    'Everything follows from what the quote states: every rate, allocation and premium.',
    ...lines,
    ...told,
    '',
  ].join('\n');
}
