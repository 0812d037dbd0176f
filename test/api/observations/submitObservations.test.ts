import supertest from 'supertest';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import type { SentReport } from '../../../oracles/adapter.ts';
import { SUBMIT_OBSERVATIONS_MAX } from '../../../src/domain/shared/limits.ts';
import type { ObservationDocument } from '../../../src/store/evidence/documents.ts';
import { keyOf, NAMES, signed, unsigned } from '../../oracles/signed-report/signing.ts';
import { person, START, SYSTEM } from '../../support/marketplace.ts';
import { evidence } from '../../watcher/world.ts';
import { type OpenApi, openApi } from '../support/openApi.ts';
import { asJson, reportedFeed, SUBMIT } from '../support/reportedFeed.ts';

let api: OpenApi;
let feedId: string;
const owner = person(1, ['OWNER']);
const reporter = person(2);
beforeAll(async () => {
  api = await openApi({ settings: { sandbox: true } });
  for (const { address, roles } of [owner, reporter]) {
    await api.place.must(SYSTEM, 'registerAccount', { address, roles });
  }
  feedId = await reportedFeed(api, owner);
  api.place.clock.now = START + 3_600;
});
afterAll(() => api.stop());

const at = (index: number) => START + 3_000 + index;
const byGraphql = (observations: unknown, id = feedId, token = api.token(reporter.id)) =>
  api.send(SUBMIT, { variables: { feedId: id, observations }, token });
const byRest = (body: unknown, id = feedId, token: string | null = api.token(reporter.id)) => {
  const request = supertest(api.app).post(`/v1/feeds/${encodeURIComponent(id)}/observations`);
  if (token !== null) request.set('Authorization', `Bearer ${token}`);
  return request.send(body as object);
};
const counted = { accepted: true, reason: null, remedy: null, limit: null, actual: null };

describe('reports', () => {
  test('are answered one by one, by GraphQL and by REST alike', async () => {
    const reports = [
      await signed(feedId, unsigned('ada', at(0))),
      await signed(feedId, unsigned('bob', at(0), -5n)),
      await signed(feedId, unsigned('eve', at(0)), { account: keyOf(9) }),
    ].map(asJson);
    const { status, body } = await byGraphql(reports);
    expect(status).toBe(200);
    const payload = body.data.submitObservations;
    expect(payload).toMatchObject({ accepted: 1, rejected: 2, errors: [], replayed: false });
    const [first, second, third] = payload.results.map(
      ({ observation }: { observation: object }) => observation,
    );
    expect(first).toEqual({ id: expect.stringContaining(`${feedId}/signed/ada/`), ...counted });
    expect(second).toMatchObject({ accepted: false, reason: 'NON_POSITIVE', limit: 'above 0', actual: '-5' });
    expect(third).toMatchObject({ accepted: false, reason: 'UNKNOWN_SIGNER', id: expect.any(String) });
    expect(third.remedy).toContain('Register the key');

    const rest = await byRest({ observations: reports });
    expect(rest.status).toBe(200);
    expect(rest.body).toEqual(payload);
  });

  test('as many as one call takes come through in one body, and one more is refused', async () => {
    const report = asJson(await signed(feedId, unsigned('cy', at(1))));
    const most = Array.from({ length: SUBMIT_OBSERVATIONS_MAX }, () => report);
    // Every one is the same: verified each, kept once.
    const { status, body } = await byRest({ observations: most });
    expect(status).toBe(200);
    expect(body.accepted).toBe(SUBMIT_OBSERVATIONS_MAX);
    expect(new Set(body.results.map((one: { observation: { id: string } }) => one.observation.id)).size).toBe(
      1,
    );
    for (const answer of [
      await byRest({ observations: [...most, report] }),
      await byGraphql([...most, report]),
    ]) {
      expect(answer.status).toBe(400);
      expect(answer.body.errors[0].extensions.code).toBe('INPUT_INVALID');
    }
  });

  test('to a feed that is not there are refused as a whole', async () => {
    const report = asJson(await signed('feed_none', unsigned('ada', at(2))));
    const { body } = await byGraphql([report], 'feed_none');
    const refused = { results: null, accepted: null, rejected: null };
    expect(body.data.submitObservations).toMatchObject({
      ...refused,
      errors: [{ code: 'NOT_FOUND', id: 'feed_none' }],
    });
    const rest = await byRest({ observations: [report] }, 'feed_none');
    expect(rest.status).toBe(404);
    expect(rest.body).toMatchObject({ ...refused, errors: [{ code: 'NOT_FOUND', id: 'feed_none' }] });
  });

  test('need somebody who is signed in', async () => {
    const report = asJson(await signed(feedId, unsigned('ada', at(3))));
    expect((await byRest({ observations: [report] }, feedId, null)).status).toBe(401);
    expect((await byRest({ observations: [report] }, feedId, 'nonsense')).status).toBe(401);
    expect((await api.send(SUBMIT, { variables: { feedId, observations: [report] } })).status).toBe(401);
  });
});

