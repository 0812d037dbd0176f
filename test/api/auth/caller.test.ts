import { createHmac } from 'node:crypto';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { person, SYSTEM } from '../../support/marketplace.ts';
import { type OpenApi, openApi } from '../support/openApi.ts';

let api: OpenApi;
const cashier = person(7, ['CASHIER']);
beforeAll(async () => {
  api = await openApi();
  await api.place.must(SYSTEM, 'registerAccount', { address: cashier.address, roles: cashier.roles });
});
afterAll(() => api.stop());

const VIEWER = '{ viewer { id roles } }';

test('roles are those of the account, whatever the token says', async () => {
  const { body } = await api.send(VIEWER, { token: api.token(cashier.id) });
  expect(body.data.viewer).toEqual({ id: cashier.id, roles: ['CASHIER'] });
});

test('without a token what needs a session says so, and what is public answers', async () => {
  const { status, body } = await api.send('{ viewer { id } pools { nodes { id } } }');
  expect(status).toBe(401);
  expect(body.data).toEqual({ viewer: null, pools: { nodes: [] } });
  expect(body.errors[0].extensions).toMatchObject({ code: 'UNAUTHENTICATED' });
});

test('every bad token gets the same answer, even for what is public', async () => {
  const part = (value: object) => Buffer.from(JSON.stringify(value)).toString('base64url');
  const text = `${part({ alg: 'HS256', typ: 'at+jwt', kid: 'new' })}.${part({ sub: cashier.id })}`;
  const stranger = `${text}.${createHmac('sha256', 'x').update(text).digest('base64url')}`;
  const headers = [
    'Bearer',
    'Bearer ',
    'Basic abc',
    `Bearer ${stranger}`,
    'Bearer a b',
    api.token(cashier.id),
  ];
  const unknown = `Bearer ${api.token('acc_nobody')}`;
  const answers = await Promise.all(
    [...headers, unknown].map((Authorization) =>
      api.send('{ pools { nodes { id } } }', { headers: { Authorization } }),
    ),
  );
  for (const { status, body } of answers) {
    expect(status).toBe(401);
    delete body.errors[0].extensions.requestId;
    expect(body).toEqual(answers[0]?.body);
  }
});

test('a cashier may see every account, anybody else only their own', async () => {
  const buyer = person(8);
  await api.place.must(SYSTEM, 'registerAccount', { address: buyer.address, roles: [] });
  const query = `query($id: ID!) { account(id: $id) { id } node(id: $id) { id } accounts { nodes { id } } }`;
  const seen = async (token: string, id: string) =>
    (await api.send(query, { token, variables: { id } })).body.data;
  const byCashier = await seen(api.token(cashier.id), buyer.id);
  expect(byCashier.account).toEqual({ id: buyer.id });
  expect(byCashier.accounts.nodes).toHaveLength(2);
  const byBuyer = await seen(api.token(buyer.id), cashier.id);
  expect(byBuyer).toEqual({ account: null, node: null, accounts: { nodes: [{ id: buyer.id }] } });
});

test('the door of the cashier is closed to everybody else', async () => {
  const mutation = `mutation {
    creditAccount(input: { accountId: "${cashier.id}", assetId: "ast_1_aa", amount: "1", reference: "x" }) {
      errors { code }
    }
  }`;
  const buyer = person(9);
  await api.place.must(SYSTEM, 'registerAccount', { address: buyer.address, roles: [] });
  const { status, body } = await api.send(mutation, { token: api.token(buyer.id), key: 'k' });
  expect(status).toBe(403);
  expect(body.errors[0].extensions).toMatchObject({ code: 'FORBIDDEN', scope: 'CASHIER' });
  expect((await api.send(mutation, { key: 'k' })).status).toBe(401);
});
