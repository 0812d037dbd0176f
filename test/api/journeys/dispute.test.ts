import { afterAll, beforeAll, expect, test } from 'vitest';
import { validateObservation } from '../../../src/domain/feed/validate.ts';
import { HOUR_SECONDS } from '../../../src/domain/shared/units.ts';
import { auditLedger } from '../../../src/market/audit/auditLedger.ts';
import { appendObservations, observationRecord } from '../../../src/store/evidence/observations.ts';
import { loadByIds } from '../../../src/store/load.ts';
import { cents, pass } from '../../support/depeg.ts';
import { person, type ReadyWorld, readyWorld, SYSTEM } from '../../support/marketplace.ts';
import { type OpenApi, openApi } from '../support/openApi.ts';

let api: OpenApi;
let world: ReadyWorld;
let incidentId: string;
let observationId: string;
const guardian = person(50, ['GUARDIAN']);
const buyer = () => api.token(world.buyers[0]?.id ?? '');

/** A settled incident in its challenge window, and one observation of its feed. */
beforeAll(async () => {
  api = await openApi();
  const { place } = api;
  world = await readyWorld(place);
  await place.must(SYSTEM, 'registerAccount', { address: guardian.address, roles: ['GUARDIAN'] });
  await pass(place, world, 6, cents(89));
  await pass(place, world, 48);
  const [product] = await loadByIds(place.database, 'products', [world.productId]);
  const input = { productId: world.productId, confirmedAt: product?.verdicts[0]?.confirmedAt };
  ({ incidentId } = await place.must<{ incidentId: string }>(SYSTEM, 'openIncident', input));
  const evidence = { sha256: 'a'.repeat(64), bytes: 10 };
  await place.must(SYSTEM, 'settleIncident', { incidentId, evidence });
  observationId = await observe();
});
afterAll(() => api.stop());

async function observe(): Promise<string> {
  const { place } = api;
  const observedAt = place.clock.now;
  const raw = { ...{ source: 'test', operator: 'tester', round: '1', value: 1n, decimals: 8 }, observedAt };
  const known = { now: observedAt, watermark: null, previous: null };
  const terms = {
    ...{ sourceId: 'test', decimals: 8, heartbeatSeconds: 60, marginSeconds: 60 },
    operators: ['tester'],
  };
  const final = { ...raw, finalized: true };
  const verdict = validateObservation(final, terms, { ...known, use: 'DECISION' });
  const record = observationRecord(world.feedId, final, verdict, known);
  await appendObservations(place.database, [record]);
  return record._id;
}

const CHALLENGE = `mutation($input: ChallengeIncidentInput!, $dryRun: Boolean!) {
  challengeIncident(input: $input, dryRun: $dryRun) {
    incident { challenges { observationId rule status bond { decimal } madeAt decidedAt } }
    bond { decimal } errors { code path ... on BalanceTooLow { required } } replayed
  }
}`;
const DELAY = `mutation($input: DelayIncidentInput!, $dryRun: Boolean!) {
  delayIncident(input: $input, dryRun: $dryRun) {
    incident { status statusReason payableAt delayedSeconds } remainingSeconds
    errors { code ... on DelaySpent { remainingSeconds } } replayed
  }
}`;
const ACTIONS = `query($id: ID!) { incident(id: $id) {
  status actions { name allowed refusal { code } } history(first: 20) { nodes { type changes } }
} }`;

test('a challenge needs a session, a key and an observation that is there', async () => {
  const input = { incidentId, observationId, rule: 'REORGED' };
  const variables = { input, dryRun: false };
  expect((await api.send(CHALLENGE, { variables, key: 'a' })).status).toBe(401);
  const keyless = await api.send(CHALLENGE, { variables, token: buyer() });
  expect(keyless.body.errors[0].extensions.code).toBe('IDEMPOTENCY_KEY_MISSING');
  const other = { ...variables, input: { ...input, observationId: 'feed_other/x' } };
  const { body } = await api.send(CHALLENGE, { variables: other, token: buyer(), key: 'b' });
  expect(body.data.challengeIncident).toMatchObject({
    incident: null,
    errors: [{ code: 'NOT_FOUND', path: 'input.observationId' }],
  });
});

