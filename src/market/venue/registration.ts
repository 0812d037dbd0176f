/** What a venue's registration is made of, and what may be wrong with it. */
import { z } from 'zod';
import {
  AMOUNT_MAX,
  VENUE_KEYS_MAX,
  VENUE_MARKETS_MAX,
  VENUE_NAME_LENGTH_MAX,
} from '../../domain/shared/limits.ts';
import { type Problem, type Refusal, refuse } from '../../domain/shared/refusals.ts';
import type { VenueDocument } from '../../store/documents/venues.ts';
import { addressInput, idInput } from '../inputs.ts';
import { newReserve } from '../reserve/flows.ts';
import { reserveIdOf } from '../reserve/reserveId.ts';
import type { Draft } from '../sequencer/draft.ts';
import { type Need, need } from '../sequencer/world.ts';
import { marketIdOf, venueKeyIdOf } from './ids.ts';

/** Names become part of ids, so they are shorter than others. */
export const venueNameInput = z
  .string()
  .min(1)
  .max(VENUE_NAME_LENGTH_MAX)
  .regex(/^[\p{L}\p{N}\p{P}\p{S} ]+$/u, 'has characters that a name may not have');

/** What a venue signs with. */
export const venueKeysInput = z.array(addressInput).min(1).max(VENUE_KEYS_MAX);

/** How a market comes in. What is isolated, and what it is settled in, never changes. */
export const marketInput = z.strictObject({
  symbol: z.string().regex(/^[A-Za-z0-9][A-Za-z0-9./_-]{0,19}$/, 'is not a symbol'),
  isolated: z.boolean(),
  assetId: idInput,
  feedId: idInput,
  openInterestLimit: z.bigint().min(1n).max(AMOUNT_MAX),
  takeoverMode: z.enum(['LAYERS', 'DELEVERAGING']),
});
export type MarketInput = z.infer<typeof marketInput>;

/** Markets to add or to change. */
export const marketsInput = z.array(marketInput).min(1).max(VENUE_MARKETS_MAX);

/** What registering keys and markets reads. */
export function registrationNeeds(
  venueId: string,
  keys: readonly string[],
  markets: readonly MarketInput[],
): Need[] {
  return [
    need('reserves', reserveIdOf('VENUE_FUND', venueId)),
    need('reserves', reserveIdOf('VENUE_COLLATERAL', venueId)),
    ...keys.map((key) => need('venueKeys', venueKeyIdOf(key))),
    ...markets.flatMap(({ symbol, assetId, feedId }) => [
      need('markets', marketIdOf(venueId, symbol)),
      need('assets', assetId),
      need('feeds', feedId),
      need('reserves', reserveIdOf('MARKET_FUND', marketIdOf(venueId, symbol))),
    ]),
  ];
}

/** Takes keys for a venue: KEY_IN_USE for one of another, or that is named twice. */
export function takeKeys(draft: Draft, venueId: string, keys: readonly string[]): Refusal | null {
  const taken = new Set<string>();
  for (const [index, key] of keys.entries()) {
    const id = venueKeyIdOf(key);
    const holder = draft.get('venueKeys', id);
    if (taken.has(id) || (holder !== null && holder.venueId !== venueId)) {
      return refuse('KEY_IN_USE', { prefix: key.slice(0, 10) }, `keys.${index}`);
    }
    taken.add(id);
    if (holder === null) draft.put('venueKeys', { _id: id, version: 0, venueId });
  }
  return null;
}

/** Everything that is wrong with markets as they come in. `isTrial`: of a service that is a sandbox. */
export function marketProblems(
  draft: Draft,
  { _id: venueId, assetId: settledIn }: Pick<VenueDocument, '_id' | 'assetId'>,
  markets: readonly MarketInput[],
  isTrial: boolean,
): Problem[] {
  const problems: Problem[] = [];
  const seen = new Set<string>();
  markets.forEach(({ symbol, isolated, assetId, feedId }, index) => {
    const say = (member: string, message: string) =>
      problems.push({ path: `markets.${index}.${member}`, message });
    const id = marketIdOf(venueId, symbol);
    if (seen.has(id)) say('symbol', 'A market is named once.');
    seen.add(id);
    if (draft.get('assets', assetId) === null) say('assetId', 'There is no such asset.');
    if (assetId !== settledIn) say('assetId', 'All markets of a venue are settled in one asset.');
    const feed = draft.get('feeds', feedId);
    if (feed === null) say('feedId', 'There is no such feed.');
    else if (!isTrial && (feed.sandbox || feed.status === 'PENDING')) {
      say('feedId', 'Close prices are checked against a live feed.');
    }
    const market = draft.get('markets', id);
    if (market !== null && market.isolated !== isolated)
      say('isolated', 'A market never changes whose fund pays for it.');
  });
  return problems;
}

/** Adds markets that are new, and changes what may change of those that are there. */
export function putMarkets(
  draft: Draft,
  { _id: venueId, accountId }: Pick<VenueDocument, '_id' | 'accountId'>,
  markets: readonly MarketInput[],
): string[] {
  return markets.map((entry) => {
    const _id = marketIdOf(venueId, entry.symbol);
    const market = draft.get('markets', _id);
    const { feedId, openInterestLimit, takeoverMode } = entry;
    if (market !== null) {
      draft.put('markets', { ...market, feedId, openInterestLimit, takeoverMode });
      return _id;
    }
    const [kind, owner] = entry.isolated
      ? (['MARKET_FUND', _id] as const)
      : (['VENUE_FUND', venueId] as const);
    const fund = newReserve(kind, owner, entry.assetId, draft.at);
    if (draft.get('reserves', fund._id) === null) draft.put('reserves', fund);
    draft.put('markets', {
      ...{ _id, version: 0, venueId, accountId, ...entry, fundId: fund._id },
      ...{ figures: null, exposure: { moveWad: 0n, stressed: [], holdingCount: 0 }, desired: 0n },
      coverageShort: false,
      ...{ treasuryApproved: 0n, requirement: null, days: [], createdAt: draft.at },
    });
    return _id;
  });
}
