/** A feed that falls silent for ever holds nobody's capital for ever. */
import { afterAll, afterEach, beforeEach, expect, test } from 'vitest';
import { SourceError } from '../../oracles/adapter.ts';
import { DAY_SECONDS, HOUR_SECONDS } from '../../src/domain/shared/units.ts';
import { balanceId, capitalOf } from '../../src/market/ledger/accounts.ts';
import type { Watcher } from '../../src/watcher/watcher.ts';
import { testDatabaseUri } from '../support/database.ts';
import { DEPEG_RULE, type Marketplace, OPERATORS, person, START, UNIT } from '../support/marketplace.ts';
import { newScript, report, type Script, scripted, scriptedSource } from './scripted.ts';
import { addFeed, all, closeDatabases, emptyMarketplace, openHouse, watch } from './world.ts';

const WEEK = 7 * DAY_SECONDS;
const COVER = 10_000n * UNIT;

let place: Marketplace;
let watcher: Watcher;
let script: Script;

afterAll(closeDatabases);
beforeEach(async () => {
  place = await emptyMarketplace(testDatabaseUri());
  script = newScript();
  watcher = watch(place, { families: [scripted({ one: script })] });
});
afterEach(async () => {
  await watcher.close();
  await place.stop();
});

const stepAt = async (at: number) => {
  place.clock.now = at;
  expect(await watcher.tick()).toMatchObject({ errors: [], failed: [], refused: [] });
};

test('capital beyond all cover leaves a pool whose feed died, seven days after it was noticed', async () => {
  const house = await openHouse(place);
  const { productId, poolId } = await addFeed(place, house, {
    subject: 'USDC',
    sources: [scriptedSource('one', [...OPERATORS])],
    rule: DEPEG_RULE,
    quorum: 3,
    decimals: 8,
    waitingSeconds: 0,
  });
  const hours = Array.from({ length: 3 }, (_, hour) => START + hour * HOUR_SECONDS);
  script.final = hours.flatMap((at) => OPERATORS.map((operator) => report('one', operator, at, 10n ** 8n)));
  for (const at of hours) await stepAt(at);
  const items = [{ productId, coverAmount: COVER, termSeconds: 60 * DAY_SECONDS }];
  await place.must(person(3), 'buyPolicies', { items, maxPremium: 1_000n * UNIT });
  const [position] = await all(place.database, 'positions');
  const shares = (position?.shares ?? 0n) - 1_000n;
  const requestedAt = place.clock.now;
  await place.must(person(2), 'requestWithdrawal', { positionId: position?._id, shares });

  script.failure = new SourceError('UNREACHABLE', 'The node does not answer.');
  await stepAt(requestedAt + 6 * HOUR_SECONDS);
  const [pool] = await all(place.database, 'pools');
  expect(pool).toMatchObject({ frozenSince: place.clock.now, reopensAt: place.clock.now + WEEK });
  // The clock of the cooldown stood still for the seven days, and for no longer.
  for (let day = 1; day < 14; day += 1) await stepAt(requestedAt + day * DAY_SECONDS);
  expect((await all(place.database, 'withdrawals'))[0]).toMatchObject({ maturedAt: null, paid: 0n });
  await stepAt(requestedAt + 2 * WEEK - 1);
  expect((await all(place.database, 'withdrawals'))[0]).toMatchObject({ maturedAt: null, paid: 0n });
  await stepAt(requestedAt + 2 * WEEK);
  await stepAt(requestedAt + 2 * WEEK + 60);
  expect((await all(place.database, 'withdrawals'))[0]).toMatchObject({ status: 'PART_PAID' });
  const id = balanceId(capitalOf(poolId), house.assetId);
  const capital = (await all(place.database, 'balances')).find(({ _id }) => _id === id);
  expect(capital?.amount).toBe(COVER);
});
