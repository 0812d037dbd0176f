/** Queries over a test marketplace, on its clock. */
import { createRuinSimulator } from '../../../src/actuary/ruinSimulator.ts';
import { readSeriesFile } from '../../../src/cli/replay/series.ts';
import type { Reading } from '../../../src/domain/trigger/rule.ts';
import { availableOf, balanceId } from '../../../src/market/ledger/accounts.ts';
import { createQueries } from '../../../src/market/queries/createQueries.ts';
import type { QueryDependencies } from '../../../src/market/queries/dependencies.ts';
import type { Queries } from '../../../src/market/queries/port.ts';
import { readHistories } from '../../../src/market/solvency/histories.ts';
import type { Histories } from '../../../src/market/solvency/playStress.ts';
import type { Database } from '../../../src/store/database.ts';
import { loadByIds } from '../../../src/store/load.ts';
import type { Marketplace } from '../../support/marketplace.ts';
import { TEST_SIGNER } from '../../support/signer.ts';

export function dependenciesOf(place: Marketplace, database = place.database): QueryDependencies {
  return {
    database,
    now: () => place.clock.now,
    quoteKey: place.quoteKey,
    sandbox: true,
    signer: TEST_SIGNER,
    simulateRuin: createRuinSimulator().simulate,
    scenarios: (name) => readScenario(FILES[name]),
  };
}

const FILES = { USDC_MARCH_2023: 'usdc-usd-2023-03', UST_MAY_2022: 'ust-usdt-2022-05' };

async function readScenario(file: string): Promise<Reading[]> {
  const readings: Reading[] = [];
  for await (const batch of readSeriesFile(`src/cli/series/${file}.csv`)) readings.push(...batch);
  return readings;
}

/** The price histories of the project, for scenarios. */
export async function historiesOf(place: Marketplace): Promise<Histories> {
  return readHistories(dependenciesOf(place).scenarios)();
}

export function queriesOf(place: Marketplace): Queries {
  return createQueries(dependenciesOf(place));
}

/** The one view of an id. Throws when there is none. */
export async function one<View>(
  read: (ids: string[]) => Promise<Map<string, View>>,
  id: string,
): Promise<View> {
  const view = (await read([id])).get(id);
  if (view === undefined) throw new Error(`there is no view of ${id}`);
  return view;
}

/** A database that counts how often a collection is asked. */
export function counting(database: Database): { database: Database; reads: string[] } {
  const reads: string[] = [];
  const counted: Database = {
    ...database,
    collection(name) {
      reads.push(name);
      return database.collection(name);
    },
  };
  return { database: counted, reads };
}

/** What a ledger account holds, as it is stored. */
export async function stored(place: Marketplace, account: string, assetId: string): Promise<bigint> {
  const [document] = await loadByIds(place.database, 'balances', [balanceId(account, assetId)]);
  return document?.amount ?? 0n;
}

export const spendable = (place: Marketplace, accountId: string, assetId: string): Promise<bigint> =>
  stored(place, availableOf(accountId), assetId);

interface ReadCost {
  collection: string;
  docsExamined: number;
  keysExamined: number;
  planSummary: string;
  hasSortStage?: boolean;
}

/** What the server says that reads of a collection cost it. */
export async function costOf(
  place: Marketplace,
  collection: string,
  read: () => Promise<unknown>,
): Promise<ReadCost[]> {
  const { db } = place.database.connection;
  if (db === undefined) throw new Error('not connected');
  await db.command({ profile: 2 });
  try {
    await read();
  } finally {
    await db.command({ profile: 0 });
  }
  const ns = `${db.databaseName}.${collection}`;
  const found = await db
    .collection('system.profile')
    .find({ ns, op: { $in: ['query', 'command'] } })
    .toArray();
  await db.collection('system.profile').drop();
  return found as unknown as ReadCost[];
}
