import { randomUUID } from 'node:crypto';
import { createServer } from 'node:http';
import { type AddressInfo, connect } from 'node:net';
import supertest from 'supertest';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { type OpenApi, openApi } from '../support/openApi.ts';

let api: OpenApi;
beforeAll(async () => {
  api = await openApi();
});
afterAll(() => api.stop());

const QUERY = { query: '{ pools { nodes { id } } }' };

describe('the endpoint', () => {
  test("answers with a request id, the caller's own when it is a plain one", async () => {
    const own = randomUUID();
    expect((await api.send(QUERY.query, { headers: { 'X-Request-Id': own } })).headers['x-request-id']).toBe(
      own,
    );
    const other = (await api.send(QUERY.query, { headers: { 'X-Request-Id': '<script>' } })).headers[
      'x-request-id'
    ];
    expect(other).toMatch(/^[0-9a-f-]{36}$/);
    const { body, headers } = await api.send('{ nothing }');
    expect(body.errors[0].extensions.requestId).toBe(headers['x-request-id']);
  });

  test('says what is left of the limit', async () => {
    const { headers } = await api.send(QUERY.query);
    expect(headers['ratelimit-policy']).toMatch(/^"cost";q=\d+;w=\d+$/);
    expect(headers.ratelimit).toMatch(/^"cost";r=\d+;t=\d+$/);
  });

  test('does not say what it is made of, and is fit for a browser', async () => {
    const { headers } = await api.send(QUERY.query);
    expect(headers['x-powered-by']).toBeUndefined();
    expect(headers.server).toBeUndefined();
    expect(headers['x-content-type-options']).toBe('nosniff');
    expect(headers['content-security-policy']).toContain("default-src 'self'");
    expect(headers['access-control-allow-origin']).toBeUndefined();
  });

  test.each([
    ['a form', 'application/x-www-form-urlencoded', 'query={pools{nodes{id}}}'],
    ['plain text', 'text/plain', JSON.stringify(QUERY)],
    ['a multipart form', 'multipart/form-data; boundary=x', '--x\r\n\r\n--x--'],
    ['no type', '', JSON.stringify(QUERY)],
  ])('refuses %s, which a foreign page could send', async (_what, type, body) => {
    const request = supertest(api.app).post('/graphql');
    if (type !== '') request.set('Content-Type', type);
    const response = await request.serialize((text) => text as string).send(body);
    expect(response.status).toBe(403);
    expect(response.body.errors[0].extensions.code).toBe('FORBIDDEN');
  });

  test('refuses a GET without a header of ours, and any mutation by GET', async () => {
    const address = `/graphql?query=${encodeURIComponent(QUERY.query)}`;
    expect((await supertest(api.app).get(address)).status).toBe(403);
    const mutation = `/graphql?query=${encodeURIComponent('mutation { revokeSession(input: { refreshToken: "a" }) { replayed } }')}`;
    const response = await supertest(api.app).get(mutation).set('x-graphql-yoga-csrf', '1');
    expect(response.status).toBe(405);
  });

  test('refuses a batch of operations', async () => {
    const response = await supertest(api.app).post('/graphql').send([QUERY, QUERY]);
    expect(response.status).toBe(400);
  });

  test('has no GraphiQL in production', async () => {
    const response = await supertest(api.app).get('/graphql').set('Accept', 'text/html');
    expect(response.status).toBe(406);
    expect(response.text.toLowerCase().includes('graphiql')).toBe(false);
  });

  test('refuses a host that is none, and tells nothing of itself', async () => {
    const server = createServer(api.app).listen(0);
    await new Promise((resolve) => server.once('listening', resolve));
    const { port } = server.address() as AddressInfo;
    const answer = await new Promise<string>((resolve) => {
      const socket = connect(port, '127.0.0.1', () =>
        socket.write('POST /graphql HTTP/1.1\r\nHost: [\r\nContent-Length: 0\r\nConnection: close\r\n\r\n'),
      );
      let text = '';
      socket.on('data', (data) => {
        text += String(data);
      });
      socket.on('close', () => resolve(text));
    });
    server.close();
    expect(answer).toMatch(/^HTTP\/1\.1 400 /);
    expect(answer).not.toMatch(/node_modules|at .*\.(js|ts):/);
  });

  test('has nothing at other addresses', async () => {
    for (const address of ['/', '/admin', '/graphql/../etc', '/.env', '/%00']) {
      const response = await supertest(api.app).get(address);
      expect(response.status, address).toBeGreaterThanOrEqual(400);
      expect(response.status, address).toBeLessThan(500);
    }
  });
});

describe('the routes about the service', () => {
  test('/livez says that the process runs', async () => {
    expect((await supertest(api.app).get('/livez')).body).toEqual({ ok: true });
  });

  test('/readyz names what is missing', async () => {
    expect((await supertest(api.app).get('/readyz')).status).toBe(200);
    Object.assign(api.readiness, { ok: false, checks: { ...api.readiness.checks, holderKnown: false } });
    const { status, body } = await supertest(api.app).get('/readyz');
    expect(status).toBe(503);
    expect(body).toEqual({
      ok: false,
      checks: { primary: true, holderKnown: false, queueBelowLimit: true, notDraining: true },
    });
  });

  test('/metrics has what operators watch', async () => {
    await api.send(QUERY.query);
    const { text } = await supertest(api.app).get('/metrics');
    expect(text).toContain('bulwark_request_seconds_count{operation="pools",outcome="ok"}');
    expect(text).toMatch(/# TYPE bulwark_commit_seconds histogram/);
  });

  test('/schema.graphql is the schema of this service', async () => {
    const { text } = await supertest(api.app).get('/schema.graphql');
    expect(text).toContain('type Policy implements Node');
    expect(text).not.toContain('advanceClock');
  });

  test('/errors lists every code with what to do about it', async () => {
    const { body } = await supertest(api.app).get('/errors');
    expect(body.refusals).toContainEqual(expect.objectContaining({ code: 'SALES_STOPPED', retryable: true }));
    expect(body.requestErrors).toContainEqual(
      expect.objectContaining({ code: 'IDEMPOTENCY_KEY_REUSED', status: 422 }),
    );
  });
});

describe('limits on callers', () => {
  test('one address that sends too many requests waits, and is told how long', async () => {
    const settings = {
      rateLimits: { ...api.settings.rateLimits, addressRequests: { burst: 5, perSecond: 0.01 } },
    };
    const narrow = await openApi({ settings });
    for (let sent = 0; sent < 5; sent += 1) expect((await narrow.send(QUERY.query)).status).toBe(200);
    const { status, headers, body } = await narrow.send(QUERY.query);
    expect([status, body.errors[0].extensions.code]).toEqual([429, 'RATE_LIMITED']);
    expect(Number(headers['retry-after'])).toBeGreaterThan(90);
    expect((await supertest(narrow.app).get('/livez')).status).toBe(200);
    await narrow.stop();
  });

  test('sign-ins cost more than reads, so that a flood of them ends first', async () => {
    const settings = {
      rateLimits: { ...api.settings.rateLimits, addressCost: { burst: 700, perSecond: 0.01 } },
    };
    const narrow = await openApi({ settings });
    const flood = 'mutation { signIn(input: { message: "x", signature: "0x00" }) { errors { code } } }';
    const answers = await Promise.all(Array.from({ length: 5 }, () => narrow.send(flood)));
    expect(answers.map(({ status }) => status).sort()).toEqual([200, 200, 200, 429, 429]);
    expect((await narrow.send('{ pools(first: 1) { pageInfo { hasNextPage } } }')).status).toBe(200);
    await narrow.stop();
  });
});
