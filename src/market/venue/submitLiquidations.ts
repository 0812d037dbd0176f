/**
 * Takes liquidations of one market, up to 500 a call, each in one of its two phases and answered for itself:
 * OPENED holds the worst case, CLOSED posts what became of it. A repeat gets the first answer.
 */
import { z } from 'zod';
import { FUTURE_SECONDS_MAX } from '../../domain/feed/parameters.ts';
import {
  LIQUIDATION_OPEN_SECONDS_MAX,
  STATE_AGE_SECONDS_MAX,
  SUBMIT_LIQUIDATIONS_MAX,
  VENUE_VALUE_MAX,
} from '../../domain/shared/limits.ts';
import { type Problem, refuse } from '../../domain/shared/refusals.ts';
import type { Amount, UnixSeconds } from '../../domain/shared/units.ts';
import type { LiquidationDocument } from '../../store/documents/venues.ts';
import type { Command } from '../command.ts';
import { addressInput, hashInput, idInput } from '../inputs.ts';
import { type Draft, openDraft } from '../sequencer/draft.ts';
import { need } from '../sequencer/world.ts';
import { bookClosing, type ClosedReport } from './bookClosing.ts';
import { bookOpening } from './bookOpening.ts';
import { judgeDebts } from './debts.ts';
import { liquidationIdOf } from './ids.ts';
import { layerNeeds } from './layers.ts';
import { type LiquidationReport, liquidationsInput } from './liquidationInput.ts';
import { type Reported, reportedBy, reportNeeds } from './reported.ts';
import { isTooLarge } from './stateInput.ts';

/** Why one report was not taken. */
export type LiquidationRejection =
  | 'STATE_STALE'
  | 'TIME_WRONG'
  | 'NOT_OPENED'
  | 'DIFFERS'
  | 'LAPSED'
  | 'FEED_SILENT';

/** What the feed said around each close, in the order of the reports; null where it said nothing. */
const rangeInput = z
  .strictObject({
    low: z.bigint().min(0n).max(VENUE_VALUE_MAX),
    high: z.bigint().min(0n).max(VENUE_VALUE_MAX),
    evidence: hashInput,
  })
  .nullable();

const input = z.strictObject({
  marketId: idInput,
  liquidations: liquidationsInput,
  ranges: z.array(rangeInput).max(SUBMIT_LIQUIDATIONS_MAX),
  /** Whose signature it is, as whoever sends this has found out; null where it is nobody's. */
  signer: addressInput.nullable(),
});
type Input = z.infer<typeof input>;

export interface LiquidationAnswer {
  results: { liquidationId: string | null; rejection: LiquidationRejection | null }[];
}

export const submitLiquidations: Command<Input, LiquidationAnswer> = {
  name: 'submitLiquidations',
  input,
  sender: 'ACCOUNT',
  money: false,
  needs({ marketId, liquidations }, _context, world) {
    const market = world.peek('markets', marketId);
    if (market === null || market === undefined) return [need('markets', marketId)];
    return [
      ...reportNeeds(world, marketId),
      need('marketStates', marketId),
      ...layerNeeds(market),
      ...liquidations.map(({ externalId }) =>
        need('liquidations', liquidationIdOf(market.venueId, externalId)),
      ),
    ];
  },
  decide(world, { marketId, liquidations, ranges, signer }, { principal, at }) {
    const draft = openDraft(world, at);
    const reported = reportedBy(draft, principal, { marketId, signer });
    if ('refused' in reported) return reported;
    const problems = liquidations.flatMap((report, index) => problemsOf(report, index, reported.unit));
    if (problems.length > 0) return refuse('CONFIG_INVALID', { problems });
    const { market, unit } = reported;
    const state = draft.get('marketStates', marketId);
    const venue = judgeDebts(draft, reported.venue);
    const { figures } = market;
    const book = figures === null || state === null ? null : { venue, market, state, figures, unit };
    const results = liquidations.map((report, index) => {
      const id = liquidationIdOf(market.venueId, report.externalId);
      const rejection = take(draft, book, id, { ...report, range: ranges[index] ?? null });
      return { liquidationId: draft.get('liquidations', id)?._id ?? null, rejection };
    });
    if (book !== null && book.state !== state) draft.put('marketStates', book.state);
    if (book !== null && book.market !== market) draft.put('markets', book.market);
    const after = book?.venue ?? venue;
    if (after !== reported.venue) draft.put('venues', after);
    return draft.done({ results });
  },
};

type Sent = LiquidationReport & { range: Input['ranges'][number] };

function take(draft: Draft, book: Reported | null, id: string, sent: Sent): LiquidationRejection | null {
  const before = draft.get('liquidations', id);
  const known = before === null ? null : repeatOf(before, sent);
  if (known !== null) return known === 'SAME' ? null : known;
  if (book === null || book.figures.asOf < draft.at - STATE_AGE_SECONDS_MAX) return 'STATE_STALE';
  if (!isInTime(sent.at, draft.at) || (before !== null && sent.at < before.at)) return 'TIME_WRONG';
  if (sent.phase === 'OPENED') {
    bookOpening(draft, book, id, sent);
    return null;
  }
  if (before === null) return 'NOT_OPENED';
  if (sent.range === null) return 'FEED_SILENT';
  // That nothing is missing was checked for the call as a whole.
  bookClosing(draft, book, before, sent as ClosedReport);
  return null;
}

const isInTime = (time: UnixSeconds, at: UnixSeconds): boolean =>
  time <= at + FUTURE_SECONDS_MAX && time >= at - LIQUIDATION_OPEN_SECONDS_MAX;

/** What is known of a report already: SAME, what forbids it, or null for a close that is due. */
function repeatOf(before: LiquidationDocument, sent: Sent): 'SAME' | LiquidationRejection | null {
  const { account, side, size, entryPrice, bankruptcyPrice, close } = before;
  const isAlike =
    sent.account === account &&
    sent.side === side &&
    sent.size === size &&
    sent.entryPrice === entryPrice &&
    sent.bankruptcyPrice === bankruptcyPrice;
  if (!isAlike) return 'DIFFERS';
  if (sent.phase === 'OPENED') return sent.at === before.at ? 'SAME' : 'DIFFERS';
  if (close !== null) {
    const isSame =
      sent.at === close.at &&
      sent.filledSize === close.filledSize &&
      sent.closePrice === close.closePrice &&
      sent.fee === close.fee;
    return isSame ? 'SAME' : 'DIFFERS';
  }
  return before.status === 'LAPSED' ? 'LAPSED' : null;
}

function problemsOf(report: LiquidationReport, index: number, unit: Amount): Problem[] {
  const problems: Problem[] = [];
  const say = (member: string, message: string) =>
    problems.push({ path: `liquidations.${index}.${member}`, message });
  const { phase, size, filledSize, entryPrice, bankruptcyPrice, closePrice, fee } = report;
  for (const [member, value] of Object.entries({ filledSize, closePrice, fee })) {
    if (phase === 'OPENED' && value !== null) say(member, 'It is told when the liquidation is CLOSED.');
    if (phase === 'CLOSED' && value === null) say(member, 'It is missing.');
  }
  if (filledSize !== null && filledSize > size) say('filledSize', 'It is more than the size.');
  const prices = [entryPrice, bankruptcyPrice, closePrice ?? 0n];
  if (prices.some((price) => isTooLarge(size, price, unit)))
    say('size', 'It is worth more than anything that is believed.');
  return problems;
}
