/** A book from its description to what can be walked, and from what was walked to its report. */
import type { BookDescription } from '../domain/book/describedBook.ts';
import { type Assumptions, type CompiledBook, compileBook } from './compileBook.ts';
import { portfolioCapital } from './portfolio.ts';
import { type PricedBook, priceBook } from './priceBook.ts';
import { type RuinReport, ruinReport } from './ruinReport.ts';
import type { Walk, WalkedPaths } from './walkPaths.ts';

/** A book in all its forms. */
export interface PreparedBook extends Assumptions {
  readonly description: BookDescription;
  readonly priced: PricedBook;
  readonly book: CompiledBook;
}

/** Prices a book and lays it out. Throws BookFault for one that cannot be simulated. */
export function prepareBook(description: BookDescription, assumptions: Assumptions): PreparedBook {
  const priced = priceBook(description);
  return { description, priced, book: compileBook(description, priced, assumptions), ...assumptions };
}

/** What was walked of it. */
export function reportBook(
  prepared: PreparedBook,
  { seed, years }: Pick<Walk, 'seed' | 'years'>,
  walked: WalkedPaths,
): RuinReport {
  const { description, priced, book: compiled, correlation, hazardTimes } = prepared;
  const capital = portfolioCapital(prepared, seed, walked.firstYearDue);
  const asked = { years, paths: walked.firstYearDue.length, seed, correlation, hazardTimes };
  const facts = { book: description.name, ...asked, broken: priced.broken, capital, compiled };
  return ruinReport(facts, walked);
}
