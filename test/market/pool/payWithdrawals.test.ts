/** Exits whose cooldown ends inside a gap of the feed. */
import { afterEach, beforeEach, expect, test } from 'vitest';
import { auditLedger } from '../../../src/market/audit/auditLedger.ts';
import { positionIdOf } from '../../../src/market/pool/positions.ts';
import { loadByIds } from '../../../src/store/load.ts';
import { cents, pass, passDark } from '../../support/depeg.ts';
import { gist } from '../../support/holder.ts';
import { emptyLedgerUri } from '../../support/ledgers.ts';
import {
  type Marketplace,
  openMarketplace,
  type ReadyWorld,
  readyWorld,
  SYSTEM,
} from '../../support/marketplace.ts';
import { one, queriesOf } from '../queries/reading.ts';

let place: Marketplace;
let world: ReadyWorld;
let withdrawalId: string;
beforeEach(async () => {
  place = await openMarketplace(await emptyLedgerUri());
  world = await readyWorld(place, { buyers: 0 });
  const { poolId, underwriter } = world;
  const position = { positionId: positionIdOf(poolId, underwriter.id), shares: 1_000_000_000n };
  const requested = place.must<{ withdrawalId: string }>(underwriter, 'requestWithdrawal', position);
  ({ withdrawalId } = await requested);
  // The cooldown of seven days ends three hours into the dark.
  await pass(place, world, 7 * 24 - 3);
  await passDark(place, world, 3);
  expect(gist(await pay())).toBe('DONE');
  await passDark(place, world, 5);
});
afterEach(async () => {
  expect((await auditLedger(place.database)).differences).toEqual([]);
  await place.stop();
});

const pay = () => place.send(SYSTEM, 'payWithdrawals', { poolId: world.poolId, tick: place.clock.now });

async function statusOf(): Promise<string | undefined> {
  return (await loadByIds(place.database, 'withdrawals', [withdrawalId]))[0]?.status;
}

test('an exit that matured in a gap waits while a breach may have begun before, and says so', async () => {
  expect(gist(await pay())).toBe('STATUS_FORBIDS');
  const { clockStoppedBy } = await one(queriesOf(place).withdrawalViews, withdrawalId);
  expect(clockStoppedBy).toBe(
    'The feed of USDC does not say yet whether a breach began before the cooldown ended.',
  );
  await pass(place, world, 6, cents(89));
  expect(gist(await pay())).toBe('STATUS_FORBIDS');
  expect(await statusOf()).toBe('QUEUED');
  const [product] = await loadByIds(place.database, 'products', [world.productId]);
  const [withdrawal] = await loadByIds(place.database, 'withdrawals', [withdrawalId]);
  expect(product?.verdicts[0]?.breachStart).toBeLessThan(withdrawal?.maturedAt ?? 0);
});

test('an exit that matured in a gap is paid once prices have come back calm', async () => {
  await pass(place, world, 2);
  expect(gist(await pay())).toBe('DONE');
  expect(await statusOf()).toBe('PAID');
});
