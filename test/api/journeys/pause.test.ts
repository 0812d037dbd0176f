/** A guardian pauses, and nobody who is owed anything waits for it. */
import { afterAll, beforeAll, expect, test } from 'vitest';
import { DAY_SECONDS, HOUR_SECONDS } from '../../../src/domain/shared/units.ts';
import { breakPeg, buy, pass, payOut } from '../../support/depeg.ts';
import { person, type ReadyWorld, readyWorld, SYSTEM, UNIT } from '../../support/marketplace.ts';
import { type OpenApi, openApi } from '../support/openApi.ts';

let api: OpenApi;
let world: ReadyWorld;
const guardian = person(60, ['GUARDIAN']);
const owner = person(1, ['OWNER']);
beforeAll(async () => {
  api = await openApi();
  world = await readyWorld(api.place);
  await api.place.must(SYSTEM, 'registerAccount', { address: guardian.address, roles: guardian.roles });
  await buy(api.place, world.buyers[0] as never, world.productId, 1_000n * UNIT, 60);
  await pass(api.place, world, 73);
});
afterAll(() => api.stop());

const iso = (at: number) => new Date(at * 1_000).toISOString().replace('.000Z', 'Z');
const now = () => api.place.clock.now;
async function pause(nodeId: string | null, hours: number, who = guardian.id) {
  const query = `mutation($input: PauseInput!) { pause(input: $input) {
    node { id } until remainingSeconds errors { code ... on DelaySpent { remainingSeconds } } } }`;
  const input = { nodeId, untilAt: iso(now() + hours * HOUR_SECONDS), reason: 'A try' };
  const { body } = await api.send(query, { variables: { input }, token: api.token(who) });
  return body.errors === undefined ? body.data.pause : body.errors[0].extensions.code;
}
async function sale() {
  const item = { productId: world.productId, coverAmount: 10n * UNIT, termSeconds: 30 * DAY_SECONDS };
  const order = { items: [item], maxPremium: 10n * UNIT };
  const outcome = await api.place.send(world.buyers[0] as never, 'buyPolicies', order);
  return outcome.kind === 'REFUSED' ? { code: outcome.refusal.code, ...outcome.refusal.data } : outcome.kind;
}
async function exit() {
  const positionId = `pos_${world.poolId.slice(5)}_${world.underwriter.id.slice(4)}`;
  const asked = { positionId, shares: 1_000_000n };
  const outcome = await api.place.send(world.underwriter, 'requestWithdrawal', asked);
  return outcome.kind === 'REFUSED' ? { code: outcome.refusal.code, ...outcome.refusal.data } : outcome.kind;
}
async function resume(nodeId: string | null) {
  const query = `mutation($input: ProposeInput!) { propose(input: $input) {
    proposal { status changes { kind subject before } } errors { code } } }`;
  const input = { reason: 'Over', changes: [{ resume: { nodeId } }] };
  const { body } = await api.send(query, { variables: { input }, token: api.token(owner.id) });
  return body.data.propose;
}

test('only guardians pause, only what is there, and no longer than 72 hours', async () => {
  expect(await pause(world.poolId, 1, owner.id)).toBe('FORBIDDEN');
  expect(await pause('pool_00000000ffff', 1)).toMatchObject({ errors: [{ code: 'NOT_FOUND' }] });
  expect(await pause('acc_00000000ffff', 1)).toMatchObject({ errors: [{ code: 'NOT_FOUND' }] });
  expect(await pause(world.poolId, -1)).toMatchObject({ errors: [{ code: 'TERM_OUT_OF_RANGE' }] });
  const spent = { code: 'DELAY_SPENT', remainingSeconds: 3 * DAY_SECONDS };
  expect(await pause(world.poolId, 73)).toMatchObject({ node: null, errors: [spent] });
});

test('a paused feed, product or pool is not sold, a paused pool is not left, and a proposal resumes it', async () => {
  expect(await sale()).toBe('DONE');
  for (const nodeId of [world.feedId, world.productId, world.poolId]) {
    const until = now() + HOUR_SECONDS;
    expect(await pause(nodeId, 1)).toMatchObject({ node: { id: nodeId }, until: iso(until), errors: [] });
    expect(await sale()).toMatchObject({ code: 'SALES_STOPPED', cause: 'PAUSE', since: now() });
    if (nodeId === world.poolId) {
      expect(await exit()).toMatchObject({ code: 'LOCKED', by: 'PAUSE', until });
      const query = '{ positions { nodes { withdrawableNow { amount } locked { by until } } } }';
      const { body } = await api.send(query, { token: api.token(world.underwriter.id) });
      expect(body.data.positions.nodes[0]).toMatchObject({ withdrawableNow: { amount: '0' } });
      expect(body.data.positions.nodes[0].locked).toContainEqual({ by: 'PAUSE', until: iso(until) });
    } else expect(await exit()).toBe('DONE');
    expect(await resume(nodeId)).toMatchObject({
      proposal: { status: 'EXECUTED', changes: [{ kind: 'resume', subject: nodeId }] },
    });
    expect(await resume(nodeId)).toMatchObject({ proposal: null, errors: [{ code: 'STATUS_FORBIDS' }] });
    expect(await sale()).toBe('DONE');
  }
});

test('attack 25: an incident is confirmed, settled and paid wholly while everything is paused', async () => {
  expect(await pause(null, 70)).toMatchObject({ node: null, remainingSeconds: 2 * HOUR_SECONDS, errors: [] });
  expect(await sale()).toMatchObject({ code: 'SALES_STOPPED', cause: 'PAUSE' });
  expect(await exit()).toMatchObject({ code: 'LOCKED' });
  const began = now();
  const incidentId = await breakPeg(api.place, world);
  await payOut(api.place, incidentId);
  expect(now()).toBeLessThan(began + 70 * HOUR_SECONDS);
  const { body } = await api.send(`{ incident(id: "${incidentId}") { status payouts { paid } } }`);
  expect(body.data.incident.status).toBe('PAID');
  expect(await pause(null, 73)).toMatchObject({ errors: [{ code: 'DELAY_SPENT', remainingSeconds: 7_200 }] });
});

test('what is paused goes on by itself', async () => {
  await pass(api.place, world, 71);
  expect(await sale()).not.toMatchObject({ cause: 'PAUSE' });
});
