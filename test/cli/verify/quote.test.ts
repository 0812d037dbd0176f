/** A buyer keeps the file of a quote and computes the price again: with the command, and with a program of its own. */

import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import supertest from 'supertest';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { verify } from '../../../src/cli/verify/command.ts';
import { parseQuote } from '../../../src/cli/verify/parseQuote.ts';
import type { QuoteFile } from '../../../src/domain/pricing/quoteFile.ts';
import { WAD } from '../../../src/domain/shared/units.ts';
import { sha256 } from '../../../src/store/sha256.ts';
import { type OpenApi, openApi } from '../../api/support/openApi.ts';
import { type BasketWorld, basketOrder, basketWorld } from '../../support/basket.ts';
import { recomputed, told } from '../../support/independentQuote.ts';
import { inputsForScore } from '../../support/inputsForScore.ts';
import {
  DEPEG_RULE,
  type ReadyWorld,
  readyWorld,
  SUBJECT_SIZE,
  SYSTEM,
  UNIT,
} from '../../support/marketplace.ts';
import { keepingStreams } from '../shared/streams.ts';

let api: OpenApi;
let world: ReadyWorld;
let basket: BasketWorld;
/** Of one pool, of two that share an order, and of members that fall. */
const products = { one: '', two: '', basket: '' };
let folder = '';
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'bulwark-quote-'));
  api = await openApi();
  world = await readyWorld(api.place);
  basket = await basketWorld(api.place, world);
  products.one = world.productId;
  products.two = await overTwoPools();
  const created = await api.place.must<{ productId: string }>(
    basket.owner,
    'createProduct',
    basketOrder(basket),
  );
  products.basket = created.productId;
  await thaw(products.basket);
  const seller = world.buyers[1] ?? SYSTEM;
  await api.place.must(seller, 'registerDistributor', {
    code: 'wallet',
    name: 'A wallet',
    commissionBps: 777,
  });
});
afterAll(async () => {
  await api.stop();
  await rm(folder, { recursive: true });
});

const thaw = (productId: string) =>
  api.place.must(SYSTEM, 'thawProduct', { productId, eventTime: api.place.clock.now });

/** FRAX in a pool of its own, and beside DAI in one that counts its capital twice. */
async function overTwoPools(): Promise<string> {
  const alone = await fundedPool('Alone', { kind: 'ISOLATED' }, 300_000n);
  const shared = await fundedPool('Shared', { kind: 'DIVERSIFIED', leverageWad: 2n * WAD }, 500_000n);
  const half = { poolId: shared, weightWad: WAD / 2n };
  await thaw(await product('DAI', basket.feedIds[1], [half]));
  const productId = await product('FRAX', basket.feedIds[2], [{ poolId: alone, weightWad: WAD }, half]);
  await thaw(productId);
  return productId;
}

async function fundedPool(name: string, shape: object, whole: bigint): Promise<string> {
  const { assetId, underwriter } = world;
  const amount = whole * UNIT;
  const order = { name, assetId, sandbox: false, ...shape };
  const { poolId } = await api.place.must<{ poolId: string }>(basket.owner, 'createPool', order);
  const credit = { accountId: underwriter.id, assetId, amount, reference: name };
  await api.place.must(SYSTEM, 'creditAccount', credit);
  await api.place.must(underwriter, 'depositCapital', { into: poolId, amount });
  return poolId;
}

async function product(subject: string, feedId: string | undefined, pools: object[]): Promise<string> {
  const { productId } = await api.place.must<{ productId: string }>(basket.owner, 'createProduct', {
    ...{ name: `${subject} in several`, subject, peril: 'DEPEG', group: subject, feedId, pools },
    ...{ rule: DEPEG_RULE, deductibleBps: 0, waitingSeconds: 4 * 86_400, challengeSeconds: 7_200 },
    ...{ minCover: null, termSecondsMax: 365 * 86_400, minRateWad: null, sandbox: false },
    inputs: inputsForScore(47, api.place.clock.now),
    subjectSize: { amount: SUBJECT_SIZE, asOf: api.place.clock.now },
  });
  return productId;
}

const QUOTE = `query($items: [QuoteItemInput!]!, $code: String) {
  quote(items: $items, distributorCode: $code) {
    quote {
      token premium { amount } file { text sha256 }
      items {
        premium { amount } allocation { pool { id } }
        sensitivity {
          scoreLower { amount } scoreHigher { amount } utilisationHigher { amount } termHalf { amount } termDouble { amount }
        }
      }
    }
    errors { code }
  }
}`;
const item = (productId: string, whole: bigint, days = 60) => ({
  productId,
  ...{ coverAmount: `${whole * UNIT}`, termSeconds: days * 86_400 },
});

async function quoted(items: object[], code: string | null = null) {
  const token = api.token(world.buyers[0]?.id ?? '');
  const { body } = await api.send(QUOTE, { variables: { items, code }, token });
  expect(body.data.quote.errors).toEqual([]);
  return body.data.quote.quote;
}

