/** Rows of text and amounts in columns that can be added up by hand: every place of an amount is shown. */
import { mulDivDown } from '../../../domain/shared/rounding.ts';

/** Text, or an amount in the smallest unit of an asset with six decimals. */
export type Cell = string | bigint;

const UNIT = 1_000_000n;
const DECIMALS = 6;
const GAP = '  ';

/** Lines of equal columns: text from the left, amounts with their points below each other. */
export function columns(rows: readonly (readonly Cell[])[]): string[] {
  const count = Math.max(...rows.map(({ length }) => length));
  const texts = Array.from({ length: count }, (_, index) => columnOf(rows.map((row) => row[index] ?? '')));
  return rows.map((_, line) =>
    texts
      .map((column) => column[line])
      .join(GAP)
      .trimEnd(),
  );
}

function columnOf(cells: readonly Cell[]): string[] {
  const amounts = cells.filter((cell) => typeof cell === 'bigint');
  const places = Math.max(0, ...amounts.map(placesOf));
  const texts = cells.map((cell) => (typeof cell === 'bigint' ? exactUnits(cell, places) : cell));
  const width = Math.max(...texts.map(({ length }) => length));
  return texts.map((text) => (amounts.length > 0 ? text.padStart(width) : text.padEnd(width)));
}

/** Places behind the point that an amount needs. */
const placesOf = (amount: bigint): number => fractionOf(amount).replace(/0+$/, '').length;

const sizeOf = (amount: bigint): bigint => (amount < 0n ? -amount : amount);
const fractionOf = (amount: bigint): string => (sizeOf(amount) % UNIT).toString().padStart(DECIMALS, '0');

/** An amount to its last unit. Example: `exactUnits(12_500_345_600n)` is `12,500.3456`. */
export function exactUnits(amount: bigint, places = placesOf(amount)): string {
  const whole = mulDivDown(sizeOf(amount), 1n, UNIT)
    .toString()
    .replace(/\B(?=(\d{3})+$)/g, ',');
  const fraction = fractionOf(amount).slice(0, places);
  return `${amount < 0n ? '-' : ''}${whole}${fraction === '' ? '' : `.${fraction}`}`;
}

/** A part as the API gives it, to one place; all of nothing where there is none. */
export const shortPercent = (rate: { percent: string } | null): string =>
  rate === null ? 'all' : `${rate.percent.replace(/(\.\d)\d+$/, '$1')} %`;
