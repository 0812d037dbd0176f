import supertest from 'supertest';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { HOUR_SECONDS } from '../../../src/domain/shared/units.ts';
import type { Principal } from '../../../src/market/command.ts';
import { breakPeg, buy, pass, payOut } from '../../support/depeg.ts';
import { person, type ReadyWorld, readyWorld, START, SYSTEM, UNIT } from '../../support/marketplace.ts';
import { type OpenApi, openApi } from '../support/openApi.ts';

let api: OpenApi;
let world: ReadyWorld;
let holder: Principal;
let bought: number;
beforeAll(async () => {
  api = await openApi();
  world = await readyWorld(api.place);
  [holder] = world.buyers as [Principal];
  bought = api.place.clock.now;
  await buy(api.place, holder, world.productId, 10_000n * UNIT, 60);
  await pass(api.place, world, 73);
  await payOut(api.place, await breakPeg(api.place, world));
});
afterAll(() => api.stop());

const time = (at: number) => new Date(at * 1_000).toISOString().replace('.000', '');
const QUERY = `query($from: DateTime, $until: DateTime) { viewer { statement(from: $from, until: $until) {
  errors { code } statement {
    balances { asset { symbol } opening { amount } closing { amount } }
    lines { sequence at operation available { amount } held { amount } balance { amount } nodeIds reason }
  } } balances { available { amount } held { amount } } } }`;

async function statement(from: number, until: number | null = null, token = api.token(holder.id)) {
  const variables = { from: time(from), until: until === null ? null : time(until) };
  return (await api.send(QUERY, { variables, token })).body.data.viewer;
}
const file = (accept: string, token: string, id = holder.id, query = '') =>
  supertest(api.app)
    .get(`/v1/accounts/${id}/statement${query}`)
    .set('Accept', accept)
    .set('Authorization', `Bearer ${token}`);

test('a statement of everything opens at nothing, adds up line by line, and closes at what the account holds', async () => {
  const { statement: answer, balances } = await statement(START - HOUR_SECONDS);
  const { lines, balances: sums } = answer.statement;
  expect(lines.map(({ operation }: { operation: string }) => operation)).toEqual([
    'creditAccount',
    'buyPolicies',
    'payIncident',
  ]);
  let balance = 0n;
  for (const line of lines) {
    balance += BigInt(line.available.amount) + BigInt(line.held.amount);
    expect(BigInt(line.balance.amount)).toBe(balance);
  }
  const [{ available, held }] = balances;
  expect(sums).toEqual([
    { asset: { symbol: 'USDT' }, opening: { amount: '0' }, closing: { amount: String(balance) } },
  ]);
  expect(balance).toBe(BigInt(available.amount) + BigInt(held.amount));
  expect(lines[1].nodeIds[0]).toMatch(/^pol_/);
  expect(lines.map(({ reason }: { reason: string }) => reason)).toEqual([
    '100000 USDT was booked in: opening balance.',
    expect.stringMatching(/^Cover of 10000 USDT was bought for a premium of \d+\.\d+ USDT\.$/),
    'An incident paid all of the 5000 USDT that was due.',
  ]);
});

test('what happens exactly at the beginning is in it, what happens at the end is not', async () => {
  const operations = async (from: number, until: number) =>
    (await statement(from, until)).statement.statement.lines.map(
      (line: { operation: string }) => line.operation,
    );
  expect(await operations(bought, bought + 1)).toEqual(['buyPolicies']);
  expect(await operations(bought + 1, api.place.clock.now)).toEqual([]);
  expect(await operations(START, bought)).toEqual(['creditAccount']);
  const before = (await statement(START, bought)).statement.statement.balances[0].closing.amount;
  const after = (await statement(bought)).statement.statement.balances[0].opening.amount;
  expect(after).toBe(before);
});

test('as a file it is a table with opening and closing, or JSON, for those alone who may see the account', async () => {
  const token = api.token(holder.id);
  const { text, headers, status } = await file('text/csv', token);
  expect([status, headers['content-type']]).toEqual([200, expect.stringContaining('text/csv')]);
  const rows = text.trimEnd().split('\r\n');
  expect(rows[0]).toBe('sequence,at,operation,asset,available,held,balance,about,reason');
  expect(rows.map((row) => row.split(',')[2]).slice(1)).toEqual([
    ...['opening', 'creditAccount', 'buyPolicies', 'payIncident', 'closing'],
  ]);
  expect(rows[2]).toMatch(
    /,creditAccount,USDT,100000,0,100000,,100000 USDT was booked in: opening balance\.$/,
  );
  const { body } = await file('application/json', token);
  expect(body).toMatchObject({ accountId: holder.id, lines: { length: 3 } });
  expect(body.assets).toEqual([{ assetId: world.assetId, symbol: 'USDT', decimals: 6 }]);
  expect(body.lines[0]).toMatchObject({
    available: '100000000000',
    reason: expect.stringContaining('booked in'),
  });
  const stranger = api.token(world.buyers[1]?.id ?? '');
  expect((await file('text/csv', stranger)).status).toBe(403);
  expect((await file('text/csv', token, holder.id, '?from=yesterday')).status).toBe(400);
  const cashier = person(70, ['CASHIER']);
  await api.place.must(SYSTEM, 'registerAccount', { address: cashier.address, roles: cashier.roles });
  expect((await file('text/csv', api.token(cashier.id))).status).toBe(200);
});
