import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { breakPeg, cents, pass, payOut } from '../../support/depeg.ts';
import { type ReadyWorld, readyWorld } from '../../support/marketplace.ts';
import { type OpenApi, openApi } from '../support/openApi.ts';

let api: OpenApi;
let world: ReadyWorld;
let token: string;
let policyId: string;
beforeAll(async () => {
  api = await openApi();
  world = await readyWorld(api.place);
  token = api.token(world.buyers[0]?.id ?? '');
});
afterAll(() => api.stop());

const freshToken = () => api.token(world.buyers[0]?.id ?? '');
const item = (coverAmount = '1000000000') => ({
  productId: world.productId,
  coverAmount,
  termSeconds: 30 * 86_400,
});

const QUOTE = `query($items: [QuoteItemInput!]!) {
  quote(items: $items) {
    quote {
      token expiresAt premium { amount decimal asset { symbol } }
      items {
        product { id } coverFrom coverUntil annualRate { percent } premium { amount }
        breakdown { expectedLoss { amount } margin { amount } capitalCost { amount } expenses { amount } utilisation { amount } commission { amount } }
        allocation { pool { id } coverAmount { amount } premium { amount } }
      }
      snapshot { parameterVersion sequence }
    }
    errors { code message remedy path ... on AmountOutOfRange { minimum maximum } ... on NotFound { id } ... on SalesStopped { cause endsWhen } }
  }
}`;
const BUY = `mutation($input: BuyPoliciesInput!, $dryRun: Boolean! = false) {
  buyPolicies(input: $input, dryRun: $dryRun) {
    policies { id status coverAmount { decimal } coverFrom coverUntil premium { paid { amount } } }
    premium { amount decimal }
    errors { code path retryable ... on SalesStopped { cause since endsWhen } ... on PriceAboveLimit { premium limit } ... on QuoteInvalid { problem } ... on QuoteExpired { expiredAt } }
    replayed
  }
}`;

async function quote(options: { token?: string } = { token }) {
  return (await api.send(QUOTE, { variables: { items: item() }, ...options })).body.data.quote;
}
async function buy(input: object, key?: string, dryRun = false) {
  const { body } = await api.send(BUY, {
    variables: { input, dryRun },
    token: freshToken(),
    ...(key && { key }),
  });
  return body.data.buyPolicies;
}

