/** The stress table asks the layers that an allocation would ask, so that both say the same. */
import fc from 'fast-check';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { WAD } from '../../../src/domain/shared/units.ts';
import type { AssetReport, StressLine } from '../../../src/domain/solvency/report.ts';
import { parametersOf } from '../../../src/market/parameters.ts';
import { reserveIdOf } from '../../../src/market/reserve/reserveId.ts';
import { type LayerBooks, playStress } from '../../../src/market/solvency/playStress.ts';
import { solvencyReport } from '../../../src/market/solvency/solvencyReport.ts';
import type { PoolDocument } from '../../../src/store/documents/pools.ts';
import { loadByIds } from '../../../src/store/load.ts';
import { withSnapshot } from '../../../src/store/queries/snapshot.ts';
import { testDatabaseUri } from '../../support/database.ts';
import { breakAll, type LeveredWorld, leveredWorld } from '../../support/leveredWorld.ts';
import { openMarketplace, person, SYSTEM, UNIT } from '../../support/marketplace.ts';
import { historiesOf } from '../queries/reading.ts';

const kindsOf = ({ lossByLayer }: StressLine) => lossByLayer.map(({ layer }) => layer);
const borne = ({ lossByLayer }: StressLine) => lossByLayer.reduce((sum, { amount }) => sum + amount, 0n);

describe('three groups on capital for two', () => {
  let world: LeveredWorld;
  beforeAll(async () => {
    world = await leveredWorld(await openMarketplace(testDatabaseUri()));
    const { place, assetId, poolId, second } = world;
    const vault = await place.must<{ reserveId: string }>(person(1, ['OWNER']), 'createVault', {
      payoutAssetId: assetId,
      assetId,
    });
    await place.must(second, 'depositCapital', { into: vault.reserveId, amount: 10_000n * UNIT });
    const give = (reserveId: string, units: bigint) =>
      place.must(second, 'contributeToReserve', { reserveId, amount: units * UNIT, kind: 'TRADING_FEE' });
    await give(reserveIdOf('PLATFORM_SLICE', assetId), 1_000n);
    await give(reserveIdOf('POOL_FUND', poolId), 5_000n);
    await give(reserveIdOf('SHARED_FUND', assetId), 10_000n);
  });
  afterAll(() => world.place.stop());

  const bookNow = async (): Promise<AssetReport> => {
    const histories = await historiesOf(world.place);
    const { assets } = await withSnapshot(world.place.database, (view) => solvencyReport(view, histories));
    const [book] = assets;
    if (book === undefined) throw new Error('nothing is held');
    return book;
  };
  const rowOf = async (scenario: string): Promise<StressLine> => {
    const row = (await bookNow()).stress.find((line) => line.scenario === scenario);
    if (row === undefined) throw new Error(`${scenario} is missing`);
    return row;
  };

  test('names every layer in its order, each within its cap, and calls the rest a haircut', async () => {
    const all = await rowOf('ALL_GROUPS');
    expect(all.loss).toBe(59_700n * UNIT);
    expect(kindsOf(all)).toEqual(['POOL_CAPITAL', 'PLATFORM_SLICE', 'POOL_FUND', 'SHARED_FUND', 'VAULT']);
    const [capital, slice, fund, shared, vault] = all.lossByLayer.map(({ amount }) => amount / UNIT);
    // A new pool takes a twentieth of the shared fund, and an event half of the vault.
    expect([capital, slice, fund, shared, vault]).toEqual([40_000n, 1_000n, 5_000n, 500n, 5_000n]);
    expect(borne(all) + all.haircut).toBe(all.loss);
  });

  test('asks no further than it has to: two groups are the capital of the pool', async () => {
    const two = await rowOf('2_LARGEST_GROUPS');
    expect([kindsOf(two), two.haircut]).toEqual([['POOL_CAPITAL'], 0n]);
  });

  test('says what the allocation then does, layer by layer, when all of them fall', async () => {
    const incidentIds = await breakAll(world, 70);
    const before = await rowOf('ALL_GROUPS');
    // What is set aside for these is not there for others: no capital bears any of it.
    expect(kindsOf(before)).not.toContain('POOL_CAPITAL');
    const { place } = world;
    const [incidentId] = incidentIds;
    const answer = await place.must<{ lossEventId: string }>(SYSTEM, 'allocateIncident', { incidentId });
    const [event] = await loadByIds(place.database, 'lossEvents', [answer.lossEventId]);
    const debits = event?.debits.map(({ layer, amount }) => ({ layer, amount })) ?? [];
    const kinds = new Map(event?.layers.map(({ id, kind }) => [id, kind]));
    const reserves = debits.filter(({ layer }) => kinds.get(layer) !== 'CAPITAL');
    const [slice, fund, shared, vault] = reserves;
    expect(reserves.map(({ layer }) => kinds.get(layer))).toEqual([
      ...['PLATFORM_SLICE', 'POOL_FUND', 'SHARED_FUND', 'VAULT'],
    ]);
    // Premium is earned between the two: what the layers hold is what they hold by then.
    const grown = (amount = 0n, shown = 0n) => amount >= shown && amount - shown < 50n * UNIT;
    for (const [index, debit] of [slice, fund, shared, vault].entries())
      expect(grown(debit?.amount, before.lossByLayer[index]?.amount)).toBe(true);
  });
});

describe('two pools that share a fund', () => {
  const assetId = 'ast_1';
  const poolOf = (id: string, cover: bigint): PoolDocument =>
    ({
      ...{ _id: id, assetId, fundClass: 'C' },
      products: [{ productId: id, group: 'X', cover, highestRatioWad: WAD }],
    }) as unknown as PoolDocument;
  const booksWith = (shared: bigint): LayerBooks =>
    ({
      parameters: parametersOf(null),
      must: () => ({ decimals: 0 }),
      balance: (account: string) => (account === 'rsv_shared_1/funds' ? shared : 0n),
    }) as unknown as LayerBooks;
  const NONE = { all: [], played: new Map() };

  test('lose at once and take it once: together no more than its cap, and it adds up', () => {
    const amount = fc.bigInt(0n, 10n ** 12n);
    fc.assert(
      fc.property(amount, amount, amount, amount, amount, (coverA, coverB, capitalA, capitalB, shared) => {
        const pools = [
          { pool: poolOf('pool_a', coverA), capital: capitalA },
          { pool: poolOf('pool_b', coverB), capital: capitalB },
        ];
        for (const line of playStress(booksWith(shared), pools, [], NONE)) {
          expect(borne(line) + line.haircut).toBe(line.loss);
          const fund = line.lossByLayer.find(({ layer }) => layer === 'SHARED_FUND')?.amount ?? 0n;
          expect(fund).toBeLessThanOrEqual(shared / 20n);
        }
      }),
    );
  });
});
