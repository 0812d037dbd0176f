/** Ids of scores: those of one product sort by age. */
import type { ProductDocument } from '../../store/documents/cover.ts';

const DIGITS = 8;

/** Example: the third score of `prd_00000000f000` is `scr_00000000f000_00000003`. */
export const scoreIdOf = (productId: string, number: number): string =>
  `scr_${productId.slice('prd_'.length)}_${`${number}`.padStart(DIGITS, '0')}`;

/** The id of the score that holds; null for one that was given. */
export const newestScoreId = ({ _id, scored }: ProductDocument): string | null =>
  scored === null ? null : scoreIdOf(_id, scored.number);
