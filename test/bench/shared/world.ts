/**
 * A marketplace that sells: pools with a product each, buyers with money, and a clock that runs when it is
 * told to.
 */

import { DAY_SECONDS, HOUR_SECONDS, WAD } from '../../../src/domain/shared/units.ts';
import type { Principal } from '../../../src/market/command.ts';
import { inputsForScore } from '../../support/inputsForScore.ts';
import {
  DEPEG_RULE,
  feed,
  hourly,
  liveFeed,
  type Marketplace,
  openMarketplace,
  person,
  type ReadyWorld,
  readyWorld,
  SUBJECT_SIZE,
  SYSTEM,
  UNIT,
} from '../../support/marketplace.ts';

export interface BenchWorld {
  place: Marketplace;
  buyers: Principal[];
  /** One for each pool. The first pool is the hot one. */
  markets: BenchMarket[];
  /** Lets the clock run, a second a second. */
  startClock(): void;
  stop(): Promise<void>;
}

/** A product with a pool that only backs it. */
export type BenchMarket = Pick<ReadyWorld, 'assetId' | 'poolId' | 'feedId' | 'productId'>;

interface WorldOptions {
  markets: number;
  buyers: number;
  /** True: every product follows a feed of its own, so that one can break alone. */
  ownFeeds?: boolean;
}

/** So much that no purchase of a run meets a limit: what is measured is the sale, not its refusal. */
const CAPITAL = 10n ** 9n * UNIT;
/** What people choose in a form. */
const TERM_DAYS = [14, 30, 60, 90, 180, 365] as const;

/** Opens a marketplace on an empty database. */
export async function openWorld(uri: string, options: WorldOptions): Promise<BenchWorld> {
  const place = await openMarketplace(uri);
  const ready = await readyWorld(place, { capital: CAPITAL, buyers: 0 });
  const markets: BenchMarket[] = [ready];
  for (let number = 1; number < options.markets; number += 1) {
    const feedId = options.ownFeeds === true ? await addFeed(place, number) : ready.feedId;
    markets.push(await addMarket(place, ready, feedId, number));
  }
  const buyers = await addBuyers(place, ready.assetId, options.buyers);
  let clock: NodeJS.Timeout | undefined;
  return {
    place,
    buyers,
    markets,
    startClock() {
      clock = setInterval(() => {
        place.clock.now += 1;
      }, 1_000);
    },
    async stop() {
      clearInterval(clock);
      await place.stop();
    },
  };
}

/** One purchase that a person might make, with a limit that never binds. */
export function orderOf(productId: string, pick: (bound: number) => number) {
  const termSeconds = (TERM_DAYS[pick(TERM_DAYS.length)] ?? 30) * DAY_SECONDS;
  const coverAmount = BigInt(10 + pick(90)) * UNIT;
  return { items: [{ productId, coverAmount, termSeconds }], maxPremium: coverAmount };
}

/**
 * Something that buys: a numbered buyer from a numbered market. `keys` begins its idempotency keys. A
 * refusal ends the run.
 */
export function buyerOf(
  { place, buyers, markets }: BenchWorld,
  pick: (bound: number) => number,
  keys = 'bench',
) {
  let count = 0;
  return async (buyer: number, market: number): Promise<void> => {
    const [principal, productId] = [buyers[buyer], markets[market]?.productId];
    if (principal === undefined || productId === undefined) throw new Error('no such buyer or market');
    count += 1;
    await place.must(principal, 'buyPolicies', orderOf(productId, pick), `${keys}-${count}`);
  };
}

async function addBuyers(place: Marketplace, assetId: string, count: number): Promise<Principal[]> {
  const people = Array.from({ length: count }, (_, index) => person(100 + index));
  const amount = 100_000n * UNIT;
  await Promise.all(
    people.map(async ({ id, address }) => {
      await place.must(SYSTEM, 'registerAccount', { address, roles: [] });
      await place.must(SYSTEM, 'creditAccount', {
        accountId: id,
        assetId,
        amount,
        reference: 'opening balance',
      });
    }),
  );
  return people;
}

async function addFeed(place: Marketplace, number: number): Promise<string> {
  const owner = person(1, ['OWNER']);
  const registration = liveFeed(`Feed ${number}`);
  const { feedId } = await place.must<{ feedId: string }>(owner, 'registerFeed', registration);
  const { now } = place.clock;
  await feed(place, feedId, hourly(now - 2 * HOUR_SECONDS, [WAD, WAD]), now - 900);
  return feedId;
}

async function addMarket(
  place: Marketplace,
  { assetId, underwriter }: ReadyWorld,
  feedId: string,
  number: number,
): Promise<BenchMarket> {
  const owner = person(1, ['OWNER']);
  const { poolId } = await place.must<{ poolId: string }>(owner, 'createPool', {
    name: `Pool ${number}`,
    assetId,
    kind: 'ISOLATED',
    sandbox: false,
  });
  const capital = { accountId: underwriter.id, assetId, amount: CAPITAL, reference: `pool ${number}` };
  await place.must(SYSTEM, 'creditAccount', capital);
  await place.must(underwriter, 'depositCapital', { into: poolId, amount: CAPITAL });
  const { productId } = await place.must<{ productId: string }>(owner, 'createProduct', {
    name: `USDC depeg ${number}`,
    subject: 'USDC',
    peril: 'DEPEG',
    group: 'USDC',
    feedId,
    pools: [{ poolId, weightWad: WAD }],
    rule: DEPEG_RULE,
    deductibleBps: 0,
    waitingSeconds: 3 * DAY_SECONDS,
    challengeSeconds: 7_200,
    minCover: null,
    termSecondsMax: 365 * DAY_SECONDS,
    inputs: inputsForScore(30, place.clock.now),
    minRateWad: null,
    subjectSize: { amount: SUBJECT_SIZE, asOf: place.clock.now },
    sandbox: false,
  });
  await place.must(SYSTEM, 'thawProduct', { productId, eventTime: place.clock.now });
  return { assetId, poolId, feedId, productId };
}
