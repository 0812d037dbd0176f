import { expect, test } from 'vitest';
import { auditLedger } from '../../../src/market/audit/auditLedger.ts';
import { positionIdOf } from '../../../src/market/pool/positions.ts';
import { loadByIds } from '../../../src/store/load.ts';
import { payOut } from '../../support/depeg.ts';
import { gist } from '../../support/holder.ts';
import { emptyLedgerUri } from '../../support/ledgers.ts';
import { breakFirst, leveredWorld, passAll, thawFirst } from '../../support/leveredWorld.ts';
import { openMarketplace, SYSTEM, UNIT } from '../../support/marketplace.ts';

test('an exit whose cooldown is seen to have ended during a breach is not paid less for what the breach had set aside in vain', async () => {
  const place = await openMarketplace(await emptyLedgerUri());
  const world = await leveredWorld(place);
  const { poolId, second, underwriter } = world;
  const shares = 1_000n * UNIT * 1_000n;
  const positionId = positionIdOf(poolId, second.id);
  const asked = { positionId, shares };
  const { withdrawalId } = await place.must<{ withdrawalId: string }>(second, 'requestWithdrawal', asked);
  // Nobody looks until after the cooldown has ended and a breach has begun.
  await passAll(world, 7 * 24 + 1);
  const incidentId = await breakFirst(world, 89);
  const pay = () => place.send(SYSTEM, 'payWithdrawals', { poolId, tick: place.clock.now });
  expect(await pay()).toMatchObject({ kind: 'DONE', answer: { matured: 1, paid: 0 } });
  await payOut(place, incidentId);
  await thawFirst(world);
  await place.must(SYSTEM, 'judgePool', { poolId, tick: '1' });
  await place.must(underwriter, 'depositCapital', { into: poolId, amount: 60_000n * UNIT });
  await passAll(world, 1);
  expect(gist(await pay())).toBe('DONE');
  const [withdrawal] = await loadByIds(place.database, 'withdrawals', [withdrawalId]);
  // Half of 19,900 was lost of 40,000, and all of it had been set aside: 0.75 a share, not 0.50.
  expect(withdrawal?.status).toBe('PAID');
  expect((withdrawal?.paid ?? 0n) / (10n * UNIT)).toBe(75n);
  expect((await auditLedger(place.database)).differences).toEqual([]);
  await place.stop();
});
