import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { localFeedSource } from '../../../src/cli/chain/source.ts';
import { verify } from '../../../src/cli/verify/command.ts';
import type { EvidenceBundle } from '../../../src/domain/evidence/bundle.ts';
import { HOUR_SECONDS } from '../../../src/domain/shared/units.ts';
import { GENESIS, type LocalFeed, OPERATORS, startLocalFeed } from '../../oracles/chainlink/localFeed.ts';
import { testDatabaseUri } from '../../support/database.ts';
import { openMarketplace } from '../../support/marketplace.ts';
import { temporaryFolder } from '../../support/temporaryFolder.ts';
import { STORY_RULE } from '../../watcher/story.ts';
import { addFeed, openHouse, watch } from '../../watcher/world.ts';
import { keepingStreams } from '../shared/streams.ts';
import { onlyBundle } from './bundles.ts';

const HALF_HOUR = HOUR_SECONDS / 2;
const FIRST_ROW = Math.ceil(GENESIS / HALF_HOUR + 1) * HALF_HOUR;

let local: LocalFeed;
beforeAll(async () => {
  local = await startLocalFeed();
});
afterAll(() => local.anvil.close());

test('an incident of a real aggregator on a real chain is verified from its evidence, rejected reports and all', async () => {
  const { anvil, feed, writer } = local;
  const place = await openMarketplace(testDatabaseUri(), { now: FIRST_ROW });
  await addFeed(place, await openHouse(place), {
    subject: 'USDC',
    sources: [localFeedSource(anvil, feed)],
    rule: STORY_RULE,
    quorum: 3,
    decimals: 8,
  });
  const watcher = watch(place);
  const cents = [100n, 100n, 100n, 100n, 89n, 89n, 89n, 100n, 100n, 100n, 100n];
  for (const [halfHour, price] of cents.entries()) {
    const at = FIRST_ROW + halfHour * HALF_HOUR;
    const emptyBlocks = halfHour === 4 ? 0 : 2;
    await writer.submitRow({ at, answers: [{ feed, value: price * 10n ** 6n }], emptyBlocks });
    place.clock.now = at;
    expect(await watcher.tick()).toMatchObject({ errors: [], failed: [], refused: [] });
  }
  await watcher.close();
  const text = await onlyBundle(place.database);
  await place.stop();

  const path = join(await temporaryFolder(), 'evidence.json');
  await writeFile(path, text);
  const streams = keepingStreams();
  expect(await verify([path, '--json'], streams)).toBe(0);
  const answer = JSON.parse(streams.stdout()) as { checked: Record<string, number> };
  expect(answer).toMatchObject({ verified: true, settlementValue: '0.89', payoutRatio: '0.5' });
  // The breach was seen in a block that was not final yet.
  expect(answer.checked.rejected).toBe(OPERATORS.length);

  const bundle = JSON.parse(text) as EvidenceBundle;
  const [source] = bundle.feed.registrations[0]?.sources ?? [];
  expect(source?.operators).toEqual(OPERATORS);
  expect(text).not.toContain(anvil.url);
  const low = bundle.closings
    .flatMap(({ observations }) => observations)
    .find(({ value }) => value === '89000000');
  expect(low?.blockHash).toMatch(/^0x[0-9a-f]{64}$/);
});
