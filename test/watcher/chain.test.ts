import { afterEach, beforeEach, expect, test } from 'vitest';
import { localFeedSource } from '../../src/cli/chain/source.ts';
import { HOUR_SECONDS, WAD } from '../../src/domain/shared/units.ts';
import type { ObservationDocument } from '../../src/store/evidence/documents.ts';
import type { Watcher } from '../../src/watcher/watcher.ts';
import { GENESIS, type LocalFeed, OPERATORS, startLocalFeed } from '../oracles/chainlink/localFeed.ts';
import { testDatabaseUri } from '../support/database.ts';
import { type Marketplace, openMarketplace } from '../support/marketplace.ts';
import { STORY_RULE } from './story.ts';
import { addFeed, all, evidence, openHouse, watch } from './world.ts';

const HALF_HOUR = HOUR_SECONDS / 2;
/** A full half hour after the feed was deployed. */
const FIRST_ROW = Math.ceil(GENESIS / HALF_HOUR + 1) * HALF_HOUR;

let local: LocalFeed;
let place: Marketplace;
let watcher: Watcher;
beforeEach(async () => {
  local = await startLocalFeed();
  place = await openMarketplace(testDatabaseUri(), { now: FIRST_ROW });
});
afterEach(async () => {
  await watcher.close();
  await place.stop();
  await local.anvil.close();
});

test('a breach on a real aggregator on a real chain is watched before it is final, and decided after', async () => {
  const { anvil, feed, writer } = local;
  await addFeed(place, await openHouse(place), {
    subject: 'USDC',
    sources: [localFeedSource(anvil, feed)],
    rule: STORY_RULE,
    quorum: 3,
    decimals: 8,
  });
  watcher = watch(place);
  const start = place.clock.now;
  const row = async (halfHour: number, cents: bigint, emptyBlocks = 2) => {
    const at = start + halfHour * HALF_HOUR;
    await writer.submitRow({ at, answers: [{ feed, value: cents * 10n ** 6n }], emptyBlocks });
    place.clock.now = at;
    expect(await watcher.tick()).toMatchObject({ errors: [], failed: [], refused: [] });
    return (await all(place.database, 'products'))[0]?.phase;
  };
  for (const halfHour of [0, 1, 2]) await row(halfHour, 100n);
  expect(await row(3, 100n)).toBe('CALM');
  expect(await row(4, 89n, 0)).toBe('WATCH');
  const unfinal = (await evidence<ObservationDocument>(place.database, 'observations')).filter(
    ({ accepted }) => !accepted,
  );
  expect(unfinal.map(({ value, rejection }) => [value, rejection?.reason])).toEqual(
    OPERATORS.map(() => ['89000000', 'UNFINAL']),
  );
  expect(await row(5, 89n)).toBe('BREACH');
  expect(await row(6, 89n)).toBe('CONFIRMED');
  for (let halfHour = 7; halfHour <= 14; halfHour += 1) await row(halfHour, 100n);
  const [incident] = await all(place.database, 'incidents');
  expect(incident).toMatchObject({
    status: 'PAID',
    breachStart: start + 4 * HALF_HOUR,
    confirmedAt: start + 5 * HALF_HOUR,
    settlementValueWad: (89n * WAD) / 100n,
    payoutRatioWad: WAD / 2n,
  });
  expect((await all(place.database, 'products'))[0]?.phase).toBe('CALM');
});
