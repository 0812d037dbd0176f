/** A marketplace whose feeds are read by a real watcher from real sources, in virtual time. */
import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { FeedFamily } from '../../oracles/adapter.ts';
import { findFamily } from '../../oracles/registry.ts';
import { parseRows } from '../../oracles/replay/rows.ts';
import { DAY_SECONDS, WAD } from '../../src/domain/shared/units.ts';
import { formatDecimal } from '../../src/domain/trigger/decimal.ts';
import type { BreachRule, Reading } from '../../src/domain/trigger/rule.ts';
import { assetIdOf } from '../../src/market/asset/registerAsset.ts';
import type { Principal } from '../../src/market/command.ts';
import { decodeDocument } from '../../src/store/codec.ts';
import type { StateCollection, StateDocuments } from '../../src/store/collections.ts';
import type { Database } from '../../src/store/database.ts';
import type { FeedSource } from '../../src/store/documents/cover.ts';
import { createWatcher, type Watcher, type WatcherOptions } from '../../src/watcher/watcher.ts';
import { emptyDatabase } from '../support/ledgers.ts';
import { type Marketplace, openMarketplace, person, SYSTEM, UNIT } from '../support/marketplace.ts';
import { openTestDatabase } from '../support/openTestDatabase.ts';
import { temporaryFolder } from '../support/temporaryFolder.ts';

const WATCHER: Principal = { id: 'system:watcher', roles: [], system: true };

export interface WatchedFeed {
  feedId: string;
  productId: string;
  poolId: string;
}

export type SourceRegistration = Omit<FeedSource, 'marginSeconds'> & { marginSeconds?: number };

const databases = new Map<string, Database>();

/** A new marketplace in a database that is emptied for it: quicker than a database for each test. */
export async function emptyMarketplace(uri: string, options: { now?: number } = {}): Promise<Marketplace> {
  const known = databases.get(uri);
  if (known === undefined) databases.set(uri, await openTestDatabase(uri));
  else await emptyDatabase(known);
  return openMarketplace(uri, options);
}

/** Closes what `emptyMarketplace` keeps open. */
export async function closeDatabases(): Promise<void> {
  const open = [...databases.values()];
  databases.clear();
  await Promise.all(open.map((database) => database.close()));
}

/** Registers an asset and the people that a world needs; returns the owner and the asset. */
export async function openHouse(place: Marketplace): Promise<{ owner: Principal; assetId: string }> {
  const owner = person(1, ['OWNER']);
  for (const { address, roles } of [owner, person(2), person(3)]) {
    await place.must(SYSTEM, 'registerAccount', { address, roles });
  }
  const token = { symbol: 'USDT', decimals: 6, chainId: 1, address: `0x${'d'.repeat(40)}` };
  await place.must(owner, 'registerAsset', token);
  const assetId = assetIdOf(token.chainId, token.address);
  for (const { id } of [person(2), person(3)]) {
    const credit = { accountId: id, assetId, amount: 1_000_000n * UNIT, reference: 'opening balance' };
    await place.must(SYSTEM, 'creditAccount', credit);
  }
  return { owner, assetId };
}

/** A feed with one product in a pool of its own, created at the clock's time. */
export async function addFeed(
  place: Marketplace,
  { owner, assetId }: { owner: Principal; assetId: string },
  options: {
    subject: string;
    sources: SourceRegistration[];
    rule: BreachRule;
    quorum?: number;
    decimals?: number;
    finalitySeconds?: number;
    maxGapSeconds?: number;
    waitingSeconds?: number;
    challengeSeconds?: number;
    capital?: bigint;
  },
): Promise<WatchedFeed> {
  const { subject, sources, rule, capital = 500_000n * UNIT } = options;
  const { poolId } = await place.must<{ poolId: string }>(owner, 'createPool', {
    name: `${subject} pool`,
    assetId,
    kind: 'ISOLATED',
    sandbox: true,
  });
  await place.must(person(2), 'depositCapital', { into: poolId, amount: capital });
  const { feedId } = await place.must<{ feedId: string }>(owner, 'registerFeed', {
    name: `${subject}/USD`,
    decimals: options.decimals ?? 18,
    quorum: options.quorum ?? 1,
    maxGapSeconds: options.maxGapSeconds ?? rule.maxGapSeconds,
    finalitySeconds: options.finalitySeconds ?? 900,
    sources,
    sandbox: true,
  });
  const { productId } = await place.must<{ productId: string }>(owner, 'createProduct', {
    name: `${subject} depeg`,
    subject,
    peril: 'DEPEG',
    group: subject,
    feedId,
    pools: [{ poolId, weightWad: WAD }],
    rule,
    deductibleBps: 0,
    waitingSeconds: options.waitingSeconds ?? 3 * DAY_SECONDS,
    challengeSeconds: options.challengeSeconds ?? 7_200,
    minCover: null,
    termSecondsMax: 365 * DAY_SECONDS,
    score: 30,
    minRateWad: null,
    sandbox: true,
  });
  return { feedId, productId, poolId };
}

/** The registration of a price series as the only source of a feed. */
export function seriesSource(file: string): SourceRegistration {
  return {
    sourceId: 'series',
    family: 'replay',
    config: { file },
    heartbeatSeconds: 3_600,
    operators: ['series'],
  };
}

/** Writes readings as a price series and returns its path. */
export async function writeSeries(readings: readonly Reading[]): Promise<string> {
  const file = join(await temporaryFolder(), 'series.csv');
  const rows = readings.map(({ at, value }) => `${at},${formatDecimal(value)}`);
  await writeFile(file, `${['time,value', ...rows].join('\n')}\n`);
  return file;
}

export const readingsOf = (text: string): Reading[] =>
  parseRows(text).map(({ at, value }) => ({ at, value }));

/** A watcher over a marketplace, on its clock. */
export function watch(
  place: Marketplace,
  options: Partial<WatcherOptions> & { families?: readonly FeedFamily[] } = {},
): Watcher {
  const { families = [] } = options;
  return createWatcher({
    database: place.database,
    market: place.market,
    adapters: (name) => families.find((family) => family.name === name) ?? findFamily(name),
    now: () => place.clock.now,
    principal: WATCHER,
    ...options,
  });
}

/** Everything of one collection, by id. */
export async function all<Name extends StateCollection>(
  database: Database,
  collection: Name,
): Promise<StateDocuments[Name][]> {
  return evidence<StateDocuments[Name]>(database, collection);
}

/** Every record of a collection of evidence, by id. */
export async function evidence<Document>(database: Database, collection: string): Promise<Document[]> {
  const found = await database.collection(collection).find({}).sort({ _id: 1 }).toArray();
  return found.map((document) => decodeDocument<Document>(document));
}
