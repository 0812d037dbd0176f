/** Two more stablecoins beside the ready world's, each with a feed and a pool of its own, and a pool for a basket. */

import { DAY_SECONDS, HOUR_SECONDS, WAD } from '../../src/domain/shared/units.ts';
import type { Principal } from '../../src/market/command.ts';
import { inputsForScore } from './inputsForScore.ts';
import {
  DEPEG_RULE,
  feed,
  hourly,
  liveFeed,
  type Marketplace,
  person,
  type ReadyWorld,
  SUBJECT_SIZE,
  SYSTEM,
  UNIT,
} from './marketplace.ts';

export interface BasketWorld {
  owner: Principal;
  /** Of USDC, DAI and FRAX. */
  productIds: string[];
  feedIds: string[];
  /** An empty pool of its own for the basket, with capital. */
  poolId: string;
}

/** All of it stands on the clock of a ready world, whose first hours it shares. The members are calm. */
export async function basketWorld(place: Marketplace, world: ReadyWorld): Promise<BasketWorld> {
  const owner = person(1, ['OWNER']);
  const created: BasketWorld = {
    owner,
    productIds: [world.productId],
    feedIds: [world.feedId],
    poolId: await addPool(place, owner, world.assetId, 'Basket'),
  };
  const { id: accountId } = world.underwriter;
  const amount = 100_000n * UNIT;
  const credit = { accountId, assetId: world.assetId, amount, reference: 'for the basket' };
  await place.must(SYSTEM, 'creditAccount', credit);
  await place.must(world.underwriter, 'depositCapital', { into: created.poolId, amount });
  for (const subject of ['DAI', 'FRAX']) {
    const poolId = await addPool(place, owner, world.assetId, subject);
    const registration = liveFeed(`${subject}/USD`);
    const { feedId } = await place.must<{ feedId: string }>(owner, 'registerFeed', registration);
    const { productId } = await place.must<{ productId: string }>(owner, 'createProduct', {
      name: `${subject} depeg`,
      subject,
      peril: 'DEPEG',
      group: subject,
      feedId,
      pools: [{ poolId, weightWad: WAD }],
      rule: DEPEG_RULE,
      deductibleBps: 0,
      waitingSeconds: 4 * DAY_SECONDS,
      challengeSeconds: 7_200,
      minCover: null,
      termSecondsMax: 365 * DAY_SECONDS,
      inputs: inputsForScore(20, place.clock.now),
      minRateWad: null,
      subjectSize: { amount: SUBJECT_SIZE, asOf: place.clock.now },
      sandbox: false,
    });
    const { now } = place.clock;
    await feed(place, feedId, hourly(now - 2 * HOUR_SECONDS, [WAD, WAD]), now - 900);
    await place.must(SYSTEM, 'thawProduct', { productId, eventTime: now });
    created.productIds.push(productId);
    created.feedIds.push(feedId);
  }
  return created;
}

async function addPool(place: Marketplace, owner: Principal, assetId: string, name: string): Promise<string> {
  const input = { name, assetId, kind: 'ISOLATED', sandbox: false };
  return (await place.must<{ poolId: string }>(owner, 'createPool', input)).poolId;
}

/** A basket of all three, two of which must fall, as a command. */
export const basketOrder = ({ productIds, poolId }: BasketWorld) => ({
  name: 'Two of three',
  subject: 'Dollar stablecoins',
  peril: 'BASKET',
  group: 'Dollar stablecoins',
  pools: [{ poolId, weightWad: WAD }],
  basket: { productIds, k: 2, windowSeconds: 30 * DAY_SECONDS },
  deductibleBps: 0,
  waitingSeconds: null as number | null,
  challengeSeconds: 7_200,
  minCover: null,
  termSecondsMax: 365 * DAY_SECONDS,
  minRateWad: null,
  sandbox: false,
});
