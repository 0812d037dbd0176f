/** The emergency treasury of an asset: it pays what governors have approved, within its caps. */
import { type TreasuryCaps, type TreasuryDraw, treasuryRoom } from '../../domain/fund/treasury.ts';
import { TREASURY_LOG_SECONDS } from '../../domain/shared/limits.ts';
import type { Amount } from '../../domain/shared/units.ts';
import { reserveOf } from '../ledger/accounts.ts';
import type { Parameters } from '../parameters.ts';
import type { Draft } from '../sequencer/draft.ts';
import type { Need } from '../sequencer/world.ts';
import type { ReserveBooks } from './backing.ts';
import { reserveNeeds } from './flows.ts';
import { reserveIdOf } from './reserveId.ts';

/** The one of an asset. */
export const treasuryIdOf = (assetId: string): string => reserveIdOf('TREASURY', assetId);

/** What drawing on it reads and writes. */
export const treasuryNeeds = (assetId: string): Need[] => reserveNeeds(treasuryIdOf(assetId), assetId);

/** What its caps leave at a time for a loss event: null for one that has not been allocated yet. */
export function treasuryRoomOf(
  books: ReserveBooks,
  assetId: string,
  lossEventId: string | null,
  at: number,
): Amount {
  const { _id, releases } = books.must('reserves', treasuryIdOf(assetId));
  const balance = books.balance(reserveOf(_id), assetId);
  return treasuryRoom(lossEventId, balance, releases, at, treasuryCaps(books.parameters));
}

/** The caps in force. */
export const treasuryCaps = ({ waterfall }: Pick<Parameters, 'waterfall'>): TreasuryCaps => ({
  event: waterfall.treasuryEventCap,
  period: waterfall.treasuryPeriodCap,
});

/** Writes a draw down, for the caps to count. What is older than a year is left to the events. */
export function noteRelease(draft: Draft, reserveId: string, draw: Omit<TreasuryDraw, 'at'>): void {
  const reserve = draft.must('reserves', reserveId);
  const kept = reserve.releases.filter(({ at }) => draft.at - at < TREASURY_LOG_SECONDS);
  draft.put('reserves', { ...reserve, releases: [...kept, { ...draw, at: draft.at }] });
}
