/** A real marketplace on a database of its own, with a clock that tests move, and a world that is ready to sell. */

import { createSecretKey, type KeyObject, randomBytes } from 'node:crypto';
import type { FeedState } from '../../src/domain/feed/fold.ts';
import { DAY_SECONDS, HOUR_SECONDS, WAD } from '../../src/domain/shared/units.ts';
import type { Reading } from '../../src/domain/trigger/rule.ts';
import { accountIdOf } from '../../src/market/account/registerAccount.ts';
import { assetIdOf } from '../../src/market/asset/registerAsset.ts';
import type { Outcome, Principal } from '../../src/market/command.ts';
import { type Market, startMarket } from '../../src/market/market.ts';
import type { Database } from '../../src/store/database.ts';
import type { Role } from '../../src/store/documents/parties.ts';
import { loadByIds } from '../../src/store/load.ts';
import { inputsForScore } from './inputsForScore.ts';
import { openTestDatabase } from './openTestDatabase.ts';

/** 2023-01-01T00:00:00Z: a full hour and a full day. */
export const START = 1_672_531_200;
export const UNIT = 10n ** 6n;
export const SYSTEM: Principal = { id: 'system:test', roles: [], system: true };

/** The stablecoin rule of docs/mechanics.md section 5, tiered. */
export const DEPEG_RULE = {
  strike: (95n * WAD) / 100n,
  recovery: (97n * WAD) / 100n,
  watch: (99n * WAD) / 100n,
  holdSeconds: 4 * HOUR_SECONDS,
  windowSeconds: HOUR_SECONDS,
  recoveryHoldSeconds: 1_800,
  maxGapSeconds: 2 * HOUR_SECONDS,
  lookbackSeconds: 3 * DAY_SECONDS,
  slotSeconds: 60,
  settlementSeconds: DAY_SECONDS,
  settlementMaxSeconds: 7 * DAY_SECONDS,
  payout: {
    kind: 'TIERED' as const,
    tiers: [
      { threshold: (95n * WAD) / 100n, ratio: WAD / 4n },
      { threshold: (90n * WAD) / 100n, ratio: WAD / 2n },
      { threshold: (80n * WAD) / 100n, ratio: WAD },
    ],
  },
};

/** Who observes the feeds of tests: all three must agree. */
export const OPERATORS = ['ada', 'bob', 'cy'] as const;
/** Whole dollars, so many that no sale of a test meets a limit over all pools unless it wants to. */
export const SUBJECT_SIZE = 10n ** 13n;
export const COST_OF_CORRUPTION = 10n ** 12n;

/** A live feed to register; nothing reads it but the tests. */
export function liveFeed(name: string, costOfCorruption = COST_OF_CORRUPTION) {
  const source = {
    sourceId: 'test',
    family: 'chainlink',
    config: {},
    heartbeatSeconds: 3_600,
    operators: [...OPERATORS],
  };
  const terms = { decimals: 8, quorum: 3, maxGapSeconds: 7_200, finalitySeconds: 900 };
  return { name, ...terms, sources: [source], costOfCorruption, sandbox: false };
}

export interface Marketplace {
  database: Database;
  market: Market;
  clock: { now: number };
  /** What quote tokens are signed and checked with. */
  quoteKey: KeyObject;
  /** Sends a command under a fresh key unless one is given. */
  send(principal: Principal, command: string, input: object, key?: string): Promise<Outcome>;
  /** Like send, and fails the test when it was not done. */
  must<Answer>(principal: Principal, command: string, input: object, key?: string): Promise<Answer>;
  /** Ends the market in order, whatever is under way, and starts it again. */
  restart(): Promise<void>;
  stop(): Promise<void>;
}

/** Opens a marketplace. `uri` names a database of its own; several may share one to test holders. */
export async function openMarketplace(
  uri: string,
  options: { leaseMs?: number; now?: number } = {},
): Promise<Marketplace> {
  const clock = { now: options.now ?? START };
  const quoteKey = createSecretKey(randomBytes(32));
  const database = await openTestDatabase(uri);
  const start = () =>
    startMarket({
      database,
      settings: { quoteKey, sandbox: true },
      leaseMs: options.leaseMs ?? 3_000,
      endpoint: null,
      forwardSecret: 'test',
      now: () => clock.now,
    });
  let market = await start();
  let count = 0;
  const send: Marketplace['send'] = (principal, command, input, key = `key-${++count}`) =>
    market.submit({ command, input, principal, idempotencyKey: key });
  return {
    database,
    get market() {
      return market;
    },
    clock,
    quoteKey,
    send,
    async must(principal, command, input, key = `key-${++count}`) {
      let outcome = await send(principal, command, input, key);
      // What a client does who hears RETRY_LATER: the same call again, under the same key.
      for (let tries = 1; tries < 20 && isLater(outcome); tries += 1) {
        outcome = await send(principal, command, input, key);
      }
      if (outcome.kind !== 'DONE') throw new Error(`${command}: ${describeOutcome(outcome)}`);
      return outcome.answer as never;
    },
    async restart() {
      await market.stop(1_000);
      market = await start();
    },
    async stop() {
      await market.stop(1_000);
      await database.close();
    },
  };
}

/** True for a command that was not decided because the machine is busy. */
function isLater(outcome: Outcome): boolean {
  return outcome.kind === 'FAILED' && outcome.failure.code === 'RETRY_LATER';
}

