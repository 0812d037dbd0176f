/** A vault that many are about to leave backs what was sold, and nothing new. */
import { expect, test } from 'vitest';
import { auditLedger } from '../../../src/market/audit/auditLedger.ts';
import { positionIdOf } from '../../../src/market/pool/positions.ts';
import { loadByIds } from '../../../src/store/load.ts';
import { testDatabaseUri } from '../../support/database.ts';
import { buy, order, pass } from '../../support/depeg.ts';
import { openMarketplace, person, readyWorld, SYSTEM, UNIT } from '../../support/marketplace.ts';
import { queriesOf } from '../queries/reading.ts';

const OWNER = person(1, ['OWNER']);
const STAKER = person(7);
const STAKE = 10_000n * UNIT;

test('nothing is sold that needs a vault of which more than 30 % wait to leave', async () => {
  const place = await openMarketplace(testDatabaseUri());
  const world = await readyWorld(place, { capital: 12_000n * UNIT, waitingSeconds: 0 });
  const { assetId, poolId, productId, underwriter, buyers } = world;
  const [buyer] = buyers;
  if (buyer === undefined) throw new Error('nobody buys');
  await place.must(SYSTEM, 'registerAccount', { address: STAKER.address, roles: [] });
  const funds = { accountId: STAKER.id, assetId, amount: STAKE, reference: 'stake' };
  await place.must(SYSTEM, 'creditAccount', funds);
  const { reserveId } = await place.must<{ reserveId: string }>(OWNER, 'createVault', {
    ...{ payoutAssetId: assetId, assetId },
  });
  await place.must(STAKER, 'depositCapital', { into: reserveId, amount: STAKE });
  await buy(place, buyer, productId, 1_000n * UNIT, 60);
  await place.must(SYSTEM, 'sizeReserves', { assetId, tick: place.clock.now });
  // Half of the capital leaves: with 6,000 of the 10,000 that are required only half of the vault keeps it open.
  const half = { positionId: positionIdOf(poolId, underwriter.id), shares: 6_000n * UNIT * 1_000n };
  await place.must(underwriter, 'requestWithdrawal', half);
  await pass(place, world, 8 * 24);
  await place.must(SYSTEM, 'payWithdrawals', { poolId, tick: place.clock.now });
  await pass(place, world, 1);
  await place.must(SYSTEM, 'payWithdrawals', { poolId, tick: place.clock.now });
  const capacity = async () => (await queriesOf(place).poolViews([poolId])).get(poolId)?.capacity ?? -1n;
  expect(await capacity()).toBeGreaterThan(0n);
  await buy(place, buyer, productId, 10n * UNIT, 60);

  const leaving = { positionId: positionIdOf(reserveId, STAKER.id), shares: STAKE * 301n };
  const { withdrawalId } = await place.must<{ withdrawalId: string }>(STAKER, 'requestWithdrawal', leaving);
  expect(await loadByIds(place.database, 'vaults', [reserveId])).toMatchObject([{ status: 'SALES_STOPPED' }]);
  expect(await capacity()).toBe(0n);
  expect(await place.send(buyer, 'buyPolicies', order(productId, 10n * UNIT, 60))).toMatchObject({
    kind: 'REFUSED',
    refusal: { code: 'CAPACITY_TOO_LOW' },
  });
  // What was sold is backed as before: the pool stands where it stood.
  expect(await loadByIds(place.database, 'pools', [poolId])).toMatchObject([{ status: 'OPEN' }]);

  await place.must(STAKER, 'cancelWithdrawal', { withdrawalId });
  await buy(place, buyer, productId, 10n * UNIT, 60);
  expect((await auditLedger(place.database)).differences).toEqual([]);
  await place.stop();
}, 60_000);
