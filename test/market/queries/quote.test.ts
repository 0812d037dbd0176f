import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { QUOTE_SECONDS } from '../../../src/domain/shared/limits.ts';
import { isRefusal } from '../../../src/domain/shared/refusals.ts';
import { DAY_SECONDS } from '../../../src/domain/shared/units.ts';
import type { Queries } from '../../../src/market/queries/port.ts';
import type { QuoteItem, QuoteView } from '../../../src/market/queries/views.ts';
import { testDatabaseUri } from '../../support/database.ts';
import {
  type Marketplace,
  openMarketplace,
  type ReadyWorld,
  readyWorld,
  SYSTEM,
  UNIT,
} from '../../support/marketplace.ts';
import { queriesOf, spendable } from './reading.ts';

let place: Marketplace;
let world: ReadyWorld;
let queries: Queries;
beforeAll(async () => {
  place = await openMarketplace(testDatabaseUri());
  world = await readyWorld(place);
  queries = queriesOf(place);
});
afterAll(() => place.stop());

const buyer = () => world.buyers[0] ?? SYSTEM;
const item = (coverAmount = 10_000n * UNIT, changes: Partial<QuoteItem> = {}): QuoteItem => ({
  productId: world.productId,
  coverAmount,
  termSeconds: 33 * DAY_SECONDS,
  startAt: null,
  ...changes,
});

async function quoted(items: QuoteItem[], accountId: string | null = null): Promise<QuoteView> {
  const view = await queries.quote(items, accountId);
  if (isRefusal(view)) throw new Error(view.code);
  return view;
}

describe('quote', () => {
  test('prices what a purchase of the same moment pays, to the unit, and its parts sum to it', async () => {
    const { premium, items, token, asOfSequence } = await quoted([item()]);
    const [line] = items;
    const parts = Object.values(line?.breakdown ?? {}).reduce((sum, part) => sum + part, 0n);
    expect(parts).toBe(premium);
    expect(line?.allocations).toEqual([{ poolId: world.poolId, coverAmount: 10_000n * UNIT, premium }]);
    expect(line?.coverFrom).toBe(place.clock.now + 3 * DAY_SECONDS);
    expect(line?.coverUntil).toBe(place.clock.now + 33 * DAY_SECONDS);
    expect(token).toBeNull();
    expect(asOfSequence).toBe(await queries.headSequence());
    const order = { items: [item()], maxPremium: premium };
    expect(await place.must(buyer(), 'buyPolicies', order)).toMatchObject({ premium });
  });

  test('prices several items one on top of the other, as they are sold', async () => {
    const whole = await quoted([
      item(200_000n * UNIT),
      item(200_000n * UNIT),
      item(200_000n * UNIT),
      item(200_000n * UNIT),
    ]);
    const premiums = whole.items.map(({ premium }) => premium);
    expect(premiums[3] ?? 0n).toBeGreaterThan(premiums[0] ?? 0n);
    expect(whole.premium).toBe(premiums.reduce((sum, premium) => sum + premium, 0n));
  });

  test('signs a token that its account can buy with, once, at the price shown', async () => {
    const { token, premium, expiresAt } = await quoted([item(), item(20_000n * UNIT)], buyer().id);
    expect(expiresAt).toBe(place.clock.now + QUOTE_SECONDS);
    const before = await spendable(place, buyer().id, world.assetId);
    const bought = await place.must<{ policyIds: string[] }>(buyer(), 'buyPolicies', { quoteToken: token });
    expect(bought.policyIds).toHaveLength(2);
    expect(before - (await spendable(place, buyer().id, world.assetId))).toBe(premium);
    const again = await place.send(buyer(), 'buyPolicies', { quoteToken: token });
    expect(again).toMatchObject({
      kind: 'REFUSED',
      refusal: { code: 'QUOTE_INVALID', data: { problem: 'SPENT' } },
    });
  });

  test('a token is of no use to another account, nor after its five minutes', async () => {
    const { token } = await quoted([item()], buyer().id);
    const other = await place.send(world.buyers[1] ?? SYSTEM, 'buyPolicies', { quoteToken: token });
    expect(other).toMatchObject({ kind: 'REFUSED', refusal: { code: 'QUOTE_INVALID' } });
    place.clock.now += QUOTE_SECONDS + 1;
    const late = await place.send(buyer(), 'buyPolicies', { quoteToken: token });
    expect(late).toMatchObject({ kind: 'REFUSED', refusal: { code: 'QUOTE_EXPIRED' } });
  });

  test('refuses what a purchase would refuse', async () => {
    const codeOf = async (items: QuoteItem[]) => {
      const answer = await queries.quote(items, null);
      return isRefusal(answer) ? answer.code : 'PRICED';
    };
    expect(await codeOf([])).toBe('CONFIG_INVALID');
    expect(await codeOf(Array.from({ length: 11 }, () => item()))).toBe('CONFIG_INVALID');
    expect(await codeOf([item(1n)])).toBe('AMOUNT_OUT_OF_RANGE');
    expect(await codeOf([item(-1n)])).toBe('AMOUNT_OUT_OF_RANGE');
    expect(await codeOf([item(10n ** 28n)])).toBe('CAPACITY_TOO_LOW');
    expect(await codeOf([item(undefined, { termSeconds: 1 })])).toBe('TERM_OUT_OF_RANGE');
    expect(await codeOf([item(undefined, { startAt: 1 })])).toBe('TERM_OUT_OF_RANGE');
    expect(await codeOf([item(undefined, { productId: 'prd_unknown' })])).toBe('NOT_FOUND');
    place.clock.now += DAY_SECONDS;
    expect(await codeOf([item()])).toBe('SALES_STOPPED');
    // So far behind that a purchase would be told to come again.
    place.clock.now += 60 * DAY_SECONDS;
    expect(await codeOf([item()])).toBe('SALES_STOPPED');
  });
});