test('a dry run tells the bond and holds nothing; the challenge holds it and shows it', async () => {
  const input = { incidentId, observationId, rule: 'REORGED' };
  const dry = await api.send(CHALLENGE, { variables: { input, dryRun: true }, token: buyer() });
  expect(dry.body.data.challengeIncident).toMatchObject({
    bond: { decimal: '1000' },
    errors: [],
    incident: null,
  });
  const options = { variables: { input, dryRun: false }, token: buyer(), key: 'my-challenge' };
  const made = (await api.send(CHALLENGE, options)).body.data.challengeIncident;
  expect(made).toMatchObject({
    incident: {
      challenges: [
        { observationId, rule: 'REORGED', status: 'PENDING', bond: { decimal: '1000' }, decidedAt: null },
      ],
    },
    errors: [],
  });
  expect((await api.send(CHALLENGE, options)).body.data.challengeIncident.replayed).toBe(true);
  const { body } = await api.send('{ viewer { balances { available { decimal } held { decimal } } } }', {
    token: buyer(),
  });
  expect(body.data.viewer.balances[0].held.decimal).toBe('1000');
  expect(await auditLedger(api.place.database)).toMatchObject({ clean: true });
});

const HOLDS = `{ viewer {
  balances { held { amount } }
  holds { purpose amount { amount decimal } nodeId node { id } since until returnsWhen }
  statement { statement { lines { operation held { decimal } reason } } }
  history(first: 100) { nodes { type reason } }
} }`;

test('what is held is told with its reason, sums to the balance, and stands in statement and history', async () => {
  const { viewer } = (await api.send(HOLDS, { token: buyer() })).body.data;
  expect(viewer.holds).toMatchObject([
    { purpose: 'CHALLENGE_BOND', amount: { decimal: '1000' }, nodeId: incidentId, until: null },
  ]);
  expect(viewer.holds[0].node.id).toBe(incidentId);
  expect(viewer.holds[0].returnsWhen).toContain('comes back unless the result stands');
  expect(viewer.holds[0].amount.amount).toBe(viewer.balances[0].held.amount);
  const reason = 'The result was challenged (REORGED); 1000 USDT is held as a bond.';
  expect(viewer.statement.statement.lines.at(-1)).toEqual({
    ...{ operation: 'challengeIncident', held: { decimal: '1000' }, reason },
  });
  expect(viewer.history.nodes.at(-1)).toEqual({ type: 'incident.challenged', reason });
  const stranger = api.token(world.buyers[1]?.id ?? '');
  expect((await api.send(HOLDS, { token: stranger })).body.data.viewer.holds).toEqual([]);
});

test('a bond without its challenge is found by the audit', async () => {
  const incidents = api.place.database.collection('incidents');
  await incidents.updateOne({ _id: incidentId }, { $set: { 'challenges.0.status': 'UNCHANGED' } });
  const { clean, differences } = await auditLedger(api.place.database);
  expect([clean, differences[0]?.id]).toEqual([false, `${world.buyers[0]?.id}/bonds/${world.assetId}`]);
  await incidents.updateOne({ _id: incidentId }, { $set: { 'challenges.0.status': 'PENDING' } });
});

test('only guardians delay, by what is left', async () => {
  const variables = {
    input: { incidentId, seconds: HOUR_SECONDS, reason: 'Providers disagree' },
    dryRun: false,
  };
  const forbidden = await api.send(DELAY, { variables, token: buyer() });
  expect([forbidden.status, forbidden.body.errors[0].extensions.scope]).toEqual([403, 'GUARDIAN']);
  const token = api.token(guardian.id);
  const { body } = await api.send(DELAY, { variables, token });
  expect(body.data.delayIncident).toMatchObject({
    incident: { status: 'DELAYED', delayedSeconds: HOUR_SECONDS },
    remainingSeconds: 71 * HOUR_SECONDS,
    errors: [],
  });
  const input = { ...variables.input, seconds: 72 * HOUR_SECONDS };
  const spent = await api.send(DELAY, { variables: { input, dryRun: false }, token });
  expect(spent.body.data.delayIncident.errors).toEqual([
    { code: 'DELAY_SPENT', remainingSeconds: 71 * HOUR_SECONDS },
  ]);
});

test('the incident says what can be done with it, by whom, and what was done', async () => {
  const of = async (token?: string) => {
    const options = token === undefined ? {} : { token };
    return (await api.send(ACTIONS, { variables: { id: incidentId }, ...options })).body.data.incident;
  };
  expect((await of()).actions).toMatchObject([{ name: 'challengeIncident', allowed: false }]);
  expect((await of(buyer())).actions).toEqual([{ name: 'challengeIncident', allowed: true, refusal: null }]);
  const { actions, history } = await of(api.token(guardian.id));
  expect(actions.map(({ name, allowed }: { name: string; allowed: boolean }) => [name, allowed])).toEqual([
    ['challengeIncident', false],
    ['delayIncident', true],
  ]);
  const types = history.nodes.map(({ type }: { type: string }) => type);
  expect(types).toEqual([
    'incident.confirmed',
    'incident.settled',
    'incident.challenged',
    'incident.delayed',
  ]);
});