async function verified(text: string): Promise<[number, string]> {
  const path = join(folder, 'quote.json');
  await writeFile(path, text);
  const streams = keepingStreams();
  return [await verify([path], streams), streams.stdout()];
}

describe('the file of a quote', () => {
  test.each<[string, () => object[], string | null, number]>([
    ['one pool', () => [item(products.one, 12_345n)], null, 1],
    ['two pools', () => [item(products.two, 101_000n)], null, 2],
    ['a basket', () => [item(products.basket, 5_000n, 365)], null, 1],
    ['a distributor', () => [item(products.two, 70_001n, 33)], 'wallet', 2],
    [
      'a pool past its kink, after the items before',
      () => Array.from({ length: 5 }, () => item(products.one, 190_000n)),
      null,
      1,
    ],
    [
      'several products',
      () => [item(products.one, 999n), item(products.two, 90_000n), item(products.basket, 1n + 30n)],
      null,
      1,
    ],
  ])('over %s says how it came about', async (_what, itemsOf, code, allocated) => {
    const { file, premium, items } = await quoted(itemsOf(), code);
    expect(file.sha256).toBe(sha256(file.text));
    expect(items[0].allocation).toHaveLength(allocated);
    expect(await verified(file.text)).toEqual([
      0,
      expect.stringContaining(`premium          ${premium.amount}`),
    ]);
    expect(recomputed(file.text)).toEqual(told(file.text));
    expect(recomputed(file.text).premium).toBe(BigInt(premium.amount));
  });

  test('past the kink has a dearer last unit than first, and a commission is in its breakdown', async () => {
    const { items } = await quoted(Array.from({ length: 5 }, () => item(products.one, 190_000n)));
    const [first, , , , last] = items.map(({ premium }: { premium: { amount: string } }) =>
      BigInt(premium.amount),
    );
    expect(last).toBeGreaterThan(first);
    const { file } = await quoted([item(products.two, 70_000n)], 'wallet');
    const [line] = (parseQuote(file.text) as QuoteFile).items;
    expect(line?.breakdown.commission).toBeGreaterThan(0n);
  });

  test('is named by the token, and by what is sold at its price', async () => {
    const { token, file } = await quoted([item(products.one, 20_000n)]);
    const buyer = world.buyers[0] ?? SYSTEM;
    const { policyIds } = await api.place.must<{ policyIds: string[] }>(buyer, 'buyPolicies', {
      quoteToken: token,
    });
    const query = `query($id: ID!) { policy(id: $id) { history { nodes { type changes } } } }`;
    const { body } = await api.send(query, { variables: { id: policyIds[0] }, token: api.token(buyer.id) });
    const bought = body.data.policy.history.nodes.find(
      ({ type }: { type: string }) => type === 'policy.bought',
    );
    expect(bought.changes.quoteFile).toBe(file.sha256);
  });

  test('is what GET /v1/quote answers to anyone, and refusals as everywhere', async () => {
    const get = (query: object) => supertest(api.app).get('/v1/quote').query(query);
    const { status, text, headers } = await get({ ...item(products.one, 100n), distributorCode: 'wallet' });
    expect([status, headers['cache-control']]).toEqual([200, 'no-store']);
    expect(await verified(text)).toEqual([0, expect.any(String)]);
    const refused = await get({ ...item(products.one, 1n), coverAmount: '1' });
    expect([refused.status, refused.body.errors[0].code]).toEqual([409, 'AMOUNT_OUT_OF_RANGE']);
    expect(refused.body.errors[0].minimum).toMatch(/^\d+$/);
    for (const wrong of [
      {},
      { ...item(products.one, 1n), termSeconds: 'soon' },
      { ...item(products.one, 1n), startAt: 'now' },
    ])
      expect((await get(wrong)).status).toBe(400);
  });

  test('goes with what it would cost if one thing were otherwise', async () => {
    const { items, premium } = await quoted([item(products.two, 50_000n, 100)]);
    const shown = items[0].sensitivity;
    const cost = async (days: number) => (await quoted([item(products.two, 50_000n, days)])).premium.amount;
    expect(shown.termHalf.amount).toBe(await cost(50));
    expect(shown.termDouble.amount).toBe(await cost(200));
    expect(BigInt(shown.scoreLower.amount)).toBeLessThan(BigInt(premium.amount));
    expect(BigInt(shown.scoreHigher.amount)).toBeGreaterThan(BigInt(premium.amount));
    const [longest] = (await quoted([item(products.two, 50_000n, 365)])).items;
    expect(longest.sensitivity.termDouble).toBeNull();
    const five = await quoted(Array.from({ length: 5 }, () => item(products.one, 180_000n)));
    // Not a tenth of the limit is left behind them.
    expect(five.items[4].sensitivity.utilisationHigher).toBeNull();
  });
});
