/** A basket is scored from its members: when it is created, and in the very command in which one of them is. */
import { afterEach, beforeEach, expect, test } from 'vitest';
import { atLeastOf } from '../../../src/domain/basket/hazard.ts';
import { HAZARD_TABLES_DEFAULT, hazardAt, hazardTablesOf } from '../../../src/domain/pricing/hazard.ts';
import { FIRST_MODELS } from '../../../src/domain/risk/firstModels.ts';
import { DAY_SECONDS } from '../../../src/domain/shared/units.ts';
import { auditLedger } from '../../../src/market/audit/auditLedger.ts';
import { scoreIdOf } from '../../../src/market/risk/scoreIds.ts';
import type { BasketScoreDocument } from '../../../src/store/documents/risk.ts';
import { loadByIds } from '../../../src/store/load.ts';
import { type BasketWorld, basketOrder, basketWorld } from '../../support/basket.ts';
import { testDatabaseUri } from '../../support/database.ts';
import { gist } from '../../support/holder.ts';
import { inputsForScore } from '../../support/inputsForScore.ts';
import { type Marketplace, openMarketplace, readyWorld, SYSTEM } from '../../support/marketplace.ts';

const TABLES = hazardTablesOf(HAZARD_TABLES_DEFAULT);
let place: Marketplace;
let basket: BasketWorld;
let basketId: string;
beforeEach(async () => {
  place = await openMarketplace(testDatabaseUri());
  basket = await basketWorld(place, await readyWorld(place));
  const created = await place.must<{ productId: string }>(basket.owner, 'createProduct', basketOrder(basket));
  basketId = created.productId;
});
afterEach(() => place.stop());

const differences = async () => (await auditLedger(place.database)).differences;

const productOf = async (id: string) => {
  const [found] = await loadByIds(place.database, 'products', [id]);
  if (found === undefined) throw new Error(`there is no ${id}`);
  return found;
};
const scoreNow = async (): Promise<BasketScoreDocument> => {
  const { score, scored } = await productOf(basketId);
  const [found] = await loadByIds(place.database, 'scores', [scoreIdOf(basketId, scored?.number ?? 0)]);
  if (found?.kind !== 'BASKET') throw new Error('no basket has this score');
  expect(score).toBe(found.value);
  expect(scored).toMatchObject({ snapshotHash: found.snapshotHash, modelVersion: null });
  return found;
};
/** The newest score is that of the members as they stand, by the tables in force. */
async function expectToFollow(): Promise<BasketScoreDocument> {
  const found = await scoreNow();
  const members = await Promise.all(basket.productIds.map(productOf));
  expect(found.members).toEqual(
    members.map(({ _id: productId, peril, score, scored }) => ({
      ...{ productId, score, number: scored?.number, snapshotHash: scored?.snapshotHash },
      hazardWad: hazardAt(TABLES[peril], score),
    })),
  );
  expect(found.boundWad).toBe(
    atLeastOf(
      2,
      found.members.map(({ hazardWad }) => hazardWad),
    ),
  );
  expect(hazardAt(TABLES.BASKET, found.value)).toBeGreaterThanOrEqual(found.boundWad);
  expect(hazardAt(TABLES.BASKET, found.value - 1)).toBeLessThan(found.boundWad);
  expect((await differences()).filter(({ collection }) => collection !== 'journal')).toEqual([]);
  return found;
}
const propose = async (...changes: object[]) =>
  gist(await place.send(basket.owner, 'propose', { reason: 'What is known', chainId: 1, changes }));
const scoring = (productId: string | undefined, score: number) => ({
  kind: 'scoreProduct',
  input: { productId, inputs: inputsForScore(score, place.clock.now) },
});

test('it has the score of its members from its first moment', async () => {
  const first = await expectToFollow();
  expect(first).toMatchObject({ number: 1, cause: 'CREATED', before: null, proposalId: null, k: 2 });
  // Two of 2.585 %, 1.3 % and 1.3 %: half of their sum.
  expect(first.members.map(({ score }) => score)).toEqual([30, 20, 20]);
  expect(first.boundWad).toBe(25_925_000_000_000_000n);
  expect(first.value).toBe(31);
});

