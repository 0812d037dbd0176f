/** Venues, their markets, and what they report of them. */
import type { StoredRequirement } from '../../domain/fund/storedRequirement.ts';
import type { Amount, UnixSeconds, Wad } from '../../domain/shared/units.ts';
import type { FeedRange } from '../../domain/venue/closePrice.ts';
import type { MarketPosition } from '../../domain/venue/closing.ts';
import type { Deleveraged } from '../../domain/venue/deleveraging.ts';
import type { DrawRecord } from '../../domain/venue/drawRecord.ts';
import type { VenueGrade } from '../../domain/venue/grade.ts';
import type { HoldingSide } from '../../domain/venue/holding.ts';
import type { MarketDay } from '../../domain/venue/marketDays.ts';
import type { LiquidationStatus, VenueStatus } from '../../domain/venue/states.ts';
import type { VenueDay } from '../../domain/venue/venueDays.ts';
import type { MarginWarning } from '../../domain/venue/warnings.ts';

export type { LiquidationStatus, VenueStatus };
export type VenueKind = 'EXCHANGE' | 'LENDING';

/** An exchange or lending market that runs its insurance fund here. `_id` is `ven_<name>`. */
export interface VenueDocument {
  _id: string;
  version: number;
  name: string;
  kind: VenueKind;
  /** Who registered it, manages it, and is paid what it draws. */
  accountId: string;
  /** Addresses in lower case, whose signatures count for it. */
  keys: string[];
  status: VenueStatus;
  grade: VenueGrade;
  /** What all its markets are settled in. */
  assetId: string;
  /** Paid into its funds, and drawn beyond them, in its life. */
  contributed: Amount;
  drawn: Amount;
  /** By layer beyond its own funds. */
  draws: DrawRecord[];
  /** What it paid and drew of late. */
  days: VenueDay[];
  /** By fund of its own: what it owes, and since when. */
  debts: VenueDebt[];
  marketIds: string[];
  createdAt: UnixSeconds;
}

/** What a venue owes one of its funds. */
export interface VenueDebt {
  reserveId: string;
  amount: Amount;
  /** Since when it has owed anything there. */
  since: UnixSeconds;
}

/** A key that a venue signs with, or has signed with: it is never another's. `_id` is `vky_<address>`. */
export interface VenueKeyDocument {
  _id: string;
  version: number;
  venueId: string;
}

/**
 * What becomes of size that nobody filled: the layers pay for taking it over, or winners are closed against
 * it.
 */
export type TakeoverMode = 'LAYERS' | 'DELEVERAGING';

/** What a signed state said, without its holdings. */
export interface MarketFigures {
  asOf: UnixSeconds;
  mark: Wad;
  /** Amounts of the settlement asset. */
  openInterest: Amount;
  liquidity: Amount;
}

/** What follows from the holdings of the newest state. */
export interface MarketExposure {
  moveWad: Wad;
  /** What the two accounts that would cost most would lack after that move, the largest first. */
  stressed: Amount[];
  holdingCount: number;
}

/** One market of a venue. `_id` is `mkt_<venue>__<symbol>`. */
export interface MarketDocument {
  _id: string;
  version: number;
  venueId: string;
  accountId: string;
  symbol: string;
  /** True: a fund of its own. False: one fund with the other markets of its venue that are not isolated. */
  isolated: boolean;
  /** What it is settled in. */
  assetId: string;
  /** What its close prices are checked against. */
  feedId: string;
  /** The fund that pays for it. */
  fundId: string;
  openInterestLimit: Amount;
  takeoverMode: TakeoverMode;
  figures: MarketFigures | null;
  exposure: MarketExposure;
  /** Whether it was told last that its fund covers less than the two largest holdings would lack. */
  coverageShort: boolean;
  /** The most that governors let the emergency treasury still pay for it. */
  treasuryApproved: Amount;
  /** What must stand behind it: desired now, and as it is stored. */
  desired: Amount;
  requirement: StoredRequirement | null;
  days: MarketDay[];
  createdAt: UnixSeconds;
}

/** A trader's position as the newest state tells it. */
export interface MarketHolding extends MarketPosition {
  readonly maintenance: Amount;
}

/** The holdings of the newest state of a market. `_id` is the market's. */
export interface MarketStateDocument {
  _id: string;
  version: number;
  asOf: UnixSeconds;
  holdings: MarketHolding[];
  warnings: MarginWarning[];
}

/** What one layer holds or gives for a liquidation. */
export interface LayerPart {
  reserveId: string;
  amount: Amount;
  /** The most that it could be asked for, or null without a cap. */
  cap: Amount | null;
}

/** What the feed said at the time of a close: readings, with the hash that binds them to their evidence. */
export interface CloseRange extends FeedRange {
  evidence: string;
}

/** What came of a close. Shortfall = layers + avoided + haircuts + claim. */
export interface LiquidationClose {
  /** When it happened, as the venue says, and when it was booked. */
  at: UnixSeconds;
  closedAt: UnixSeconds;
  filledSize: Wad;
  /** As reported, and as it counts. */
  closePrice: Wad;
  countedPrice: Wad;
  range: CloseRange;
  fee: Amount;
  surplus: Amount;
  toFund: Amount;
  shortfall: Amount;
  layers: LayerPart[];
  /** What the market's fund paid of the venue's own share. */
  owed: Amount;
  avoided: Amount;
  deleveraged: Deleveraged[];
  haircuts: { account: string; amount: Amount }[];
  claim: Amount;
  /** When draws beyond the venue's own funds are paid; null where there are none. */
  payableAt: UnixSeconds | null;
  /** Whether they were not paid because the venue was no longer ACTIVE. */
  voided: boolean;
  /** SHA-256 of everything above but the last, in canonical form. */
  hash: string;
}

/** The forced end of a trader's holding. `_id` follows from venue and external id. */
export interface LiquidationDocument {
  _id: string;
  version: number;
  venueId: string;
  marketId: string;
  /** The venue's. */
  accountId: string;
  assetId: string;
  externalId: string;
  /** The trader, as the venue names it. */
  account: string;
  side: HoldingSide;
  size: Wad;
  entryPrice: Wad;
  bankruptcyPrice: Wad;
  status: LiquidationStatus;
  /** When it happened, as the venue says, and when it was booked. */
  at: UnixSeconds;
  openedAt: UnixSeconds;
  /** The mark and the stress move that its worst case follows from. */
  mark: Wad;
  moveWad: Wad;
  worstCase: Amount;
  /** What is held now: the worst case while OPENED, draws that wait while CLOSED. */
  held: LayerPart[];
  close: LiquidationClose | null;
}