function describeOutcome(outcome: Outcome): string {
  const show = (_key: string, value: unknown) => {
    if (typeof value === 'bigint') return value.toString();
    return value instanceof Error ? value.stack : value;
  };
  return JSON.stringify(outcome, show);
}

/** The principal of a numbered person, whose account exists after `registerPerson`. */
export function person(number: number, roles: Role[] = []): Principal & { address: string } {
  const address = `0x${number.toString(16).padStart(40, '0')}`;
  return { id: accountIdOf(address), roles, system: false, address };
}

export interface ReadyWorld {
  assetId: string;
  poolId: string;
  feedId: string;
  productId: string;
  underwriter: Principal;
  buyers: Principal[];
}

/** An asset, a funded isolated pool, a feed and a calm product, and buyers with money. The clock is two hours on. */
export async function readyWorld(
  place: Marketplace,
  {
    capital = 1_000_000n * UNIT,
    buyers = 2,
    rule = {} as Partial<typeof DEPEG_RULE>,
    waitingSeconds = 3 * DAY_SECONDS,
    /** Whole dollars. */
    costOfCorruption = COST_OF_CORRUPTION,
    subjectSize = SUBJECT_SIZE,
  } = {},
): Promise<ReadyWorld> {
  const owner = person(1, ['OWNER']);
  const underwriter = person(2);
  const people = Array.from({ length: buyers }, (_, index) => person(100 + index));
  for (const { address, roles } of [owner, underwriter, ...people]) {
    await place.must(SYSTEM, 'registerAccount', { address, roles });
  }
  const token = { symbol: 'USDT', decimals: 6, chainId: 1, address: `0x${'d'.repeat(40)}` };
  await place.must(owner, 'registerAsset', token);
  const assetId = assetIdOf(token.chainId, token.address);
  const credit = (accountId: string, amount: bigint) =>
    place.must(SYSTEM, 'creditAccount', { accountId, assetId, amount, reference: 'opening balance' });
  await credit(underwriter.id, capital);
  for (const { id } of people) await credit(id, 100_000n * UNIT);
  const { poolId } = await place.must<{ poolId: string }>(owner, 'createPool', {
    name: 'Stablecoins',
    assetId,
    kind: 'ISOLATED',
    sandbox: false,
  });
  await place.must(underwriter, 'depositCapital', { into: poolId, amount: capital });
  const registration = liveFeed('USDC/USD', costOfCorruption);
  const { feedId } = await place.must<{ feedId: string }>(owner, 'registerFeed', registration);
  const { productId } = await place.must<{ productId: string }>(owner, 'createProduct', {
    name: 'USDC depeg',
    subject: 'USDC',
    peril: 'DEPEG',
    group: 'USDC',
    feedId,
    pools: [{ poolId, weightWad: WAD }],
    rule: { ...DEPEG_RULE, ...rule },
    deductibleBps: 0,
    waitingSeconds,
    challengeSeconds: 7_200,
    minCover: null,
    termSecondsMax: 365 * DAY_SECONDS,
    inputs: inputsForScore(30, place.clock.now),
    minRateWad: null,
    subjectSize: { amount: subjectSize, asOf: place.clock.now },
    sandbox: false,
  });
  place.clock.now += 2 * HOUR_SECONDS;
  await feed(place, feedId, hourly(place.clock.now - 2 * HOUR_SECONDS, [WAD, WAD]), place.clock.now - 900);
  await place.must(SYSTEM, 'thawProduct', { productId, eventTime: place.clock.now });
  return { assetId, poolId, feedId, productId, underwriter, buyers: people };
}

/** Readings an hour apart. */
export function hourly(from: number, values: readonly bigint[]): Reading[] {
  return values.map((value, index) => ({ at: from + index * HOUR_SECONDS, value }));
}

/** Closes slots of a feed with readings, as the watcher would. */
export async function feed(
  place: Marketplace,
  feedId: string,
  readings: Reading[],
  throughSlot: number,
): Promise<void> {
  const foldState = heardAt(throughSlot);
  await place.must(SYSTEM, 'advanceFeed', { feedId, throughSlot, readings, foldState });
  await keepSizes(place, feedId);
}

/** When sizes were stated last, as a careful owner does every few days. */
const stated = new WeakMap<Marketplace, number>();

async function keepSizes(place: Marketplace, feedId: string): Promise<void> {
  const { now } = place.clock;
  if (now - (stated.get(place) ?? START) < 5 * DAY_SECONDS) return;
  stated.set(place, now);
  const [read] = await loadByIds(place.database, 'feeds', [feedId]);
  for (const productId of read?.productIds ?? []) {
    const subjectSize = { amount: SUBJECT_SIZE, asOf: now };
    await place.send(person(1, ['OWNER']), 'editProduct', { productId, subjectSize });
  }
}

/** What forming readings remembers when these operators have just been heard. */
export function heardAt(through: number, operators: readonly string[] = OPERATORS): FeedState {
  const vote = { source: 'test', round: '1', value: WAD, observedAt: through, freshUntil: through + 5_400 };
  const voices = operators.map((operator) => ({
    ...vote,
    key: `test/${operator}/1/-`,
    operator,
    outlier: false,
  }));
  return { through, voices, repeatAt: null };
}
