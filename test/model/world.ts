/**
 * The world of the model: two pools, three feeds, three products of which one is backed by both pools, four
 * people. The pool of three subjects can sell more than it has: a loss may push it down the ladder.
 */
import { HOUR_SECONDS, WAD } from '../../src/domain/shared/units.ts';
import { assetIdOf } from '../../src/market/asset/registerAsset.ts';
import type { Outcome, Principal } from '../../src/market/command.ts';
import { cents } from '../support/depeg.ts';
import { DEPEG_RULE, type Marketplace, person, SYSTEM, UNIT } from '../support/marketplace.ts';

export const OWNER = person(1, ['OWNER']);
/** Has all shares of the vault. */
export const STAKER = person(5);
/** Runs the venue, and gives to reserves. */
export const OPERATOR = person(6);
/** Some person, by the place in the row of all. */
export const personAt = (index: number) => person(10 + index);
export const PEOPLE = [personAt(0), personAt(1), personAt(2), personAt(3)] as const;

const DISTRIBUTION = { code: 'model', commissionBps: 1_000 } as const;

/** The last of the people sells cover for a part of the premium. */
export const DISTRIBUTOR = { person: PEOPLE[3], code: DISTRIBUTION.code } as const;

/** What has been done, as far as money is concerned: what every ledger must agree with. */
export interface Tally {
  /** Came in less went out, deposits and premiums, by account. */
  spent: Map<string, bigint>;
  deposited: Map<string, bigint>;
  premiums: Map<string, bigint>;
}

/** What is sold, and by whom: founded anew once a pool has ended for good. */
export interface Founded {
  pools: readonly string[];
  feeds: readonly string[];
  products: readonly string[];
}

export type Person = ReturnType<typeof person>;

export interface World extends Founded {
  place: Marketplace;
  people: readonly Person[];
  uri: string;
  assetId: string;
  /** How often it was founded. */
  foundings: number;
  tally: Tally;
  /** Pools that were seen in run-off or wiped, and as what. */
  ended: Map<string, string>;
  /** Shares of pools when they were first seen wiped: what comes later is for the same ones for ever. */
  oldShares: Map<string, bigint>;
  /** When each of the people was stated last, and what they had before that second. */
  stated: Map<string, { at: number; balance: bigint }>;
  /** Until the market has started again, where it does so while commands are under way; else null. */
  starting: Promise<void> | null;
  /** Commands that were sent. */
  sent: number;
  /** Those that were done, to be sent again. */
  done: { principal: Principal; command: string; input: object; key: string; outcome: Outcome }[];
}

/** Short enough that a breach is confirmed, settled and payable within a few steps. */
const RULE = { ...DEPEG_RULE, holdSeconds: HOUR_SECONDS, settlementSeconds: 2 * HOUR_SECONDS };
const LINEAR = { kind: 'LINEAR' as const, attach: cents(95), exhaust: cents(45) };

/** Builds the world in an empty ledger: pools are empty, products on watch, nobody has money. */
export async function buildWorld(place: Marketplace, uri: string, people: readonly Person[]): Promise<World> {
  const token = { symbol: 'USDT', decimals: 6, chainId: 1, address: `0x${'d'.repeat(40)}` };
  const assetId = assetIdOf(token.chainId, token.address);
  await Promise.all(
    [OWNER, ...people].map(({ address, roles }) => place.must(SYSTEM, 'registerAccount', { address, roles })),
  );
  await place.must(OWNER, 'registerAsset', token);
  await place.must(DISTRIBUTOR.person, 'registerDistributor', { ...DISTRIBUTION, name: 'Model' });
  const tally = { spent: new Map(), deposited: new Map(), premiums: new Map() };
  const founded = await found(place, assetId, 1);
  return {
    ...{ place, uri, people, assetId, ...founded, tally },
    foundings: 1,
    ended: new Map(),
    oldShares: new Map(),
    stated: new Map(),
    starting: null,
    sent: 0,
    done: [],
  };
}

/** Empty pools, and products on watch that are backed by them. */
export async function found(place: Marketplace, assetId: string, number: number): Promise<Founded> {
  const pools: string[] = [];
  for (const [name, kind] of [
    [`Alone ${number}`, 'ISOLATED'],
    [`Together ${number}`, 'DIVERSIFIED'],
  ]) {
    const pool = { name, assetId, kind, sandbox: true };
    pools.push((await place.must<{ poolId: string }>(OWNER, 'createPool', pool)).poolId);
  }
  const feeds: string[] = [];
  for (const name of ['USDC/USD', 'DAI/USD', 'FRAX/USD'])
    feeds.push(await registerFeed(place, `${name} ${number}`));
  const [alone = '', together = ''] = pools;
  const both = [
    { poolId: alone, weightWad: WAD },
    { poolId: together, weightWad: WAD / 3n },
  ];
  const third = [{ poolId: together, weightWad: WAD / 3n }];
  const tiered = { rule: RULE, waitingSeconds: 0, deductibleBps: 0 };
  const linear = { rule: { ...RULE, payout: LINEAR }, waitingSeconds: 3 * HOUR_SECONDS, deductibleBps: 500 };
  const products = [
    await createProduct(place, 'USDC', feeds[0] ?? '', both, tiered),
    await createProduct(place, 'DAI', feeds[1] ?? '', third, linear),
    await createProduct(place, 'FRAX', feeds[2] ?? '', third, tiered),
  ];
  return { pools, feeds, products };
}

async function registerFeed(place: Marketplace, name: string): Promise<string> {
  const source = {
    sourceId: 'test',
    family: 'replay',
    config: {},
    heartbeatSeconds: 3_600,
    operators: ['tester'],
  };
  const terms = { decimals: 8, quorum: 1, maxGapSeconds: 7_200, finalitySeconds: 900, sandbox: true };
  const feed = { name, ...terms, sources: [source] };
  return (await place.must<{ feedId: string }>(OWNER, 'registerFeed', feed)).feedId;
}

async function createProduct(
  place: Marketplace,
  subject: string,
  feedId: string,
  pools: { poolId: string; weightWad: bigint }[],
  terms: object,
): Promise<string> {
  const names = { name: `${subject} depeg`, subject, peril: 'DEPEG', group: subject };
  const limits = {
    minCover: UNIT,
    termSecondsMax: 365 * 86_400,
    score: 60,
    minRateWad: WAD / 5n,
    challengeSeconds: 3_600,
  };
  const product = { ...names, ...limits, ...terms, feedId, pools, sandbox: true };
  return (await place.must<{ productId: string }>(OWNER, 'createProduct', product)).productId;
}
