/** What comes of the family that integrators copy: a product on a feed of it is sold, watched and paid. */
import { afterAll, expect, test } from 'vitest';
import { template } from '../../oracles/template/adapter.ts';
import { HOUR_SECONDS, MINUTE_SECONDS, WAD } from '../../src/domain/shared/units.ts';
import { json, openServer } from '../oracles/web/localServer.ts';
import { testDatabaseUri } from '../support/database.ts';
import { openMarketplace, START, UNIT } from '../support/marketplace.ts';
import { buyCover, buyerHas, LOSS_TERMS, STEP_SECONDS } from './insured.ts';
import { addFeed, all, openHouse, watch } from './world.ts';

const OPERATORS = ['ada', 'bob', 'cy'];
const RULE = {
  ...LOSS_TERMS,
  strike: (95n * WAD) / 100n,
  recovery: (97n * WAD) / 100n,
  watch: (99n * WAD) / 100n,
  holdSeconds: HOUR_SECONDS,
  recoveryHoldSeconds: 0,
};
/** Three hours at par, then it is lost. */
const FALLS_AT = START + 3 * HOUR_SECONDS;

const server = await openServer();
afterAll(() => server.close());

/** The rounds of ten hours, one a minute. */
const rounds = Array.from({ length: 600 }, (_, index) => {
  const time = START + index * MINUTE_SECONDS;
  return { round: index + 1, time, price: time < FALLS_AT ? '1.0001' : '0.8' };
});

test('a product on a feed of the template is sold and pays', async () => {
  server.answer = json({ symbol: 'USDC-USD', rounds });
  const place = await openMarketplace(testDatabaseUri());
  const house = await openHouse(place);
  const config = { url: server.url, symbol: 'USDC-USD', decimals: 8, allowPrivate: true };
  const { productId } = await addFeed(place, house, {
    subject: 'USDC',
    rule: RULE,
    quorum: 3,
    decimals: 8,
    finalitySeconds: 60,
    waitingSeconds: 10 * MINUTE_SECONDS,
    challengeSeconds: HOUR_SECONDS / 2,
    sources: OPERATORS.map((operator) => ({
      sourceId: `rounds-${operator}`,
      family: template.name,
      config,
      heartbeatSeconds: 300,
      operators: [operator],
    })),
  });
  const watcher = watch(place, { families: [template] });
  const stepsTo = async (time: number) => {
    while (place.clock.now < time) {
      place.clock.now += STEP_SECONDS;
      const { errors, failed, refused, feeds } = await watcher.tick();
      expect([errors, failed, refused, feeds.flatMap(({ failing }) => failing)]).toEqual([[], [], [], []]);
    }
  };

  await stepsTo(START + 2 * HOUR_SECONDS);
  const policyId = await buyCover(place, productId, 1_000n);
  const had = await buyerHas(place, house.assetId);
  await stepsTo(FALLS_AT + 3 * HOUR_SECONDS);
  expect(await all(place.database, 'payouts')).toMatchObject([{ policyId, paid: 1_000n * UNIT }]);
  expect((await buyerHas(place, house.assetId)) - had).toBe(1_000n * UNIT);
  await watcher.close();
  await place.stop();
});