describe('hostile input', () => {
  let good: ReturnType<typeof asJson>;
  beforeAll(async () => {
    good = asJson(await signed(feedId, unsigned('ada', at(10))));
  });
  const count = async () => (await evidence<ObservationDocument>(api.place.database, 'observations')).length;

  const NUMBERS = [
    ...['1e18', '0x10', ' 1', '1 ', '1.0', 'NaN', 'Infinity', '+1', '01', '-0', '1_000', '1n', ''],
    ...['\u0661\u0662', '9'.repeat(79), '--1', '-'],
  ];
  test.each(NUMBERS)('%j is neither a value nor a round', async (text) => {
    const before = await count();
    for (const change of [{ value: text }, { round: text }]) {
      for (const answer of [
        await byRest({ observations: [{ ...good, ...change }] }),
        await byGraphql([{ ...good, ...change }]),
      ]) {
        expect(answer.status).toBe(400);
        expect(answer.body.errors[0].extensions).toMatchObject({
          code: 'INPUT_INVALID',
          problems: [{ path: `input.observations.0.${Object.keys(change)[0]}` }],
        });
      }
    }
    expect(await count()).toBe(before);
  });

  test.each([
    [(2n ** 63n).toString(), 'CLAMPED'],
    [(2n ** 64n + 5n).toString(), 'CLAMPED'],
    [(10n ** 33n + 1n).toString(), 'CLAMPED'],
    [(2n ** 255n - 1n).toString(), 'CLAMPED'],
    [(2n ** 256n - 1n).toString(), 'BAD_SIGNATURE'],
    ['9'.repeat(78), 'BAD_SIGNATURE'],
    ['0', 'NON_POSITIVE'],
    ['-1', 'NON_POSITIVE'],
    [(-(2n ** 255n)).toString(), 'NON_POSITIVE'],
  ])('the value %s is taken for what it is: %s, kept digit by digit', async (value, reason) => {
    const report = { ...unsigned('bob', at(20)), value, round: '77' };
    const sent =
      reason === 'BAD_SIGNATURE' ? { ...report, signature: good.signature } : await signed(feedId, report);
    const { body } = await byRest({ observations: [asJson(sent)] });
    const { id, reason: said } = body.results[0].observation;
    expect(said).toBe(reason);
    const name = reason === 'BAD_SIGNATURE' ? 'unheard' : 'observations';
    const kept = await evidence<ObservationDocument>(api.place.database, name);
    expect(kept.find(({ _id }) => _id === id)?.value).toBe(value);
  });

  test.each<[string, unknown]>([
    ['a value as a number', { value: 99990000 }],
    ['a round as a number', { round: 1 }],
    ['a value as an object', { value: { $gt: '' } }],
    ['decimals that are none', { decimals: 8.5 }],
    ['decimals below zero', { decimals: -1 }],
    ['decimals as text', { decimals: '8' }],
    ['a time as a number', { observedAt: 1_700_000_000 }],
    ['a time with parts of a second', { observedAt: '2023-11-14T22:13:20.5Z' }],
    ['a day that does not exist', { observedAt: '2023-02-30T00:00:00Z' }],
    ['an operator object', { operator: { $ne: null } }],
    ['an operator with a NUL', { operator: 'a\u0000da' }],
    ['half a surrogate', { operator: '\ud800' }],
    ['a signature of other letters', { signature: '0xzz' }],
    ['a signature without end', { signature: `0x${'00'.repeat(1_000)}` }],
    ['a status', { status: 'LIVE' }],
    ['a verdict', { accepted: true }],
    ['an account', { sender: 'acc_1' }],
  ])('%s is no report', async (_what, change) => {
    const before = await count();
    const report = { ...good, ...(change as object) };
    expect((await byRest({ observations: [report] })).status).toBe(400);
    expect((await byGraphql([report])).status).toBe(400);
    expect(await count()).toBe(before);
  });

  test.each<[string, unknown]>([
    ['nothing', {}],
    ['no list', { observations: 'x' }],
    ['an empty list', { observations: [] }],
    ['a list of nothing', { observations: [null] }],
    ['a list of lists', { observations: [[]] }],
    ['more than reports', { observations: [], role: 'OWNER' }],
    ['an array', []],
  ])('%s is no body', async (_what, body) => {
    const { status, body: answer } = await byRest(body);
    expect(status).toBe(400);
    expect(answer.errors[0].extensions).toMatchObject({
      code: 'INPUT_INVALID',
      requestId: expect.any(String),
    });
  });

  test('a body that is too large, too deep, of another type or of other members is refused', async () => {
    const post = (body: string, type = 'application/json') =>
      supertest(api.app)
        .post(`/v1/feeds/${feedId}/observations`)
        .set('Authorization', `Bearer ${api.token(reporter.id)}`)
        .set('Content-Type', type)
        .send(body);
    expect((await post(`{"observations":"${'x'.repeat(300_000)}"}`)).status).toBe(413);
    expect((await post('{"observations": [')).status).toBe(400);
    expect((await post(`{"observations":${'['.repeat(10_000)}${']'.repeat(10_000)}}`)).status).toBe(400);
    expect((await post(JSON.stringify({ observations: [good] }), 'text/plain')).status).toBe(400);
    for (const name of ['__proto__', 'constructor', '$where']) {
      expect((await post(`{"observations":[],"${name}":{"x":1}}`)).status).toBe(400);
      const inside = JSON.stringify(good).replace('{', `{"${name}":{"x":1},`);
      expect((await post(`{"observations":[${inside}]}`)).status).toBe(400);
    }
  });

  test.each(['feed_', '../etc', '{"$ne":null}', 'feed_\u0000', '__proto__', `feed_${'x'.repeat(300)}`])(
    'the feed %j is not there',
    async (id) => {
      const { status } = await byRest({ observations: [good] }, id);
      expect([400, 404]).toContain(status);
    },
  );
});

