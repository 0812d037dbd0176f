/** A product that would join a pool: what those that are in it already cost then. */
import { expect, test } from 'vitest';
import { isRefusal } from '../../../src/domain/shared/refusals.ts';
import { DAY_SECONDS, WAD } from '../../../src/domain/shared/units.ts';
import { testDatabaseUri } from '../../support/database.ts';
import { CAPITAL, leveredWorld } from '../../support/leveredWorld.ts';
import { DEPEG_RULE, openMarketplace, person, UNIT } from '../../support/marketplace.ts';
import { one, queriesOf } from './reading.ts';

const owner = person(1, ['OWNER']);

test('is tried on the books that it would join', async () => {
  const place = await openMarketplace(testDatabaseUri());
  const { assetId, feedIds, underwriter } = await leveredWorld(place);
  const order = { name: 'Two', assetId, kind: 'DIVERSIFIED', leverageWad: 4n * WAD, sandbox: true };
  const { poolId } = await place.must<{ poolId: string }>(owner, 'createPool', order);
  await place.must(underwriter, 'depositCapital', { into: poolId, amount: CAPITAL });
  const productOf = (index: number, group: string) => ({
    ...{ name: `${group} again`, subject: group, peril: 'DEPEG', group, feedId: feedIds[index] },
    ...{ rule: DEPEG_RULE, pools: [{ poolId, weightWad: WAD / 4n }], deductibleBps: 0, waitingSeconds: 0 },
    ...{ challengeSeconds: 7_200, minCover: UNIT, termSecondsMax: 365 * DAY_SECONDS, score: 30 },
    ...{ minRateWad: null, sandbox: true },
  });
  const { productId } = await place.must<{ productId: string }>(owner, 'createProduct', productOf(0, 'USDC'));
  const queries = queriesOf(place);
  const changes = [{ kind: 'createProduct', input: productOf(1, 'DAI') }];
  const said = await queries.whatIf({ changes, productIds: [productId] });
  if (said === null || isRefusal(said)) throw new Error(said?.code);
  const [price] = said.prices;
  // It holds more capital once another group may fall with it.
  expect(price?.annualRateWad.after).toBeGreaterThan(price?.annualRateWad.before ?? 0n);
  expect(price?.annualRateWad.before).toBe((await one(queries.productViews, productId)).annualRateWad);
  await place.must(owner, 'propose', { reason: 'Another', chainId: 1, changes });
  expect(price?.annualRateWad.after).toBe((await one(queries.productViews, productId)).annualRateWad);
  const { capacity } = await one(queries.poolViews, poolId);
  expect(said.pools.map((pool) => pool.capacity.after)).toEqual([capacity]);
  await place.stop();
});
