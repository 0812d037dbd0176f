/** The layers behind a venue's market, in their order, as money on the ledger. */
import { minimum } from '../../domain/shared/rounding.ts';
import type { Amount, UnixSeconds } from '../../domain/shared/units.ts';
import type { VenueDebits, VenueLayers } from '../../domain/venue/closing.ts';
import { addDraw, type DrawRecord, drawnLayer, newDrawRecord } from '../../domain/venue/drawRecord.ts';
import { drawRoom, lifetimeRoom } from '../../domain/venue/draws.ts';
import { addToVenueDay } from '../../domain/venue/venueDays.ts';
import type { ReserveKind } from '../../store/documents/reserves.ts';
import type {
  LayerPart,
  LiquidationDocument,
  MarketDocument,
  VenueDocument,
} from '../../store/documents/venues.ts';
import { wholeUnitOf } from '../asset/wholeUnit.ts';
import { availableOf, balanceId, heldOf, reserveOf } from '../ledger/accounts.ts';
import { payIn, payOut, reserveNeeds } from '../reserve/flows.ts';
import { reserveIdOf } from '../reserve/reserveId.ts';
import { noteRelease, treasuryRoomOf } from '../reserve/treasury.ts';
import type { Draft } from '../sequencer/draft.ts';
import { type Need, need } from '../sequencer/world.ts';
import { holdOfVault, releaseOfVault } from '../vault/holds.ts';
import { recordSlash } from '../vault/slash.ts';

/** The layers beyond a venue's own funds, in the order in which they pay. */
const BEYOND = ['SHARED_FUND', 'PLATFORM_SLICE', 'VAULT', 'TREASURY'] as const satisfies ReserveKind[];

/** Those of them that are held for worst cases: a vault is not frozen by what may turn out well. */
const HELD_AT_OPENING: readonly ReserveKind[] = ['SHARED_FUND', 'PLATFORM_SLICE'];

/** OPENED: what may be held for a worst case. CLOSED: what may be drawn for a loss. */
type Phase = 'OPENED' | 'CLOSED';

/** What a venue has put up for its own share of losses. */
export const collateralIdOf = (venueId: string): string => reserveIdOf('VENUE_COLLATERAL', venueId);

/** What drawing for a market reads and writes. */
export function layerNeeds({ _id, venueId, accountId, assetId, fundId }: MarketDocument): Need[] {
  const reserves = [collateralIdOf(venueId), fundId, ...BEYOND.map((kind) => reserveIdOf(kind, assetId))];
  return [
    need('assets', assetId),
    need('vaults', reserveIdOf('VAULT', assetId)),
    need('balances', balanceId(heldOf(_id), assetId)),
    need('balances', balanceId(availableOf(accountId), assetId)),
    ...reserves.flatMap((id) => reserveNeeds(id, assetId)),
  ];
}

/** What each layer may give to a market now. One that is not there is left out. */
export function layersOf(
  draft: Draft,
  venue: VenueDocument,
  market: MarketDocument,
  phase: Phase,
): VenueLayers {
  const { assetId } = market;
  const balance = (id: string): Amount => draft.balance(reserveOf(id), assetId);
  const held = venue.draws.reduce((sum, record) => sum + record.held, 0n);
  const record = { grade: venue.grade, contributed: venue.contributed, drawn: venue.drawn + held };
  const caps = draft.parameters.venueDraws[venue.grade];
  const beyond = BEYOND.filter((kind) => phase === 'CLOSED' || HELD_AT_OPENING.includes(kind))
    .map((kind) => ({ kind, id: reserveIdOf(kind, assetId) }))
    .filter(({ id }) => venue.status === 'ACTIVE' && draft.get('reserves', id) !== null)
    .map(({ kind, id }) => {
      const layer = drawnLayer(recordOf(venue, id), balance(id), draft.at);
      const keptMinimum = kind === 'VAULT' ? wholeUnitOf(draft, assetId) : 0n;
      const cap = kind === 'TREASURY' ? treasuryCap(draft, market) : drawRoom(record, layer, caps);
      return { id, balance: layer.balance, keptMinimum, cap };
    });
  return {
    collateral: balance(collateralIdOf(venue._id)),
    fund: balance(market.fundId),
    beyond,
    beyondRoom: lifetimeRoom(record),
  };
}

/** The treasury pays what was approved for a market, whatever the grade of its venue. */
const treasuryCap = (draft: Draft, { _id, assetId, treasuryApproved }: MarketDocument): Amount =>
  minimum(treasuryApproved, treasuryRoomOf(draft, assetId, _id, draft.at));

