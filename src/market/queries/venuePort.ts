/** What is read of venues, their markets and liquidations: a part of the port. */
import type { UnixSeconds } from '../../domain/shared/units.ts';
import type {
  CloseRange,
  LiquidationDocument,
  LiquidationStatus,
  MarketDocument,
  MarketStateDocument,
  VenueDocument,
  VenueStatus,
} from '../../store/documents/venues.ts';
import type { Collection } from './port.ts';

export interface VenueFilter {
  status?: VenueStatus;
}
export interface LiquidationFilter {
  marketId?: string;
  venueId?: string;
  status?: LiquidationStatus;
}
export interface MarketFilter {
  venueId?: string;
}

export interface VenueQueries {
  venues: Collection<VenueDocument, VenueFilter>;
  markets: Collection<MarketDocument, MarketFilter>;
  liquidations: Collection<LiquidationDocument, LiquidationFilter>;
  /** What a market's feed said around each time, null where nothing is asked or nothing was said. */
  closeRanges(marketId: string, times: readonly (UnixSeconds | null)[]): Promise<(CloseRange | null)[]>;
  /** The newest states of markets, with their holdings. */
  marketStatesOf(marketIds: readonly string[]): Promise<Map<string, MarketStateDocument>>;
}