describe('who sends too much', () => {
  test('hears when to go on, and nothing is kept', async () => {
    const slow = await openApi({
      settings: {
        sandbox: true,
        rateLimits: { ...api.settings.rateLimits, principalCost: { burst: 100, perSecond: 1 } },
      },
    });
    await slow.place.must(SYSTEM, 'registerAccount', { address: reporter.address, roles: [] });
    await slow.place.must(SYSTEM, 'registerAccount', { address: owner.address, roles: ['OWNER'] });
    const id = await reportedFeed(slow, owner);
    const reports: SentReport[] = await Promise.all(
      Array.from({ length: 6 }, (_, index) =>
        signed(id, unsigned(NAMES[index % 3] as string, START + index)),
      ),
    );
    const { status, body, headers } = await supertest(slow.app)
      .post(`/v1/feeds/${id}/observations`)
      .set('Authorization', `Bearer ${slow.token(reporter.id)}`)
      .send({ observations: reports.map(asJson) });
    expect(status).toBe(429);
    expect(body.errors[0].extensions).toMatchObject({ code: 'RATE_LIMITED', cost: 120 });
    expect(Number(headers['retry-after'])).toBeGreaterThan(0);
    expect(headers.ratelimit).toContain('r=100');
    expect(await evidence(slow.place.database, 'observations')).toEqual([]);
    await slow.stop();
  });
});
