/** Everybody who has shares, of a pool or of a vault, is counted in the trees with what these are worth. */
import { afterAll, beforeAll, expect, test } from 'vitest';
import { positionIdOf } from '../../../src/market/pool/positions.ts';
import { liabilityTrees } from '../../../src/market/solvency/liabilityTrees.ts';
import { stored as storedForm } from '../../../src/store/database.ts';
import { loadByIds } from '../../../src/store/load.ts';
import { withSnapshot } from '../../../src/store/queries/snapshot.ts';
import { testDatabaseUri } from '../../support/database.ts';
import {
  type Marketplace,
  openMarketplace,
  person,
  type ReadyWorld,
  readyWorld,
  SYSTEM,
  UNIT,
} from '../../support/marketplace.ts';
import { one, queriesOf, spendable } from '../queries/reading.ts';

const STAKER = person(7);

let place: Marketplace;
let world: ReadyWorld;
let vaultId: string;
beforeAll(async () => {
  place = await openMarketplace(testDatabaseUri());
  world = await readyWorld(place);
  const { assetId } = world;
  await place.must(SYSTEM, 'registerAccount', { address: STAKER.address, roles: [] });
  const credit = { accountId: STAKER.id, assetId, amount: 10_000n * UNIT, reference: 'stake' };
  await place.must(SYSTEM, 'creditAccount', credit);
  const vault = { payoutAssetId: assetId, assetId };
  ({ reserveId: vaultId } = await place.must<{ reserveId: string }>(
    person(1, ['OWNER']),
    'createVault',
    vault,
  ));
  await place.must(STAKER, 'depositCapital', { into: vaultId, amount: 4_000n * UNIT });
});
afterAll(() => place.stop());

async function owed() {
  const trees = await withSnapshot(place.database, (view) => liabilityTrees(view, (tree, id) => tree + id));
  const [tree, ...more] = trees.filter(({ kind }) => kind === 'OWED');
  if (tree === undefined || more.length > 0) throw new Error('one tree of what is owed');
  return tree;
}

const worthOf = async (positionId: string) =>
  (await one((ids) => queriesOf(place).positionViews(ids), positionId)).value;

test('accounts with what they have, positions with what their owners see', async () => {
  const { amounts, tree } = await owed();
  const pool = positionIdOf(world.poolId, world.underwriter.id);
  const vault = positionIdOf(vaultId, STAKER.id);
  expect(amounts.get(STAKER.id)).toBe(await spendable(place, STAKER.id, world.assetId));
  expect(amounts.get(pool)).toBe(await worthOf(pool));
  expect(amounts.get(vault)).toBe(await worthOf(vault));
  expect(amounts.get(vault)).toBeGreaterThan(3_999n * UNIT);
  expect(tree.root.sum).toBe([...amounts.values()].reduce((sum, amount) => sum + amount, 0n));
});

test('what a vault has set aside for a draw is still its shares’', async () => {
  const before = (await owed()).amounts.get(positionIdOf(vaultId, STAKER.id)) ?? 0n;
  const [vault] = await loadByIds(place.database, 'vaults', [vaultId]);
  const holds = [{ marketId: 'mkt_1', amount: 500n * UNIT }];
  await place.database.collection('vaults').replaceOne({ _id: vaultId }, storedForm({ ...vault, holds }));
  const after = (await owed()).amounts.get(positionIdOf(vaultId, STAKER.id)) ?? 0n;
  expect(after - before).toBeGreaterThan(499n * UNIT);
  expect(after).toBe(await worthOf(positionIdOf(vaultId, STAKER.id)));
});
