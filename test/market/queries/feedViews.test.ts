import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import type { RawObservation } from '../../../src/domain/feed/observation.ts';
import type { Verdict } from '../../../src/domain/feed/validate.ts';
import { DAY_SECONDS, WAD } from '../../../src/domain/shared/units.ts';
import { createQueries } from '../../../src/market/queries/createQueries.ts';
import type { Queries } from '../../../src/market/queries/port.ts';
import { appendObservations, observationRecord } from '../../../src/store/evidence/observations.ts';
import { newSource, saveSource } from '../../../src/store/evidence/sources.ts';
import { testDatabaseUri } from '../../support/database.ts';
import {
  COST_OF_CORRUPTION,
  type Marketplace,
  openMarketplace,
  person,
  type ReadyWorld,
  readyWorld,
  SYSTEM,
  UNIT,
} from '../../support/marketplace.ts';
import { costOf, counting, dependenciesOf, one, queriesOf } from './reading.ts';

let place: Marketplace;
let world: ReadyWorld;
let queries: Queries;
beforeAll(async () => {
  place = await openMarketplace(testDatabaseUri());
  world = await readyWorld(place);
  queries = queriesOf(place);
});
afterAll(() => place.stop());

/** One report of ada, an hour apart by its round. */
function observe(round: number, rejected: boolean, finalized = true) {
  const raw: RawObservation = {
    source: 'test',
    operator: 'ada',
    round: `${round}`,
    value: 10n ** 8n,
    decimals: 8,
    observedAt: place.clock.now - DAY_SECONDS + round * 3_600,
    finalized,
  };
  const accepted = { ...raw, key: `test/ada/${round}/-`, value: WAD, freshUntil: raw.observedAt + 7_200 };
  const verdict: Verdict = rejected
    ? { valid: false, reason: 'LATE', limit: 'after 1', actual: '0' }
    : { valid: true, accepted };
  return observationRecord(world.feedId, raw, verdict, {
    now: place.clock.now,
    watermark: null,
    previous: null,
  });
}

describe('feedViews', () => {
  test('a feed that was never read has nothing to rest on', async () => {
    const owner = person(1, ['OWNER']);
    const source = {
      sourceId: 'one',
      family: 'replay',
      config: {},
      heartbeatSeconds: 3_600,
      operators: ['a', 'b'],
    };
    const { feedId } = await place.must<{ feedId: string }>(owner, 'registerFeed', {
      name: 'Never read',
      decimals: 8,
      quorum: 1,
      maxGapSeconds: 7_200,
      finalitySeconds: 900,
      sources: [source],
      sandbox: true,
    });
    expect(await one(queries.feedViews, feedId)).toEqual({
      asOf: { eventTime: null, block: null, blockHash: null, lagSeconds: null },
      activeCover: [],
      coverCap: { used: 0n, limit: null },
      decentralisation: {
        collusionThreshold: 0,
        collusionThresholdAtBest: 1,
        minimum: null,
        operators: ['a', 'b'].map((name) => ({ name, shareWad: WAD / 2n, sourceCount: 1, heard: false })),
      },
      policiesDepending: 0,
      operators: ['a', 'b'].map((operator) => ({
        operator,
        sourceId: 'one',
        lastSeenAt: null,
        observationCount: 0,
        rejectedCount: 0,
      })),
    });
  });

  test('says who was seen when, how much was rejected, and how far the chain was read', async () => {
    // First the source, which waits for no majority: the observations do, and so for what was written before.
    const readThrough = { eventTime: place.clock.now - 60, block: 17, blockHash: '0xabc' };
    await saveSource(place.database, { ...newSource(world.feedId, 'test'), readThrough });
    const observations = [observe(1, false), observe(2, true), observe(3, false), observe(4, false, false)];
    await appendObservations(place.database, observations);
    const view = await one(queries.feedViews, world.feedId);
    expect(view.asOf).toEqual({
      eventTime: place.clock.now - 900,
      block: 17n,
      blockHash: '0xabc',
      lagSeconds: 900,
    });
    const lastSeenAt = place.clock.now - DAY_SECONDS + 3 * 3_600;
    const ada = {
      operator: 'ada',
      sourceId: 'test',
      lastSeenAt,
      observationCount: 3,
      rejectedCount: 1,
    };
    expect(view.operators).toHaveLength(3);
    expect(view.operators).toContainEqual(ada);
  });

  test('adds up the cover and the policies that depend on it', async () => {
    const item = { productId: world.productId, coverAmount: 1_000n * UNIT, termSeconds: 30 * DAY_SECONDS };
    const order = { items: [item, item], maxPremium: 1_000n * UNIT };
    await place.must(world.buyers[0] ?? SYSTEM, 'buyPolicies', order);
    const view = await one(queries.feedViews, world.feedId);
    expect(view.policiesDepending).toBe(2);
    expect(view.activeCover).toEqual([{ assetId: world.assetId, amount: 2_000n * UNIT }]);
    expect(view.coverCap).toEqual({ used: 2_000n, limit: COST_OF_CORRUPTION / 2n });
    expect(view.decentralisation).toMatchObject({ collusionThreshold: 2, minimum: 2 });
    expect(view.decentralisation.operators.map(({ heard }) => heard)).toEqual([true, true, true]);
  });

  test('counts observations and policies along their indexes, without a look at the documents', async () => {
    const read = () => queries.feedViews([world.feedId]);
    const costs = [...(await costOf(place, 'feeds', read)), ...(await costOf(place, 'products', read))];
    expect(costs.length).toBeGreaterThan(0);
    const docs = costs.reduce((sum, { docsExamined }) => sum + docsExamined, 0);
    expect(docs).toBeLessThan(12);
  });

  test('ask the database as often for all feeds as for one', async () => {
    const { database, reads } = counting(place.database);
    const counted = createQueries(dependenciesOf(place, database));
    await counted.feedViews([world.feedId]);
    const forOne = reads.length;
    await counted.feedViews([world.feedId, 'feed_never_read']);
    expect(reads.length - forOne).toBe(forOne);
  });
});
