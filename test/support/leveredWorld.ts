/** A pool that sells more than it has: three subjects at leverage 1.5, so that one loss can push it down the ladder. */
import { DAY_SECONDS, HOUR_SECONDS, WAD } from '../../src/domain/shared/units.ts';
import type { BreachRule } from '../../src/domain/trigger/rule.ts';
import { assetIdOf } from '../../src/market/asset/registerAsset.ts';
import type { Principal } from '../../src/market/command.ts';
import type { PoolDocument } from '../../src/store/documents/pools.ts';
import { loadByIds } from '../../src/store/load.ts';
import { cents, payOut } from './depeg.ts';
import { DEPEG_RULE, heardAt, hourly, type Marketplace, person, SYSTEM, UNIT } from './marketplace.ts';

const SUBJECTS = ['USDC', 'DAI', 'FRAX'] as const;
/** Twice as much as its two largest groups at full cover. */
export const CAPITAL = 40_000n * UNIT;

export interface LeveredWorld {
  place: Marketplace;
  assetId: string;
  poolId: string;
  feedIds: string[];
  productIds: string[];
  underwriter: Principal;
  second: Principal;
  buyer: Principal;
}

/** How a world differs: who reads its feeds, how, and when its cover ends. */
interface Options {
  /** The file that each feed is read from, where a watcher reads it; else the test advances the feeds. */
  files?: readonly string[];
  rule?: BreachRule;
  maxGapSeconds?: number;
  /** Lets time pass until all products are calm. */
  calmDown?: (world: LeveredWorld) => Promise<void>;
  days?: readonly number[];
  /** What is covered, how often the capital is, and by how much five times each: see below. */
  subjects?: readonly string[];
  leverageWad?: bigint;
  cover?: bigint;
}

/**
 * Cover of 19,900 each on three subjects over capital of 40,000: what is bought on the second ends after 30
 * days, all else after 60. Two underwriters have three quarters and one quarter of the pool.
 */
export async function leveredWorld(place: Marketplace, options: Options = {}): Promise<LeveredWorld> {
  const { calmDown = thawAll, days = [60, 30, 60] } = options;
  const { leverageWad = (3n * WAD) / 2n, cover: coverAmount = 3_980n * UNIT } = options;
  const owner = person(1, ['OWNER']);
  const [underwriter, second, buyer] = [person(2), person(3), person(4)];
  for (const { address, roles } of [owner, underwriter, second, buyer])
    await place.must(SYSTEM, 'registerAccount', { address, roles });
  const token = { symbol: 'USDT', decimals: 6, chainId: 1, address: `0x${'d'.repeat(40)}` };
  await place.must(owner, 'registerAsset', token);
  const assetId = assetIdOf(token.chainId, token.address);
  const funds = { assetId, amount: 200_000n * UNIT, reference: 'opening balance' };
  for (const { id: accountId } of [underwriter, second, buyer])
    await place.must(SYSTEM, 'creditAccount', { ...funds, accountId });
  const order = { name: 'Three', assetId, kind: 'DIVERSIFIED', leverageWad, sandbox: true };
  const { poolId } = await place.must<{ poolId: string }>(owner, 'createPool', order);
  const products = await createProducts(place, owner, poolId, options);
  const world = { place, assetId, poolId, underwriter, second, buyer, ...products };
  await calmDown(world);
  await place.must(underwriter, 'depositCapital', { into: poolId, amount: (CAPITAL * 3n) / 4n });
  await place.must(second, 'depositCapital', { into: poolId, amount: CAPITAL / 4n });
  for (const [index, productId] of world.productIds.entries()) {
    const termSeconds = (days[index] ?? 60) * DAY_SECONDS;
    const item = { productId, coverAmount, termSeconds };
    const purchase = { items: Array(5).fill(item), maxPremium: 100_000n * UNIT };
    await place.must(buyer, 'buyPolicies', purchase);
  }
  return world;
}

async function thawAll(world: LeveredWorld): Promise<void> {
  const { place, productIds } = world;
  await passAll(world, 2);
  for (const productId of productIds)
    await place.must(SYSTEM, 'thawProduct', { productId, eventTime: place.clock.now });
}

