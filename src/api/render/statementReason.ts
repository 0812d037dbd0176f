/** Why a line of a statement moved. */
import type { StatementLineView } from '../../market/queries/statement.ts';
import { reasonOf } from './eventTexts.ts';
import { shownIn } from './shownIn.ts';

/** Of many things that one command did, so many are told. */
const TOLD = 3;

/** The sentences of a line. Example: "5 USDT was booked in: wire 7." */
export function statementReason(
  { events }: Pick<StatementLineView, 'events'>,
  asset: { symbol: string; decimals: number } | null,
): string {
  const told = events.slice(0, TOLD).map((event) => reasonOf(event, shownIn(asset)));
  const more = events.length - told.length;
  return [...told, ...(more > 0 ? [`And ${more} more.`] : [])].join(' ');
}