/** What was drawn, as it is kept: the venue's share, its fund, and what is beyond them. */
export function partsOf(
  { collateral, fund, beyond }: VenueDebits,
  market: MarketDocument,
  layers: VenueLayers,
): { own: LayerPart[]; beyond: LayerPart[] } {
  const own = [
    { reserveId: collateralIdOf(market.venueId), amount: collateral, cap: null },
    { reserveId: market.fundId, amount: fund, cap: null },
  ];
  const caps = new Map(layers.beyond.map(({ id, cap }) => [id, cap]));
  const others = beyond.map(({ id, amount }) => ({ reserveId: id, amount, cap: caps.get(id) ?? null }));
  const some = ({ amount }: LayerPart) => amount > 0n;
  return { own: own.filter(some), beyond: others.filter(some) };
}

/** Sets money of layers aside for a market's liquidations. */
export function hold(draft: Draft, marketId: string, parts: readonly LayerPart[]): void {
  for (const { reserveId, amount } of parts) {
    payOut(draft, reserveId, heldOf(marketId), 'HOLD', amount);
    const { kind } = draft.must('reserves', reserveId);
    if (kind === 'VAULT') holdOfVault(draft, reserveId, marketId, amount);
    if (kind === 'TREASURY') noteRelease(draft, reserveId, { lossEventId: marketId, amount });
  }
}

/** Gives back what was set aside. */
export function release(draft: Draft, marketId: string, parts: readonly LayerPart[]): void {
  for (const { reserveId, amount } of parts) {
    payIn(draft, heldOf(marketId), reserveId, 'RELEASE', amount);
    const { kind } = draft.must('reserves', reserveId);
    if (kind === 'VAULT') releaseOfVault(draft, reserveId, marketId, amount);
    // Below 0: what came back was not paid.
    if (kind === 'TREASURY') noteRelease(draft, reserveId, { lossEventId: marketId, amount: -amount });
  }
}

/** Pays a market's venue out of its own funds. */
export function draw(draft: Draft, accountId: string, parts: readonly LayerPart[]): void {
  for (const { reserveId, amount } of parts) payOut(draft, reserveId, availableOf(accountId), 'LOSS', amount);
}

/** Pays what a close has set aside beyond them. A vault that is asked has been accrued. */
export function drawHeld(
  draft: Draft,
  { _id, marketId, accountId, held }: Pick<LiquidationDocument, '_id' | 'marketId' | 'accountId' | 'held'>,
): void {
  release(draft, marketId, held);
  draw(draft, accountId, held);
  for (const { reserveId, amount } of held) {
    const { kind } = draft.must('reserves', reserveId);
    if (kind === 'VAULT') recordSlash(draft, reserveId, { lossEventId: _id, members: [] }, amount);
    if (kind === 'TREASURY') noteRelease(draft, reserveId, { lossEventId: marketId, amount });
  }
}

function recordOf({ draws }: VenueDocument, reserveId: string): DrawRecord {
  return draws.find((record) => record.reserveId === reserveId) ?? newDrawRecord(reserveId);
}

/** A venue whose records say what it holds (or, below 0, holds no more) beyond its own funds. */
export function withHolds(venue: VenueDocument, parts: readonly LayerPart[], sign: 1n | -1n): VenueDocument {
  const own = ownIdsOf(venue);
  const changed = parts
    .filter(({ reserveId }) => !own(reserveId))
    .map(({ reserveId, amount }) => {
      const record = recordOf(venue, reserveId);
      return { ...record, held: record.held + sign * amount };
    });
  return withRecords(venue, changed);
}

/** A venue whose records say what it has drawn beyond its own funds. */
export function withDraws(venue: VenueDocument, parts: readonly LayerPart[], at: UnixSeconds): VenueDocument {
  if (parts.length === 0) return venue;
  const changed = parts.map(({ reserveId, amount }) => addDraw(recordOf(venue, reserveId), amount, at));
  const drawn = venue.drawn + parts.reduce((sum, { amount }) => sum + amount, 0n);
  const days = addToVenueDay(venue.days, at, { drawn: drawn - venue.drawn });
  return { ...withRecords(venue, changed), drawn, days };
}

function withRecords(venue: VenueDocument, changed: readonly DrawRecord[]): VenueDocument {
  if (changed.length === 0) return venue;
  const ids = new Set(changed.map(({ reserveId }) => reserveId));
  return { ...venue, draws: [...venue.draws.filter(({ reserveId }) => !ids.has(reserveId)), ...changed] };
}

/** Tells a venue's own funds from the layers beyond them. */
function ownIdsOf({ assetId }: VenueDocument): (reserveId: string) => boolean {
  const beyond = new Set(BEYOND.map((kind) => reserveIdOf(kind, assetId)));
  return (reserveId) => !beyond.has(reserveId);
}