async function createProducts(
  place: Marketplace,
  owner: Principal,
  poolId: string,
  { files = [], rule = DEPEG_RULE, maxGapSeconds = 7_200, subjects = SUBJECTS }: Options,
) {
  const [feedIds, productIds]: [string[], string[]] = [[], []];
  for (const [index, subject] of subjects.entries()) {
    const config = files[index] === undefined ? {} : { file: files[index] };
    const reads = { family: 'replay', config, heartbeatSeconds: 3_600, operators: ['tester'] };
    const terms = { decimals: 18, quorum: 1, maxGapSeconds, finalitySeconds: 900, sandbox: true };
    const feed = { name: `${subject}/USD`, ...terms, sources: [{ sourceId: 'test', ...reads }] };
    const { feedId } = await place.must<{ feedId: string }>(owner, 'registerFeed', feed);
    const { productId } = await place.must<{ productId: string }>(owner, 'createProduct', {
      ...{ name: `${subject} depeg`, subject, peril: 'DEPEG', group: subject, feedId, rule },
      ...{
        pools: [{ poolId, weightWad: WAD / BigInt(subjects.length) }],
        deductibleBps: 0,
        waitingSeconds: 0,
      },
      ...{ challengeSeconds: 7_200, minCover: UNIT, termSecondsMax: 365 * DAY_SECONDS, score: 30 },
      ...{ minRateWad: null, sandbox: true },
    });
    feedIds.push(feedId);
    productIds.push(productId);
  }
  return { feedIds, productIds };
}

/** Hours pass and all feeds are read through them: the first at a price, the others calm. */
export async function passAll({ place, feedIds }: LeveredWorld, hours: number, value = WAD): Promise<void> {
  const from = place.clock.now;
  place.clock.now += hours * HOUR_SECONDS;
  const throughSlot = place.clock.now - 900;
  const foldState = heardAt(throughSlot, ['tester']);
  for (const [index, feedId] of feedIds.entries()) {
    const readings = hourly(from, Array(hours).fill(index === 0 ? value : WAD));
    await place.must(SYSTEM, 'advanceFeed', { feedId, throughSlot, readings, foldState });
  }
}

/** The first subject breaks, and its incident is taken until it can be paid. */
export async function breakFirst(world: LeveredWorld, price: number): Promise<string> {
  const { place, productIds } = world;
  const [productId = ''] = productIds;
  await passAll(world, 6, cents(price));
  await passAll(world, 48);
  const [product] = await loadByIds(place.database, 'products', [productId]);
  const { confirmedAt } = product?.verdicts[0] ?? {};
  const opened = { productId, confirmedAt };
  const { incidentId } = await place.must<{ incidentId: string }>(SYSTEM, 'openIncident', opened);
  await place.must(SYSTEM, 'settleIncident', { incidentId });
  await passAll(world, 3);
  return incidentId;
}

/** The first subject breaks and is paid for: half of its cover at 89 cents, all of it at 70. */
export async function loseFirst(world: LeveredWorld, price: number): Promise<void> {
  await payOut(world.place, await breakFirst(world, price));
}

/** The first subject is calm again: the pool thaws. */
export async function thawFirst({ place, productIds }: LeveredWorld): Promise<void> {
  await place.must(SYSTEM, 'thawProduct', { productId: productIds[0], eventTime: place.clock.now });
}

/** Puts the first subject on watch: the pool freezes. */
export async function watchFirst({ place, productIds }: LeveredWorld): Promise<void> {
  const input = { productId: productIds[0], cause: 'BELOW_WATCH_LEVEL', eventTime: place.clock.now };
  await place.must(SYSTEM, 'watchProduct', input);
}

export async function poolOf({ place, poolId }: LeveredWorld): Promise<PoolDocument> {
  const [pool] = await loadByIds(place.database, 'pools', [poolId]);
  if (pool === undefined) throw new Error('the pool is gone');
  return pool;
}

/** All subjects break at once, and their incidents can be challenged. Their ids. */
export async function confirmAll(
  world: LeveredWorld,
  price: number,
  evidence: { sha256: string; bytes: number } | null = null,
): Promise<string[]> {
  const { place, feedIds, productIds } = world;
  const from = place.clock.now;
  place.clock.now += 6 * HOUR_SECONDS;
  const throughSlot = place.clock.now - 900;
  const foldState = heardAt(throughSlot, ['tester']);
  const readings = hourly(from, Array(6).fill(cents(price)));
  for (const feedId of feedIds)
    await place.must(SYSTEM, 'advanceFeed', { feedId, throughSlot, readings, foldState });
  await passAll(world, 48);
  const incidentIds: string[] = [];
  for (const productId of productIds) {
    const [product] = await loadByIds(place.database, 'products', [productId]);
    const opened = { productId, confirmedAt: product?.verdicts[0]?.confirmedAt };
    const { incidentId } = await place.must<{ incidentId: string }>(SYSTEM, 'openIncident', opened);
    await place.must(SYSTEM, 'settleIncident', { incidentId, evidence });
    incidentIds.push(incidentId);
  }
  return incidentIds;
}

/** The same, and their incidents are taken until they are added up. */
export async function breakAll(world: LeveredWorld, price: number): Promise<string[]> {
  const incidentIds = await confirmAll(world, price);
  await passAll(world, 3);
  for (const incidentId of incidentIds)
    await world.place.must(SYSTEM, 'assessIncident', { incidentId, cursor: '' });
  return incidentIds;
}
