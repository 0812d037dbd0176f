/** A quote on loaded books, and the bare pricing of the same offers: both in this process, nothing is read. */

import { allocateCover } from '../../../src/domain/pricing/allocate.ts';
import type { Offer } from '../../../src/domain/pricing/poolOffer.ts';
import { premiumFor } from '../../../src/domain/pricing/premium.ts';
import { purchaseSlice, UTILISATION_CURVE_DEFAULT } from '../../../src/domain/pricing/utilisation.ts';
import { DAY_SECONDS, HOUR_SECONDS, WAD } from '../../../src/domain/shared/units.ts';
import { offersOf } from '../../../src/market/policy/priceOrder.ts';
import { openPools } from '../../../src/market/policy/salesOpen.ts';
import { saleNeeds } from '../../../src/market/queries/productViews.ts';
import { priceAll } from '../../../src/market/queries/quote.ts';
import type { QuoteItem } from '../../../src/market/queries/views.ts';
import { type Draft, openDraft } from '../../../src/market/sequencer/draft.ts';
import { loadWorld } from '../../../src/market/sequencer/loadWorld.ts';
import { inputsForScore } from '../../support/inputsForScore.ts';
import {
  DEPEG_RULE,
  feed,
  hourly,
  type Marketplace,
  openMarketplace,
  person,
  type ReadyWorld,
  readyWorld,
  SUBJECT_SIZE,
  SYSTEM,
  UNIT,
} from '../../support/marketplace.ts';

/** A product has at most ten pools: two lines over ten each. */
const PRODUCTS = 2;
const POOLS = 10;
const CAPITAL = 10n ** 6n * UNIT;
/** Of one product's pools together: it ends on the slope of some of them and takes from most. */
const COVER = 900_000n * UNIT;
const TERM_SECONDS = 60 * DAY_SECONDS;

export interface Pricing {
  /** Prices both lines as `quote` does once the books are loaded. */
  quoted(): bigint;
  /** The same offers through the pricing functions alone. */
  bare(): bigint;
  stop(): Promise<void>;
}

/** Opens the pools, sells something of each product, and loads the books once. */
export async function openPricing(uri: string): Promise<Pricing> {
  const place = await openMarketplace(uri);
  const ready = await readyWorld(place, { capital: CAPITAL, buyers: 1, waitingSeconds: 0 });
  const productIds: string[] = [];
  for (let number = 0; number < PRODUCTS; number += 1) {
    const productId = await addProduct(place, ready, number);
    productIds.push(productId);
    await fill(place, ready, productId);
  }
  const at = place.clock.now;
  const world = await loadWorld(place.database, (partial) =>
    productIds.flatMap((id) => saleNeeds(partial, id, at)),
  );
  const items: QuoteItem[] = productIds.map((productId) => ({
    ...{ productId, coverAmount: COVER, termSeconds: TERM_SECONDS, startAt: null },
  }));
  const offers = productIds.map((id) => openOffers(openDraft(world, at), id));
  return {
    quoted() {
      const priced = priceAll(openDraft(world, at), items, null);
      if (!Array.isArray(priced)) throw new Error(`the quote was refused: ${priced.code}`);
      return priced.reduce((sum, { premium }) => sum + premium, 0n);
    },
    bare: () => offers.reduce((sum, pools) => sum + bareOf(pools), 0n),
    stop: place.stop,
  };
}

async function addProduct(place: Marketplace, ready: ReadyWorld, number: number): Promise<string> {
  const { assetId, underwriter, feedId } = ready;
  const owner = person(1, ['OWNER']);
  const pools: { poolId: string; weightWad: bigint }[] = [];
  for (let index = 0; index < POOLS; index += 1) {
    const name = `Pool ${number}.${index}`;
    const { poolId } = await place.must<{ poolId: string }>(owner, 'createPool', {
      ...{ name, assetId, kind: 'ISOLATED', sandbox: false },
    });
    // No two alike: capital, and so limit, differs from pool to pool.
    const amount = CAPITAL + BigInt(index) * 37_000n * UNIT;
    const capital = { accountId: underwriter.id, assetId, amount, reference: name };
    await place.must(SYSTEM, 'creditAccount', capital);
    await place.must(underwriter, 'depositCapital', { into: poolId, amount });
    pools.push({ poolId, weightWad: WAD });
  }
  const { productId } = await place.must<{ productId: string }>(owner, 'createProduct', {
    ...{ name: `USDC depeg ${number}`, subject: 'USDC', peril: 'DEPEG', group: 'USDC' },
    ...{ feedId, pools, rule: DEPEG_RULE, deductibleBps: 0, waitingSeconds: 0, challengeSeconds: 7_200 },
    ...{ minCover: null, termSecondsMax: 365 * DAY_SECONDS, minRateWad: null, sandbox: false },
    inputs: inputsForScore(30, place.clock.now),
    subjectSize: { amount: SUBJECT_SIZE, asOf: place.clock.now },
  });
  await place.must(SYSTEM, 'thawProduct', { productId, eventTime: place.clock.now });
  return productId;
}

/** Up to two thirds of the limits, in several purchases of what one policy may have. */
async function fill(place: Marketplace, { feedId, assetId, buyers }: ReadyWorld, productId: string) {
  const [buyer = SYSTEM] = buyers;
  await place.must(SYSTEM, 'creditAccount', {
    ...{ accountId: buyer.id, assetId, amount: CAPITAL, reference: productId },
  });
  for (let count = 0; count < 4; count += 1) {
    const items = [{ productId, coverAmount: 1_800_000n * UNIT, termSeconds: TERM_SECONDS }];
    await place.must(buyer, 'buyPolicies', { items, maxPremium: CAPITAL });
  }
  place.clock.now += HOUR_SECONDS;
  await feed(place, feedId, hourly(place.clock.now - HOUR_SECONDS, [WAD]), place.clock.now - 900);
}

function openOffers(draft: Draft, productId: string): Offer[] {
  const product = draft.must('products', productId);
  const pools = openPools(draft, product);
  if (!Array.isArray(pools)) throw new Error(`${productId} is not sold`);
  return offersOf(draft, product, pools).offers;
}

function bareOf(offers: readonly Offer[]): bigint {
  const shares = allocateCover(COVER, offers, UTILISATION_CURVE_DEFAULT);
  if (shares === null) throw new Error('the offers are too small');
  let sum = 0n;
  for (const { poolId, cover } of shares) {
    const offer = offers.find((one) => one.poolId === poolId) as Offer;
    const { premium } = premiumFor({
      slice: purchaseSlice(offer.cover, cover, offer.limit),
      curve: UTILISATION_CURVE_DEFAULT,
      rate: offer.rate,
      coveredSeconds: TERM_SECONDS,
      commissionBps: 0,
    });
    sum += premium;
  }
  return sum;
}
