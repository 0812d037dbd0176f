/** Books that a liquidation has begun: what it may lack at worst is held of the layers that may pay. */
import { drawVenueLayers } from '../../domain/venue/closing.ts';
import { worstCaseShortfall } from '../../domain/venue/liquidation.ts';
import type { Draft } from '../sequencer/draft.ts';
import { hold, layersOf, partsOf, withHolds } from './layers.ts';
import type { LiquidationReport } from './liquidationInput.ts';
import type { Reported } from './reported.ts';

/** Opens a liquidation under its id. `book` is what the reports before have left, and is moved on. */
export function bookOpening(draft: Draft, book: Reported, _id: string, report: LiquidationReport): void {
  const { market, unit, figures, venue } = book;
  const { externalId, account, side, size, entryPrice, bankruptcyPrice, at } = report;
  const { moveWad } = market.exposure;
  const worstCase = worstCaseShortfall({ side, size, bankruptcyPrice, mark: figures.mark }, moveWad, unit);
  const layers = layersOf(draft, venue, market, 'OPENED');
  const { own, beyond } = partsOf(drawVenueLayers(worstCase, venue.grade, layers), market, layers);
  const held = [...own, ...beyond];
  hold(draft, market._id, held);
  book.venue = withHolds(venue, beyond, 1n);
  const { venueId, accountId, assetId } = market;
  draft.put('liquidations', {
    ...{ _id, version: 0, venueId, marketId: market._id, accountId, assetId },
    ...{ externalId, account, side, size, entryPrice, bankruptcyPrice, status: 'OPENED', at },
    ...{ openedAt: draft.at, mark: figures.mark, moveWad, worstCase, held, close: null },
  });
  draft.emit({
    type: 'liquidation.opened',
    node: _id,
    also: [market._id, venueId, accountId, ...held.map(({ reserveId }) => reserveId)],
    eventTime: at,
    changes: { assetId, worstCase: `${worstCase}`, account, side },
  });
}
