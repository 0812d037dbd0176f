import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import type { AssetReport, SolvencyReport } from '../../../src/domain/solvency/report.ts';
import { solvencyReport } from '../../../src/market/solvency/solvencyReport.ts';
import { withSnapshot } from '../../../src/store/queries/snapshot.ts';
import { testDatabaseUri } from '../../support/database.ts';
import { breakPeg, buy, pass, payOut } from '../../support/depeg.ts';
import {
  type Marketplace,
  openMarketplace,
  type ReadyWorld,
  readyWorld,
  SYSTEM,
  UNIT,
} from '../../support/marketplace.ts';
import { historiesOf, stored } from '../queries/reading.ts';

let place: Marketplace;
let world: ReadyWorld;
beforeAll(async () => {
  place = await openMarketplace(testDatabaseUri());
  world = await readyWorld(place, { capital: 100_000n * UNIT });
});
afterAll(() => place.stop());

const read = async (): Promise<SolvencyReport> => {
  const histories = await historiesOf(place);
  return withSnapshot(place.database, (view) => solvencyReport(view, histories));
};
const bookOf = (report: SolvencyReport): AssetReport => {
  const [book] = report.assets;
  if (book === undefined) throw new Error('nothing is held');
  return book;
};
const sum = (lines: readonly { amount: bigint }[]) => lines.reduce((all, { amount }) => all + amount, 0n);
const owed = ({ liabilities }: AssetReport, kind: string) =>
  sum(liabilities.filter((line) => line.kind === kind));

describe('the solvency report', () => {
  test('adds up: what is held is what is owed and what bears losses, to the unit', async () => {
    const [buyer] = world.buyers;
    const [policyId = ''] = await buy(place, buyer as never, world.productId, 10_000n * UNIT, 60);
    const book = bookOf(await read());
    expect(policyId).toMatch(/^pol_/);
    expect(book.held).toBe(300_000n * UNIT);
    expect(sum(book.liabilities) + sum(book.layers)).toBe(book.held);
    expect(book.activeCover).toBe(10_000n * UNIT);
    expect(owed(book, 'UNEARNED')).toBe(await stored(place, `${world.poolId}/unearned`, world.assetId));
    const spent = await stored(place, `${buyer?.id}/available`, world.assetId);
    expect(owed(book, 'ACCOUNTS')).toBe(100_000n * UNIT + spent);
    expect(book.layers[0]).toEqual({ layer: 'POOL_CAPITAL', nodeId: world.poolId, amount: 100_000n * UNIT });
    expect(book.pools[0]).toMatchObject({ poolId: world.poolId, requirement: 10_000n * UNIT });
    expect(book.ratioWad).toBe(10n * 10n ** 18n);
  });

  test('says of which command it is, and what happened before counts alone', async () => {
    const before = await read();
    await place.must(SYSTEM, 'creditAccount', {
      accountId: world.underwriter.id,
      assetId: world.assetId,
      amount: 7n,
      reference: 'a wire',
    });
    const after = await read();
    expect(after.sequence).toBe(before.sequence + 1);
    expect(after.journalHash).not.toBe(before.journalHash);
    expect(bookOf(after).held).toBe(bookOf(before).held + 7n);
  });

  test('plays what happened before on the book of today: a quarter of the cover for March 2023', async () => {
    const { stress, stressRatioWad } = bookOf(await read());
    const line = (name: string) => stress.find(({ scenario }) => scenario === name);
    expect(line('USDC_MARCH_2023')).toEqual({
      scenario: 'USDC_MARCH_2023',
      loss: 2_500n * UNIT,
      lossByLayer: [{ layer: 'POOL_CAPITAL', amount: 2_500n * UNIT }],
      haircut: 0n,
    });
    expect(line('UST_MAY_2022')?.loss).toBe(10_000n * UNIT);
    expect(line('ALL_GROUPS')?.loss).toBe(10_000n * UNIT);
    expect(stressRatioWad).toBe(10n * 10n ** 18n);
  });

  test('lists open incidents, then the allocation with what it moved', async () => {
    await pass(place, world, 73);
    const incidentId = await breakPeg(place, world);
    expect((await read()).openIncidents.map((line) => line.incidentId)).toEqual([incidentId]);
    await payOut(place, incidentId);
    const { openIncidents, draws, assets } = await read();
    expect(openIncidents).toEqual([]);
    expect(draws.map(({ type, nodeId }) => [type, nodeId])).toEqual([['incident.allocated', incidentId]]);
    expect(sum(draws[0]?.entries ?? [])).toBe(0n);
    const [book] = assets as [AssetReport];
    expect(sum(book.liabilities) + sum(book.layers)).toBe(book.held);
  });
});
