/** What reserves rest on, as they stand: pools for the funds behind pools, markets for those of venues. */
import { sliceTarget } from '../../domain/fund/slice.ts';
import { adequacyRatio, requirementParts } from '../../domain/pool/requirement.ts';
import { standingOf } from '../../domain/pool/standing.ts';
import { maximum } from '../../domain/shared/rounding.ts';
import type { Amount, UnixSeconds } from '../../domain/shared/units.ts';
import { sumDays } from '../../domain/venue/marketDays.ts';
import { twoLargest, venueRequirementParts } from '../../domain/venue/requirement.ts';
import { dailyVolatility } from '../../domain/venue/volatility.ts';
import type { PoolDocument } from '../../store/documents/pools.ts';
import type { ReserveDocument } from '../../store/documents/reserves.ts';
import type { MarketDocument, VenueDocument } from '../../store/documents/venues.ts';
import { reserveOf } from '../ledger/accounts.ts';
import { poolProductNeeds } from '../reserve/atStake.ts';
import { excessSurroundings, poolExcess, sharedExcess, sharedExcessNeeds } from '../reserve/excess.ts';
import { reserveNeeds } from '../reserve/flows.ts';
import { poolIdsOf } from '../reserve/poolsOfAsset.ts';
import { floorOf, floorOfAll, resourcesOfAll, sharedNeeds } from '../reserve/sharedStanding.ts';
import { openDraft } from '../sequencer/draft.ts';
import { type Need, need, type World } from '../sequencer/world.ts';
import { vaultIdOf } from '../vault/vaultId.ts';
import { bookNeeds, openBooks } from './books.ts';
import type { FundRequirement, RequirementInput } from './fundPort.ts';

/** A reserve with what counts against what it must hold. */
export interface FundBooks {
  reserve: ReserveDocument;
  balance: Amount;
  requirement: FundRequirement | null;
  resources: Amount | null;
  /** Pools whose cover it stands behind; none for a venue's. */
  pools: readonly PoolDocument[];
  /** What it would give now; null where it never gives. */
  excess: Amount | null;
  /** What the accounts of its markets would lack that would cost most. */
  shortfall: Amount;
}

/** All that opening the books of a reserve reads. */
export function fundNeeds(world: World, reserveId: string, at: UnixSeconds): Need[] {
  const reserve = world.peek('reserves', reserveId);
  if (reserve == null) return [need('reserves', reserveId)];
  const own = reserveNeeds(reserveId, reserve.assetId);
  if (reserve.kind === 'POOL_FUND') {
    const pool = bookNeeds(world, reserve.ownerId, at);
    return [...own, ...pool, ...poolProductNeeds(world, reserve.ownerId)];
  }
  if (reserve.kind === 'PLATFORM_SLICE') return [...own, ...sharedNeeds(world, reserve.ownerId)];
  if (reserve.kind === 'SHARED_FUND') return [...own, ...sharedExcessNeeds(world, reserve.ownerId)];
  return [...own, ...marketNeeds(world, reserve)];
}

function marketNeeds(world: World, { kind, ownerId }: ReserveDocument): Need[] {
  if (kind === 'MARKET_FUND') {
    const venueId = world.peek('markets', ownerId)?.venueId;
    return [need('markets', ownerId), ...(venueId === undefined ? [] : [need('venues', venueId)])];
  }
  if (kind !== 'VENUE_FUND') return [];
  const { marketIds = [] } = world.peek('venues', ownerId) ?? {};
  return [need('venues', ownerId), ...marketIds.map((id) => need('markets', id))];
}

/** Opens the books of a reserve; null where there is none. */
export function openFund(world: World, reserveId: string, at: UnixSeconds): FundBooks | null {
  const reserve = world.get('reserves', reserveId);
  if (reserve === null) return null;
  const draft = openDraft(world, at);
  const balance = draft.balance(reserveOf(reserveId), reserve.assetId);
  const nothing = { requirement: null, resources: null, excess: null, pools: [], shortfall: 0n };
  const books: FundBooks = { reserve, balance, ...nothing };
  if (reserve.kind === 'POOL_FUND') return { ...books, ...ofPool(world, reserve, at) };
  if (reserve.kind === 'MARKET_FUND' || reserve.kind === 'VENUE_FUND')
    return { ...books, ...ofMarkets(world, reserve, balance) };
  if (reserve.kind !== 'SHARED_FUND' && reserve.kind !== 'PLATFORM_SLICE') return books;
  const pools = poolIdsOf(world, reserve.ownerId).map((poolId) => draft.must('pools', poolId));
  if (reserve.kind === 'PLATFORM_SLICE') return { ...books, ...ofSlice(reserve, pools, balance) };
  const resources = resourcesOfAll(draft, reserve.assetId, pools);
  const vault = world.get('vaults', vaultIdOf(reserve.ownerId));
  const excess = sharedExcess(excessSurroundings(draft), reserve.ownerId, pools, vault);
  return { ...books, ...ofAll(reserve, pools, resources), excess, pools };
}