describe('a buyer', () => {
  test('is told the price with its parts, and they sum to it', async () => {
    const { quote: held, errors } = await quote();
    expect(errors).toEqual([]);
    const [line] = held.items;
    const parts = Object.values(line.breakdown as Record<string, { amount: string }>).map(({ amount }) =>
      BigInt(amount),
    );
    expect(parts.reduce((sum, part) => sum + part, 0n)).toBe(BigInt(held.premium.amount));
    expect(line.allocation).toEqual([
      { pool: { id: world.poolId }, coverAmount: { amount: '1000000000' }, premium: line.premium },
    ]);
    expect(held.premium.asset.symbol).toBe('USDT');
    expect(Number(line.annualRate.percent)).toBeGreaterThan(0.5);
  });

  test('without a session learns the price, but gets no token', async () => {
    const { quote: price } = await quote({});
    expect(price.token).toBeNull();
    expect(BigInt(price.premium.amount)).toBeGreaterThan(0n);
  });

  test('is refused with what would be accepted', async () => {
    const { body } = await api.send(QUOTE, { variables: { items: item('1') }, token });
    expect(body.data.quote).toMatchObject({
      quote: null,
      errors: [{ code: 'AMOUNT_OUT_OF_RANGE', minimum: '10000000' }],
    });
    const unknown = await api.send(QUOTE, {
      variables: { items: { ...item(), productId: 'prd_nothing' } },
      token,
    });
    expect(unknown.body.data.quote.errors).toMatchObject([{ code: 'NOT_FOUND', id: 'prd_nothing' }]);
  });

  test('tries dry at the price of the quote, then buys at it, once', async () => {
    const { quote: held } = await quote();
    const dry = await buy({ items: item(), maxPremium: held.premium.amount }, undefined, true);
    expect(dry).toMatchObject({ policies: null, premium: { amount: held.premium.amount }, errors: [] });
    const bought = await buy({ quoteToken: held.token }, 'buy-1');
    expect(bought).toMatchObject({
      policies: [
        {
          status: 'WAITING',
          coverAmount: { decimal: '1000' },
          premium: { paid: { amount: held.premium.amount } },
        },
      ],
      premium: { amount: held.premium.amount },
      errors: [],
      replayed: false,
    });
    policyId = bought.policies[0].id;
    const repeated = await buy({ quoteToken: held.token }, 'buy-1');
    expect(repeated).toMatchObject({ policies: [{ id: policyId }], replayed: true });
    const spent = await buy({ quoteToken: held.token }, 'buy-2');
    expect(spent.errors).toMatchObject([{ code: 'QUOTE_INVALID', problem: 'SPENT' }]);
  });

  test('never pays more than the limit, and is told the price', async () => {
    const { errors } = await buy({ items: item(), maxPremium: '1' }, 'cheap');
    expect(errors).toMatchObject([{ code: 'PRICE_ABOVE_LIMIT', limit: '1', retryable: true }]);
    expect(BigInt(errors[0].premium)).toBeGreaterThan(1n);
  });

  test('cannot use an altered or an expired quote', async () => {
    const { quote: held } = await quote();
    const altered = `${held.token.slice(0, -3)}AAA`;
    expect((await buy({ quoteToken: altered }, 'altered')).errors).toMatchObject([
      { code: 'QUOTE_INVALID', problem: 'ALTERED' },
    ]);
    api.place.clock.now += 301;
    expect((await buy({ quoteToken: held.token }, 'expired')).errors).toMatchObject([
      { code: 'QUOTE_EXPIRED' },
    ]);
  });

  test.each([
    ['neither a token nor items', {}],
    ['both', { quoteToken: 'a', items: [], maxPremium: '1' }],
    ['items without a limit', { items: [] }],
    ['no items', { items: [], maxPremium: '1' }],
  ])('is told what a purchase needs: %s', async (_what, input) => {
    const { body, status } = await api.send(BUY, { variables: { input }, token: freshToken(), key: 'needs' });
    expect([status, body.errors[0].extensions.code]).toEqual([400, 'INPUT_INVALID']);
  });

  test('sees what can be done with a product, by the rule that a purchase runs', async () => {
    const query = `{ product(id: "${world.productId}") { actions { name allowed refusal { code } } } }`;
    const mine = await api.send(query, { token: freshToken() });
    expect(mine.body.data.product.actions).toEqual([{ name: 'buyPolicies', allowed: true, refusal: null }]);
    const anybody = await api.send(query);
    expect(anybody.body.data.product.actions).toEqual([
      { name: 'buyPolicies', allowed: false, refusal: { code: 'ACCESS_RESTRICTED' } },
    ]);
  });

  test('is refused while the price falls, with its cause', async () => {
    await pass(api.place, world, 73);
    await pass(api.place, world, 1, cents(98));
    await api.place.must({ id: 'system:test', roles: [], system: true }, 'watchProduct', {
      productId: world.productId,
      eventTime: api.place.clock.now,
      cause: 'BELOW_WATCH_LEVEL',
    });
    const { errors } = await buy({ items: item(), maxPremium: '100000000' }, 'falling');
    expect(errors).toMatchObject([{ code: 'SALES_STOPPED', cause: 'WATCH' }]);
    const { body } = await api.send(
      `{ product(id: "${world.productId}") { status statusReason capacity { amount } } }`,
    );
    expect(body.data.product).toMatchObject({ status: 'WATCH', capacity: { amount: '0' } });
  });

  test('is paid without asking, and told why', async () => {
    const incidentId = await breakPeg(api.place, world);
    await payOut(api.place, incidentId);
    const query = `query($id: ID!) {
      policy(id: $id) {
        status coverRemaining { decimal } unpaid { reason }
        decisions { eligible reason sentence incident { id payoutRatio { percent } settlementValue { decimal } } }
        payouts { due { decimal } paid { decimal } ratio { percent } recoveryClaim { remaining { amount } } evidenceHash }
        history(first: 100) { nodes { type } }
      }
      viewer { policies(filter: { open: true }) { nodes { id } } }
    }`;
    const { body } = await api.send(query, { variables: { id: policyId }, token: freshToken() });
    const { policy } = body.data;
    expect(policy).toMatchObject({
      coverRemaining: { decimal: '500' },
      unpaid: null,
      decisions: [
        {
          eligible: true,
          reason: 'PAID_IN_FULL',
          incident: { id: incidentId, payoutRatio: { percent: '50' } },
        },
      ],
      payouts: [
        {
          due: { decimal: '500' },
          paid: { decimal: '500' },
          ratio: { percent: '50' },
          recoveryClaim: { remaining: { amount: '0' } },
        },
      ],
    });
    expect(policy.decisions[0].sentence).toMatch(/500 USDT was paid/);
    expect(policy.history.nodes.map(({ type }: { type: string }) => type)).toEqual(
      expect.arrayContaining(['policy.bought', 'policy.paid']),
    );
    expect(body.data.viewer.policies.nodes).toEqual([{ id: policyId }]);
  });
});
