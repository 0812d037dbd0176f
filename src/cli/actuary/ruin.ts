/** `npm run actuary -- ruin`: loss ratio, ruin and returns of a book. */
import { BookFault } from '../../actuary/bookFault.ts';
import { BUILT_IN_BOOKS, type BuiltInBook, builtInBook } from '../../actuary/builtInBooks.ts';
import { prepareBook, reportBook } from '../../actuary/reportBook.ts';
import { simulate } from '../../actuary/simulate.ts';
import type { BookDescription } from '../../domain/book/describedBook.ts';
import type { Environment } from '../audit/openLedger.ts';
import type { ParsedArguments } from '../shared/arguments.ts';
import { type CommandStreams, EXIT_OK, UsageError } from '../shared/output.ts';
import { readBookFile } from './bookFile.ts';
import { DEFAULT_RULES, liveBook } from './liveBook.ts';
import { lossPicture } from './lossPicture.ts';
import { type RuinOptions, ruinOptions } from './options.ts';
import { textReport } from './textReport.ts';
import { writePicture } from './writePicture.ts';

/** Told ten times, whatever the number of paths. */
const PROGRESS_STEPS = 10;

/** Works it out and answers the exit code. */
export async function ruin(
  given: ParsedArguments,
  streams: CommandStreams,
  environment: Environment,
): Promise<number> {
  const options = ruinOptions(given);
  const description = await bookOf(given, environment);
  const { report, firstYearDue } = await reportOf(description, options, streams).catch((error: unknown) => {
    throw error instanceof BookFault ? new UsageError(error.message) : error;
  });
  const svg = given.values.get('svg');
  if (svg !== undefined) await writePicture(svg, lossPicture(report, firstYearDue));
  streams.out(given.switches.has('json') ? `${JSON.stringify(report)}\n` : textReport(report));
  return EXIT_OK;
}

async function bookOf({ values }: ParsedArguments, environment: Environment): Promise<BookDescription> {
  const [book, uri, asset] = [values.get('book'), values.get('uri'), values.get('asset')];
  if (book === undefined) return liveBook(uri, asset, environment);
  if (uri !== undefined || asset !== undefined)
    throw new UsageError('--book is in place of a ledger: leave --uri and --asset out');
  if (BUILT_IN_BOOKS.includes(book as BuiltInBook)) return builtInBook(book as BuiltInBook, DEFAULT_RULES);
  return readBookFile(book, DEFAULT_RULES);
}

async function reportOf(description: BookDescription, options: RuinOptions, { err }: CommandStreams) {
  const { years, paths, seed, workers, ...assumptions } = options;
  const prepared = prepareBook(description, assumptions);
  let told = 0;
  const progress = (done: number): void => {
    const step = Math.floor((done * PROGRESS_STEPS) / paths);
    if (step > told) err(`${done} of ${paths} paths\n`);
    told = step;
  };
  const walk = { book: prepared.book, seed, years };
  const walked = await simulate(walk, { paths, workers, progress });
  return { report: reportBook(prepared, walk, walked), firstYearDue: walked.firstYearDue };
}
