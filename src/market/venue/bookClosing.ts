/** Books the close of one liquidation: what was held comes back, and who bears what it lacks is decided. */
import { canonical } from '../../domain/shared/canonical.ts';
import { type Amount, HOUR_SECONDS } from '../../domain/shared/units.ts';
import { countedClosePrice } from '../../domain/venue/closePrice.ts';
import { applyDeleveraging, applyHaircuts, closeLiquidation } from '../../domain/venue/closing.ts';
import { addToDay } from '../../domain/venue/marketDays.ts';
import { transitionLiquidation } from '../../domain/venue/states.ts';
import type {
  CloseRange,
  LayerPart,
  LiquidationClose,
  LiquidationDocument,
} from '../../store/documents/venues.ts';
import { sha256 } from '../../store/sha256.ts';
import { treasuryIdOf } from '../reserve/treasury.ts';
import type { Draft } from '../sequencer/draft.ts';
import { oweClaim } from './claims.ts';
import { charge, withDebt } from './debts.ts';
import { draw, hold, layersOf, partsOf, release, withDraws, withHolds } from './layers.ts';
import type { LiquidationReport } from './liquidationInput.ts';
import type { Reported } from './reported.ts';

/** How long draws beyond a venue's own funds may be looked into before they are paid. */
export const DRAW_WINDOW_SECONDS = 2 * HOUR_SECONDS;

/** A close whose fields are there, with what the feed said at its time. */
export interface ClosedReport extends LiquidationReport {
  filledSize: bigint;
  closePrice: bigint;
  fee: bigint;
  range: CloseRange;
}

/** Closes an OPENED liquidation. `book` is what the reports before have left, and is moved on. */
export function bookClosing(
  draft: Draft,
  book: Reported,
  liquidation: LiquidationDocument,
  report: ClosedReport,
): void {
  const { market, unit, figures } = book;
  const { _id, account, side, size, bankruptcyPrice, accountId } = liquidation;
  release(draft, market._id, liquidation.held);
  book.venue = withHolds(book.venue, liquidation.held, -1n);
  const price = { mark: figures.mark, unit };
  const layers = layersOf(draft, book.venue, market, 'CLOSED');
  const countedPrice = countedClosePrice(report.closePrice, report.range);
  const { filledSize } = report;
  const result = closeLiquidation(
    { account, side, size, filledSize, bankruptcyPrice, closePrice: countedPrice },
    {
      grade: book.venue.grade,
      takeover: market.takeoverMode,
      layers,
      positions: book.state.holdings,
      market: price,
    },
  );
  const { own, beyond } = partsOf(result.debits, market, layers);
  draw(draft, accountId, own);
  hold(draft, market._id, beyond);
  book.venue = withDebt(book.venue, market.fundId, result.debits.owed, draft.at);
  book.venue = withDraws(book.venue, beyond, draft.at);
  book.venue = charge(draft, book.venue, market.fundId, 'SURPLUS', result.toFund);
  const close = closeOf(draft, report, {
    ...result,
    countedPrice,
    layers: [...own, ...beyond],
    waits: beyond.length > 0,
  });
  const event = beyond.length > 0 ? 'CLOSED' : 'CLOSED_WITHIN';
  const status = transitionLiquidation(liquidation.status, event) ?? liquidation.status;
  draft.put('liquidations', { ...liquidation, status, held: beyond, close });
  if (result.deleveraged.length + result.haircuts.length > 0) {
    const closed = applyDeleveraging(book.state.holdings, result.deleveraged, price);
    book.state = { ...book.state, holdings: applyHaircuts(closed, result.haircuts) };
    draft.emit({
      type: 'market.deleveraged',
      node: market._id,
      also: [book.venue._id, accountId, _id],
      eventTime: report.at,
      changes: { accounts: result.deleveraged.length, haircuts: result.haircuts.length },
    });
  }
  oweClaim(draft, market, liquidation, result.claim);
  const released = amountOf(beyond, treasuryIdOf(market.assetId));
  if (result.shortfall > 0n)
    book.market = {
      ...market,
      days: addToDay(market.days, draft.at, { shortfalls: 1 }),
      treasuryApproved: market.treasuryApproved - released,
    };
  tellClosed(draft, book, liquidation, close);
}

function tellClosed(
  draft: Draft,
  { market, venue }: Reported,
  { _id, accountId }: LiquidationDocument,
  { at, layers, surplus, toFund, shortfall, claim }: LiquidationClose,
): void {
  const reserveIds = layers.map(({ reserveId }) => reserveId);
  draft.emit({
    type: 'liquidation.closed',
    node: _id,
    also: [market._id, venue._id, accountId, market.fundId, ...reserveIds],
    eventTime: at,
    changes: {
      ...{ assetId: market.assetId, surplus: `${surplus}`, toFund: `${toFund}` },
      ...{ shortfall: `${shortfall}`, claim: `${claim}` },
    },
  });
}

const amountOf = (parts: readonly LayerPart[], reserveId: string): Amount =>
  parts.find((part) => part.reserveId === reserveId)?.amount ?? 0n;

type Worked = ReturnType<typeof closeLiquidation> &
  Pick<LiquidationClose, 'layers' | 'countedPrice'> & { waits: boolean };

function closeOf(draft: Draft, report: ClosedReport, worked: Worked): LiquidationClose {
  const { at, filledSize, closePrice, fee, range } = report;
  const { countedPrice, surplus, toFund, shortfall, layers, debits, avoided, claim, waits } = worked;
  const said = {
    ...{ at, closedAt: draft.at, filledSize, closePrice, countedPrice, range, fee },
    ...{ surplus, toFund, shortfall, layers, owed: debits.owed, avoided, claim },
    ...{ deleveraged: [...worked.deleveraged], haircuts: [...worked.haircuts] },
    payableAt: waits ? draft.at + DRAW_WINDOW_SECONDS : null,
  };
  return { ...said, voided: false, hash: sha256(canonical(said)) };
}
