/** A marketplace that sells: one to fifty pools with a product each, buyers with money, and a clock that runs. */
import { DAY_SECONDS, WAD } from '../../../src/domain/shared/units.ts';
import {
  DEPEG_RULE,
  type Marketplace,
  openMarketplace,
  person,
  type ReadyWorld,
  readyWorld,
  SYSTEM,
  UNIT,
} from '../../support/marketplace.ts';

export interface BenchWorld {
  place: Marketplace;
  ready: ReadyWorld;
  /** One product for each pool; the first pool is the hot one. */
  productIds: string[];
  stop(): Promise<void>;
}

/** So much that no purchase of a run meets a limit: what is measured is the sale, not its refusal. */
const CAPITAL = 10n ** 9n * UNIT;
/** What people choose in a form. */
const TERM_DAYS = [14, 30, 60, 90, 180, 365] as const;

/** Opens a marketplace on an empty database. */
export async function openWorld(
  uri: string,
  options: { pools: number; buyers: number; waitingSeconds?: number },
): Promise<BenchWorld> {
  const place = await openMarketplace(uri);
  const { buyers, waitingSeconds = 3 * DAY_SECONDS } = options;
  const ready = await readyWorld(place, { capital: CAPITAL, buyers, waitingSeconds });
  const productIds = [ready.productId];
  while (productIds.length < options.pools) {
    productIds.push(await addPool(place, ready, productIds.length, waitingSeconds));
  }
  const clock = setInterval(() => {
    place.clock.now += 1;
  }, 1_000);
  return {
    place,
    ready,
    productIds,
    async stop() {
      clearInterval(clock);
      await place.stop();
    },
  };
}

/** One purchase that a person might make, with a limit that never binds. */
export function orderOf(productId: string, pick: (bound: number) => number) {
  const termSeconds = (TERM_DAYS[pick(TERM_DAYS.length)] ?? 30) * DAY_SECONDS;
  const coverAmount = BigInt(10 + pick(90)) * UNIT;
  return { items: [{ productId, coverAmount, termSeconds }], maxPremium: coverAmount };
}

async function addPool(
  place: Marketplace,
  { assetId, feedId, underwriter }: ReadyWorld,
  number: number,
  waitingSeconds: number,
): Promise<string> {
  const owner = person(1, ['OWNER']);
  const { poolId } = await place.must<{ poolId: string }>(owner, 'createPool', {
    name: `Pool ${number}`,
    assetId,
    kind: 'ISOLATED',
    sandbox: false,
  });
  const capital = { accountId: underwriter.id, assetId, amount: CAPITAL, reference: `pool ${number}` };
  await place.must(person(3, ['CASHIER']), 'creditAccount', capital);
  await place.must(underwriter, 'depositCapital', { into: poolId, amount: CAPITAL });
  const { productId } = await place.must<{ productId: string }>(owner, 'createProduct', {
    name: `USDC depeg ${number}`,
    subject: 'USDC',
    peril: 'DEPEG',
    group: 'USDC',
    feedId,
    pools: [{ poolId, weightWad: WAD }],
    rule: DEPEG_RULE,
    deductibleBps: 0,
    waitingSeconds,
    challengeSeconds: 7_200,
    minCover: null,
    termSecondsMax: 365 * DAY_SECONDS,
    score: 30,
    minRateWad: null,
    sandbox: false,
  });
  await place.must(SYSTEM, 'thawProduct', { productId, eventTime: place.clock.now });
  return productId;
}