/** A pool's own fund has the requirement of its pool, which follows its cover at once. */
function ofPool(world: World, { ownerId }: ReserveDocument, at: UnixSeconds): Partial<FundBooks> {
  const books = openBooks(world, ownerId, at);
  if (books === null) return {};
  const { pool, capital, backing } = books;
  const { requirement, resources } = standingOf(pool, capital, backing);
  const inputs = inputsOf(pool.products, pool.requirementFloor);
  const now = { desired: requirement, stored: requirement, updatedAt: books.draft.at, inputs };
  const excess = poolExcess(excessSurroundings(books.draft), pool);
  return { requirement: now, resources, excess, pools: [pool] };
}

function ofAll(
  { requirement }: ReserveDocument,
  pools: readonly PoolDocument[],
  resources: Amount,
): Partial<FundBooks> {
  if (requirement === null) return {};
  const inputs = inputsOf(
    pools.flatMap(({ products }) => products),
    floorOfAll(pools),
  );
  const desired = inputs.reduce((most, { amount }) => maximum(most, amount), 0n);
  return { requirement: { ...requirement, desired, inputs }, resources };
}

function ofSlice(
  { requirement }: ReserveDocument,
  pools: readonly PoolDocument[],
  balance: Amount,
): Partial<FundBooks> {
  if (requirement === null) return {};
  const desired = sliceTarget(pools.map(floorOf));
  const inputs = [inputOf('QUARTER_OF_FLOORS', desired)];
  return { requirement: { ...requirement, desired, inputs }, resources: balance };
}

/** Of each market the greater part counts, and all markets together. */
function ofMarkets(world: World, reserve: ReserveDocument, balance: Amount): Partial<FundBooks> {
  const { kind, ownerId, _id: fundId } = reserve;
  const venueId = kind === 'MARKET_FUND' ? (world.get('markets', ownerId)?.venueId ?? '') : ownerId;
  const venue = world.get('venues', venueId);
  const ids = kind === 'MARKET_FUND' ? [ownerId] : (venue?.marketIds ?? []);
  const markets = ids
    .map((id) => world.get('markets', id))
    .filter((market) => market !== null)
    .filter((market) => market.fundId === fundId);
  const reported = markets.flatMap(({ requirement }) => (requirement === null ? [] : [requirement]));
  if (venue === null || reported.length === 0) return {};
  const sum = (amounts: readonly Amount[]) => amounts.reduce((all, amount) => all + amount, 0n);
  return {
    requirement: {
      desired: sum(markets.map(({ desired }) => desired)),
      stored: sum(reported.map(({ stored }) => stored)),
      updatedAt: Math.max(...reported.map(({ updatedAt }) => updatedAt)),
      inputs: markets.flatMap((market) => marketInputs(market, venue)),
    },
    resources: balance,
    shortfall: sum(markets.map(({ exposure }) => twoLargest(exposure.stressed))),
  };
}

function marketInputs({ _id, exposure, days }: MarketDocument, { grade }: VenueDocument): RequirementInput[] {
  const { volume: volumeOf30Days, marks } = sumDays(days);
  const risk = { grade, shortfalls: exposure.stressed, volumeOf30Days };
  const parts = venueRequirementParts({ ...risk, dailyVolatility: dailyVolatility(marks) });
  return [inputOf('TWO_LARGEST_HOLDINGS', parts.stressed, _id), inputOf('TRADED_VOLUME', parts.traded, _id)];
}

const inputOf = (
  basis: RequirementInput['basis'],
  amount: Amount,
  marketId: string | null = null,
): RequirementInput => ({ basis, amount, marketId });

function inputsOf(products: PoolDocument['products'], floor: Amount): RequirementInput[] {
  const parts = requirementParts(products, floor);
  return [
    inputOf('ALL_COVER', parts.spread),
    inputOf('TWO_LARGEST_GROUPS', parts.twoLargest),
    inputOf('FLOOR', parts.floor),
  ];
}

/** Resources over what is stored, or null. */
export const adequacyOf = ({ requirement, resources }: FundBooks): bigint | null =>
  requirement === null || resources === null ? null : adequacyRatio(resources, requirement.stored);
