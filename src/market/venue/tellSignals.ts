/** Signs that margins of a market are too thin, told once: they come before its liquidations. */
import { isCoverageShort } from '../../domain/fund/standing.ts';
import type { Amount } from '../../domain/shared/units.ts';
import { twoLargest } from '../../domain/venue/requirement.ts';
import { largestHoldingsCoverage } from '../../domain/venue/signals.ts';
import type { MarketDocument, VenueDocument } from '../../store/documents/venues.ts';
import { reserveOf } from '../ledger/accounts.ts';
import { tellStanding } from '../reserve/tellStanding.ts';
import type { Draft } from '../sequencer/draft.ts';
import { fundRequirement } from './claims.ts';

/** Tells where the fund of a market stands against what all markets require that it pays for. */
export function tellFund(
  draft: Draft,
  venue: Pick<VenueDocument, 'marketIds'>,
  { fundId, assetId }: MarketDocument,
): void {
  const required = fundRequirement(venue, fundId, (id) => draft.must('markets', id));
  tellStanding(draft, fundId, draft.balance(reserveOf(fundId), assetId), required);
}

/**
 * After a state: when what the fund holds has come to cover less than the two largest holdings would lack, or
 * covers it again, and when the first account is under its margin or none is any more.
 */
export function tellSignals(
  draft: Draft,
  market: MarketDocument,
  warned: { before: number; now: number },
): void {
  const { _id: node, venueId, fundId, assetId, exposure, coverageShort: before } = market;
  const resources = draft.balance(reserveOf(fundId), assetId);
  const lacking: Amount = twoLargest(exposure.stressed);
  const coverage = largestHoldingsCoverage(resources, lacking);
  const isShort = isCoverageShort(before, coverage);
  const also = [venueId, fundId];
  if (isShort !== before) {
    draft.put('markets', { ...draft.must('markets', node), coverageShort: isShort });
    const changes = {
      ...{ resources: `${resources}`, lacking: `${lacking}` },
      ...{ ratioWad: coverage === null ? null : `${coverage}` },
    };
    draft.emit({ type: isShort ? 'market.coverage_fell' : 'market.coverage_restored', node, also, changes });
  }
  if (warned.before > 0 === warned.now > 0) return;
  const changes = { before: warned.before, warned: warned.now };
  draft.emit({
    type: warned.now > 0 ? 'market.margins_fell' : 'market.margins_restored',
    node,
    also,
    changes,
  });
}
