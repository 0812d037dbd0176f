import { afterEach, expect, test } from 'vitest';
import { auditLedger } from '../../../src/market/audit/auditLedger.ts';
import type { Principal } from '../../../src/market/command.ts';
import { buy, order } from '../../support/depeg.ts';
import { gist, tally } from '../../support/holder.ts';
import { emptyLedgerUri } from '../../support/ledgers.ts';
import {
  type Marketplace,
  openMarketplace,
  person,
  readyWorld,
  SYSTEM,
  UNIT,
} from '../../support/marketplace.ts';

let place: Marketplace | undefined;
afterEach(async () => {
  await place?.stop();
  place = undefined;
});

async function people(at: Marketplace, count: number, assetId: string): Promise<Principal[]> {
  const all = Array.from({ length: count }, (_, index) => person(10_000 + index));
  await Promise.all(all.map(({ address }) => at.must(SYSTEM, 'registerAccount', { address, roles: [] })));
  const credit = { assetId, amount: 100n * UNIT, reference: 'opening balance' };
  await Promise.all(all.map(({ id }) => at.must(SYSTEM, 'creditAccount', { accountId: id, ...credit })));
  return all;
}

test('of 500 buyers who race for the last unit of a pool one gets it, and the others hear that there is none', async () => {
  place = await openMarketplace(await emptyLedgerUri());
  const world = await readyWorld(place, { capital: 100_000n * UNIT });
  const { productId, poolId, buyers } = world;
  const [filler] = buyers as [Principal];
  for (let sold = 0; sold < 4; sold += 1) await buy(place, filler, productId, 20_000n * UNIT, 30);
  // The least that is sold is ten whole units: they are the pool's last.
  await buy(place, filler, productId, 19_990n * UNIT, 30);
  const racers = await people(place, 500, world.assetId);
  const outcomes = await Promise.all(
    racers.map((racer) => place?.send(racer, 'buyPolicies', order(productId, 10n * UNIT, 30), 'race')),
  );
  expect(tally(outcomes)).toEqual({ DONE: 1, CAPACITY_TOO_LOW: 499 });
  const refused = outcomes.find((outcome) => outcome?.kind === 'REFUSED');
  expect(refused).toMatchObject({
    refusal: { data: { available: 0n, byPool: [{ poolId, available: 0n }] } },
  });
  const { differences, checked } = await auditLedger(place.database);
  expect(differences).toEqual([]);
  expect(checked.policies).toBe(6);
});

test('capital leaves or is sold, never both: exits and purchases race for the same capital', async () => {
  place = await openMarketplace(await emptyLedgerUri());
  const world = await readyWorld(place, { capital: 100_000n * UNIT });
  const { productId, poolId, buyers, underwriter } = world;
  const positionId = `pos_${poolId.slice(5)}_${underwriter.id.slice(4)}`;
  const shares = 29_000n * UNIT * 1_000n;
  const races = [
    place.send(underwriter, 'requestWithdrawal', { positionId, shares }),
    ...Array.from({ length: 60 }, (_, index) =>
      place?.send(buyers[index % 2] as Principal, 'buyPolicies', order(productId, 2_000n * UNIT, 30)),
    ),
  ];
  const outcomes = await Promise.all(races);
  const sold = outcomes.slice(1).filter((outcome) => gist(outcome) === 'DONE').length;
  expect(sold).toBe(35);
  expect(gist(outcomes[0])).toBe('DONE');
  expect((await auditLedger(place.database)).differences).toEqual([]);
});
