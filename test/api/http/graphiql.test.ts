import supertest from 'supertest';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { type OpenApi, openApi } from '../support/openApi.ts';

let api: OpenApi;
beforeAll(async () => {
  api = await openApi({ settings: { sandbox: true } });
});
afterAll(() => api.stop());

test('a sandbox serves GraphiQL from itself alone, signed in by the address', async () => {
  const response = await supertest(api.app)
    .get('/graphql?token=abc.def')
    .set('Accept', 'text/html')
    .buffer(true);
  expect(response.status).toBe(200);
  const has = (part: string | RegExp) => new RegExp(part).test(response.text);
  expect([has('Bearer abc.def'), has('query Market'), has(/(src|href)="https?:/)]).toEqual([
    true,
    true,
    false,
  ]);
  expect(response.headers['content-security-policy']).toContain("connect-src 'self'");
  expect(response.headers['content-security-policy']).toContain("script-src 'self' 'unsafe-inline'");
  expect(response.headers['cache-control']).toBe('no-store');
});

test('a token in the address cannot break out of the page', async () => {
  const token = encodeURIComponent('</script><script>alert(1)</script>');
  const { text } = await supertest(api.app)
    .get(`/graphql?token=${token}`)
    .set('Accept', 'text/html')
    .buffer(true);
  // The page has nine megabytes: compared as a fact, not printed.
  expect(text.includes('alert(1)')).toBe(false);
});
