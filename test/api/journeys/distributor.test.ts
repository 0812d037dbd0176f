/** A distributor as it sees itself: new, graded by proposal, at its limit, suspended; and what its users see. */
import { afterAll, beforeAll, expect, test } from 'vitest';
import { person, type ReadyWorld, readyWorld, SYSTEM } from '../../support/marketplace.ts';
import { type OpenApi, openApi } from '../support/openApi.ts';

let api: OpenApi;
let world: ReadyWorld;
const owner = person(1, ['OWNER']);
const seller = person(700);
beforeAll(async () => {
  api = await openApi();
  world = await readyWorld(api.place);
  await api.place.must(SYSTEM, 'registerAccount', { address: seller.address, roles: [] });
});
afterAll(() => api.stop());

const REGISTER = `mutation($commissionBps: Int!) {
  registerDistributor(input: { code: "wallet", name: "A wallet", commissionBps: $commissionBps }) {
    distributor { grade suspended }
    errors { code message remedy ... on ConfigInvalid { problems { path message } } }
  }
}`;
const LOOK = `query {
  distributor(id: "dst_wallet") {
    grade suspended commissionBps limits { commissionBps coverUnits } sold { decimal }
    history { nodes { type reason } }
  }
}`;
const PROPOSE = `mutation($grade: DistributorGrade!, $suspended: Boolean!, $reason: String!) {
  propose(input: { reason: $reason, changes: [{ gradeDistributor: {
    distributorId: "dst_wallet", grade: $grade, suspended: $suspended, reason: $reason
  } }] }) { proposal { status } errors { code } }
}`;
const QUOTE = `query($productId: ID!, $coverAmount: Amount!) {
  quote(items: { productId: $productId, coverAmount: $coverAmount, termSeconds: 2592000 }, distributorCode: "wallet") {
    quote { token items { breakdown { commission { amount } } } }
    errors { code path remedy ... on CapacityTooLow { available bindingLimit } ... on StatusForbids { status reason } }
  }
}`;
const BUY = `mutation($quoteToken: String!) {
  buyPolicies(input: { quoteToken: $quoteToken }) { policies { id status } errors { code } }
}`;

let keys = 0;
const send = async (document: string, variables: object, accountId: string) => {
  const key = `${++keys}`;
  const { body } = await api.send(document, { variables, token: api.token(accountId), key });
  expect(body.errors).toBeUndefined();
  return body.data;
};
const look = async (accountId = seller.id) => (await send(LOOK, {}, accountId)).distributor;
const buyerId = () => world.buyers[0]?.id ?? '';
const ask = async (coverAmount: string) =>
  (await send(QUOTE, { productId: world.productId, coverAmount }, buyerId())).quote;
const propose = async (grade: string, suspended: boolean, reason: string) => {
  const { proposal } = (await send(PROPOSE, { grade, suspended, reason }, owner.id)).propose;
  expect(proposal.status).toBe('EXECUTED');
};

test('a distributor begins with the least, is graded by proposal, meets its limits and is suspended; policies stand', async () => {
  const refused = (await send(REGISTER, { commissionBps: 1_500 }, seller.id)).registerDistributor;
  expect(refused.errors[0]).toMatchObject({
    code: 'CONFIG_INVALID',
    problems: [{ path: 'commissionBps', message: expect.stringContaining('at most 1000') }],
  });
  const registered = (await send(REGISTER, { commissionBps: 1_000 }, seller.id)).registerDistributor;
  expect(registered.distributor).toEqual({ grade: 'D', suspended: false });

  expect((await ask('100000000001')).errors[0]).toMatchObject({
    ...{ code: 'CAPACITY_TOO_LOW', available: '100000000000', bindingLimit: 'DISTRIBUTOR' },
    path: 'input.coverAmount',
  });
  const { quote } = await ask('1000000000');
  expect(BigInt(quote.items[0].breakdown.commission.amount)).toBeGreaterThan(0n);
  const { policies } = (await send(BUY, { quoteToken: quote.token }, buyerId())).buyPolicies;
  expect(await look()).toMatchObject({
    ...{ grade: 'D', limits: { commissionBps: 1_000, coverUnits: '100000' } },
    sold: [{ decimal: '1000' }],
  });
  // What it has sold is its own affair.
  expect((await look(buyerId())).sold).toBeNull();

  await propose('B', false, 'Two years of clean sales');
  expect(await look()).toMatchObject({ grade: 'B', limits: { commissionBps: 1_500, coverUnits: '5000000' } });

  await propose('B', true, 'It told its users what is not covered');
  expect(await look()).toMatchObject({ suspended: true, sold: [{ decimal: '1000' }] });
  expect((await ask('1000000000')).errors[0]).toMatchObject({
    ...{ code: 'STATUS_FORBIDS', status: 'SUSPENDED', path: 'input.distributorCode' },
    reason: expect.stringContaining('Buy without its code'),
  });
  const told = (await look()).history.nodes.map(({ reason }: { reason: string }) => reason);
  expect(told.slice(-2)).toEqual([
    'The distributor was graded B: Two years of clean sales.',
    'The distributor was suspended: It told its users what is not covered.',
  ]);
  const policy = `query($id: ID!) { policy(id: $id) { status distributor { suspended } } }`;
  expect((await send(policy, { id: policies[0].id }, buyerId())).policy).toEqual({
    ...{ status: policies[0].status, distributor: { suspended: true } },
  });
});
