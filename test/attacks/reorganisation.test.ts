import { expect, test } from 'vitest';
import { openPriceWriter } from '../../src/cli/chain/prices.ts';
import { callNodeStrictly } from '../../src/cli/chain/rpc.ts';
import { localFeedSource } from '../../src/cli/chain/source.ts';
import { HOUR_SECONDS } from '../../src/domain/shared/units.ts';
import type { VerdictDocument } from '../../src/store/evidence/documents.ts';
import { GENESIS, OPERATORS, startLocalFeed } from '../oracles/chainlink/localFeed.ts';
import { testDatabaseUri } from '../support/database.ts';
import { openMarketplace } from '../support/marketplace.ts';
import { STORY_RULE } from '../watcher/story.ts';
import { addFeed, all, evidence, openHouse, watch } from '../watcher/world.ts';

const HALF_HOUR = HOUR_SECONDS / 2;
const FIRST_ROW = Math.ceil(GENESIS / HALF_HOUR + 1) * HALF_HOUR;

test('attack 11: a breach that a reorganisation takes back is watched and never confirmed', async () => {
  const { anvil, client, feed, writer: first } = await startLocalFeed();
  const place = await openMarketplace(testDatabaseUri(), { now: FIRST_ROW });
  const sources = [localFeedSource(anvil, feed)];
  const options = { subject: 'USDC', sources, rule: STORY_RULE, quorum: 3, decimals: 8 };
  await addFeed(place, await openHouse(place), options);
  const watcher = watch(place);
  let writer = first;
  const row = async (halfHour: number, cents: bigint, emptyBlocks: number) => {
    const at = FIRST_ROW + halfHour * HALF_HOUR;
    await writer.submitRow({ at, answers: [{ feed, value: cents * 10n ** 6n }], emptyBlocks });
    place.clock.now = Math.max(at, place.clock.now);
    expect(await watcher.tick()).toMatchObject({ errors: [], failed: [], refused: [] });
    return (await all(place.database, 'products'))[0]?.phase;
  };
  for (const halfHour of [0, 1, 2, 3]) await row(halfHour, 100n, 2);
  await row(4, 89n, 2);
  const [before] = await callNodeStrictly(anvil.url, [{ method: 'evm_snapshot', params: [] }]);
  // With this row the hold of half an hour is over, but its block is not final.
  expect(await row(5, 89n, 0)).toBe('BREACH');
  await callNodeStrictly(anvil.url, [{ method: 'evm_revert', params: [before] }]);
  writer = openPriceWriter(client);
  // The chain that stays had recovered three minutes before the hold was over.
  const phases: unknown[] = [];
  for (const halfHour of [4.9, 6, 7, 8, 9]) phases.push(await row(halfHour, 100n, 2));
  expect(phases).not.toContain('CONFIRMED');
  expect(phases.at(-1)).toBe('CALM');
  expect(await all(place.database, 'incidents')).toEqual([]);
  const verdicts = await evidence<VerdictDocument>(place.database, 'verdicts');
  expect(verdicts.map(({ reason }) => reason)).toEqual(OPERATORS.map(() => 'REORGED'));
  await watcher.close();
  await place.stop();
  await anvil.close();
});
