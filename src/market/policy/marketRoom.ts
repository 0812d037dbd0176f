/** What the limits over all pools leave of a product: the size of its subject, the cost of its feed. */
import {
  coverIn,
  feedRoom,
  isSizeKnown,
  type MarketLimit,
  subjectRoom,
  wholeIn,
} from '../../domain/pool/marketLimits.ts';
import type { RefusalData } from '../../domain/shared/refusals.ts';
import type { Amount, UnixSeconds } from '../../domain/shared/units.ts';
import type {
  CoverBasis,
  FeedDocument,
  ProductDocument,
  SubjectDocument,
} from '../../store/documents/cover.ts';
import { restsOn } from '../product/restsOn.ts';
import { subjectIdOf } from '../product/subjects.ts';
import type { Draft } from '../sequencer/draft.ts';

/** Room in the smallest unit of an asset, and what bounds it. */
export interface MarketRoom {
  room: Amount;
  binding: MarketLimit;
}

type Basis = readonly Pick<CoverBasis, 'feedId' | 'subject'>[];

/**
 * What may still be sold in all pools of what rests on these feeds and subjects: the least that one of them
 * leaves. Null in a sandbox that says neither size nor cost.
 */
export function marketRoom(draft: Draft, basis: Basis, sandbox: boolean, assetId: string): MarketRoom | null {
  const { feedCoverBps, subjectCoverBps } = draft.parameters.values;
  const rooms = basis.flatMap(({ feedId, subject }) => [
    feedRoomIn(draft.must('feeds', feedId), assetId, feedCoverBps),
    subjectRoomIn(draft.must('subjects', subjectIdOf(subject, sandbox)), assetId, subjectCoverBps, draft.at),
  ]);
  return rooms
    .filter(isRoom)
    .reduce<MarketRoom | null>(
      (least, room) => (least === null || room.room < least.room ? room : least),
      null,
    );
}

function feedRoomIn(
  { costOfCorruption, activeCover }: FeedDocument,
  assetId: string,
  partBps: bigint,
): MarketRoom | null {
  if (costOfCorruption === 0n) return null;
  const decimals = decimalsIn(activeCover, assetId);
  const room = feedRoom(wholeIn(costOfCorruption, decimals), coverIn(activeCover, decimals), partBps);
  return { room, binding: 'FEED_COST' };
}

function subjectRoomIn(
  { size, activeCover }: SubjectDocument,
  assetId: string,
  partBps: bigint,
  at: UnixSeconds,
): MarketRoom | null {
  if (size === null) return null;
  const decimals = decimalsIn(activeCover, assetId);
  const amount = isSizeKnown(size.asOf, at) ? size.amount : 0n;
  const room = subjectRoom(wholeIn(amount, decimals), coverIn(activeCover, decimals), partBps);
  return { room, binding: 'SUBJECT_SIZE' };
}

const isRoom = (room: MarketRoom | null): room is MarketRoom => room !== null;

/** Every asset that a product is paid in was added with the product. */
function decimalsIn(covers: FeedDocument['activeCover'], assetId: string): number {
  const entry = covers.find((cover) => cover.assetId === assetId);
  if (entry === undefined) throw new Error(`no cover is counted in ${assetId}`);
  return entry.decimals;
}

/** Why nothing at all may be sold of a product, by the limits over all pools. */
export function limitStop(draft: Draft, product: ProductDocument): RefusalData['SALES_STOPPED'] | null {
  const basis = restsOn(product);
  const sizes = basis.map(
    ({ subject }) => draft.must('subjects', subjectIdOf(subject, product.sandbox)).size,
  );
  if (sizes.some((size) => size !== null && !isSizeKnown(size.asOf, draft.at))) {
    return { cause: 'LIMIT', since: null, endsWhen: 'The size of the subject is stated anew.' };
  }
  const market = marketRoom(draft, basis, product.sandbox, product.assetId);
  if (market === null || market.room > 0n) return null;
  const endsWhen = {
    FEED_COST: 'Cover on the feed ends, or corrupting it costs more.',
    SUBJECT_SIZE: 'Cover of the subject ends, or the subject grows.',
  }[market.binding];
  return { cause: 'LIMIT', since: null, endsWhen };
}