test('whoever makes it look safer is found', async () => {
  const { _id } = await expectToFollow();
  expect(await differences()).toEqual([]);
  const scores = place.database.collection('scores');
  await scores.updateOne({ _id } as object, { $set: { 'members.0.score': 10 } });
  expect((await differences()).map(({ field }) => field)).toEqual(['snapshotHash']);
  await scores.updateOne({ _id } as object, { $set: { 'members.0.score': 30, value: 5 } });
  expect((await differences()).map(({ field }) => field)).toContain('value');
});

test('a proposal that scores a member scores it in the same commit, and is named by it', async () => {
  const [usdc, dai] = basket.productIds;
  expect(await propose(scoring(usdc, 60))).toBe('DONE');
  const second = await expectToFollow();
  expect(second).toMatchObject({ number: 2, cause: 'MEMBER', before: 31 });
  expect(second.proposalId).not.toBeNull();
  // One that falls does not make two: the others bound it.
  expect(second.boundWad).toBe(26_000_000_000_000_000n);
  expect(await propose(scoring(dai, 60))).toBe('DONE');
  expect((await expectToFollow()).value).toBeGreaterThan(second.value);
});

test('a day of a member and another model reach it too, once for each command', async () => {
  const [usdc, dai, frax] = basket.productIds;
  for (const productId of basket.productIds) expect(await propose(scoring(productId, 20))).toBe('DONE');
  const before = await expectToFollow();
  // Old by now: each member rises by 5 points.
  place.clock.now += 31 * DAY_SECONDS;
  const day = place.clock.now - (place.clock.now % DAY_SECONDS);
  for (const productId of [usdc, dai, frax]) {
    await place.must(SYSTEM, 'followScore', { productId, day, measured: null });
    expect(await expectToFollow()).toMatchObject({ cause: 'MEMBER', proposalId: null });
  }
  const risen = await scoreNow();
  expect(risen.members.map(({ score }) => score)).toEqual([25, 25, 25]);
  expect(risen.value).toBeGreaterThan(before.value);
  const { number } = risen;
  const factors = FIRST_MODELS.STABLECOIN.factors;
  expect(await propose({ kind: 'adoptRiskModel', input: { model: 'STABLECOIN', factors } })).toBe('DONE');
  // All three were scored anew, and it was once.
  expect(await expectToFollow()).toMatchObject({ number: number + 1, cause: 'MEMBER' });
});

test('nobody scores it otherwise: no proposal, and no day of its own', async () => {
  expect(await propose(scoring(basketId, 10))).toBe('CONFIG_INVALID');
  place.clock.now += DAY_SECONDS;
  const day = place.clock.now - (place.clock.now % DAY_SECONDS);
  const own = await place.send(SYSTEM, 'followScore', { productId: basketId, day, measured: null });
  expect(own).toMatchObject({ refusal: { code: 'STATUS_FORBIDS', data: { status: 'BASKET' } } });
});

test('one whose score an older version was given keeps it until a member is scored', async () => {
  const products = place.database.collection('products');
  const [usdc] = basket.productIds;
  // As an older version left it: given, and never told of.
  await place.database.collection('scores').deleteMany({ productId: basketId });
  await place.database.collection('journal').updateMany({ 'events.node': basketId }, {
    $pull: { events: { type: 'product.scored', node: basketId } },
  } as object);
  await products.updateOne({ _id: basketId }, { $set: { score: 40, scored: null } } as object);
  expect((await productOf(basketId)).score).toBe(40);
  expect(await propose(scoring(usdc, 30))).toBe('DONE');
  expect(await expectToFollow()).toMatchObject({ number: 1, cause: 'MEMBER', before: 40, value: 31 });
});
