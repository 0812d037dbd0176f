import supertest from 'supertest';
import { afterAll, beforeAll, expect, test } from 'vitest';
import type { Outcome, Submission } from '../../../src/market/command.ts';
import { parseWire, wire } from '../../../src/market/sequencer/wire.ts';
import { person, SYSTEM } from '../../support/marketplace.ts';
import { type OpenApi, openApi } from '../support/openApi.ts';

let api: OpenApi;
beforeAll(async () => {
  api = await openApi();
});
afterAll(() => api.stop());

const register: Submission = {
  command: 'registerAccount',
  input: { address: person(1).address, roles: [] },
  principal: SYSTEM,
  idempotencyKey: null,
};
const forward = (body: string, secret = api.settings.forwardSecret) =>
  supertest(api.app)
    .post('/internal/commands')
    .set('Content-Type', 'application/json')
    .set('Authorization', `Bearer ${secret}`)
    .serialize((text) => text as string)
    .send(body);

test('commits what another process forwards and answers each command', async () => {
  const { status, text } = await forward(
    wire([register, { ...register, input: { address: person(2).address, roles: [] } }]),
  );
  expect(status).toBe(200);
  const outcomes = parseWire(text) as Outcome[];
  expect(outcomes.map(({ kind }) => kind)).toEqual(['DONE', 'DONE']);
});

test('carries amounts without losing a digit', async () => {
  const amount = 2n ** 64n + 5n;
  const credit = { accountId: person(1).id, assetId: 'ast_1_none', amount, reference: 'x' };
  const { text } = await forward(
    wire([{ ...register, command: 'creditAccount', input: credit, idempotencyKey: 'k' }]),
  );
  expect(parseWire(text)).toMatchObject([{ kind: 'REFUSED', refusal: { code: 'NOT_FOUND' } }]);
});

test('is not there for whoever does not know the secret', async () => {
  for (const secret of ['', 'wrong', `${api.settings.forwardSecret} `.repeat(2)]) {
    const { status, body } = await forward(wire([register]), secret);
    expect([status, body]).toEqual([404, { error: { code: 'NOT_FOUND' } }]);
  }
  const token = api.token(person(1).id);
  expect((await forward(wire([register]), token)).status).toBe(404);
});

test.each([
  '',
  '{',
  '[]',
  '{}',
  '[1]',
  '[{"command":"x"}]',
  '[{"$bigint":"1e9"}]',
  '[{"command":"__proto__","input":{},"principal":{"id":"a","roles":["ROOT"],"system":true},"idempotencyKey":null}]',
])('refuses a body that no process of ours would send: %s', async (body) => {
  expect((await forward(body)).status).toBe(400);
});
