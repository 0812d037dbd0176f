/** What a line would cost if one thing were otherwise: its score, its pools' use, or its term. */
import { withCover } from '../pool/exposure.ts';
import { mulDivUp } from '../shared/rounding.ts';
import type { Amount } from '../shared/units.ts';
import { SCORE_MAX } from './hazard.ts';
import { type OfferBooks, poolOffer } from './poolOffer.ts';
import { priceLine, type StatedLine } from './priceLine.ts';

/** How far the score is moved, in points. */
export const SENSITIVITY_SCORE_STEP = 10;
/** Which part of its limit each pool has sold before: a tenth. */
const LIMIT_PARTS = 10n;

/** Premiums in units; null where the line could not be sold then. */
export interface Sensitivity {
  /** Ten points lower and higher, within 0 to 100. */
  readonly scoreLower: Amount | null;
  readonly scoreHigher: Amount | null;
  /** After a tenth of its limit has been sold in each pool besides. */
  readonly utilisationHigher: Amount | null;
  /** Half and twice the term, waiting included. */
  readonly termHalf: Amount | null;
  readonly termDouble: Amount | null;
}

/**
 * Prices the line again with one thing changed at a time. Nothing is sold.
 * Example: a term of 33 days, 3 of them waiting, covers 30; twice the term covers 63, for 2.1 times as much.
 */
export function sensitivityOf(line: StatedLine): Sensitivity {
  const { risk, term } = line;
  const atScore = (score: number) => premiumOf({ ...line, risk: { ...risk, score } });
  const over = (termSeconds: number) => premiumOf({ ...line, term: { ...term, termSeconds } });
  return {
    scoreLower: atScore(Math.max(0, risk.score - SENSITIVITY_SCORE_STEP)),
    scoreHigher: atScore(Math.min(SCORE_MAX, risk.score + SENSITIVITY_SCORE_STEP)),
    utilisationHigher: premiumOf(moreUsed(line)),
    termHalf: over(Math.floor(term.termSeconds / 2)),
    termDouble: over(term.termSeconds * 2),
  };
}

const premiumOf = (line: StatedLine): Amount | null => priceLine(line)?.premium ?? null;

/** The same line after others have bought. */
function moreUsed(line: StatedLine): StatedLine {
  const { risk, rules, marketRoom } = line;
  let sold = 0n;
  const books = line.books.map((book): OfferBooks => {
    // Up: shown as used rather than free.
    const added = mulDivUp(poolOffer(risk, book, rules).limit, 1n, LIMIT_PARTS);
    sold += added;
    return { ...book, ...withCover(book, risk.productId, added) };
  });
  return { ...line, books, marketRoom: marketRoom === null ? null : marketRoom - sold };
}
