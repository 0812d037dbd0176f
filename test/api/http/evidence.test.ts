import supertest from 'supertest';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { sha256 } from '../../../src/store/sha256.ts';
import { onlyBundle, watchSeries } from '../../cli/verify/bundles.ts';
import { DEPEG_RULE } from '../../support/marketplace.ts';
import { all } from '../../watcher/world.ts';
import { type OpenApi, openApi } from '../support/openApi.ts';

let api: OpenApi;
let path: string;
let text: string;
beforeAll(async () => {
  api = await openApi();
  await watchSeries(api.place, 'src/cli/series/usdc-usd-2023-03.csv', DEPEG_RULE, 12);
  text = await onlyBundle(api.place.database);
  const [incident] = await all(api.place.database, 'incidents');
  path = `/v1/incidents/${incident?._id}/evidence`;
});
afterAll(() => api.stop());

const get = (headers: Record<string, string> = {}) => supertest(api.app).get(path).set(headers);

describe('the evidence of an incident', () => {
  test('is where the incident says, under the hash that it names', async () => {
    const { body } = await api.send('{ incidents { nodes { status evidence { url sha256 } } } }');
    const [incident] = body.data.incidents.nodes;
    expect(incident.evidence).toEqual({ url: `https://bulwark.example${path}`, sha256: sha256(text) });
  });

  test('is served byte for byte, zipped or not, to anyone', async () => {
    const plain = await get({ 'Accept-Encoding': 'identity' });
    expect(plain.text).toBe(text);
    expect(plain.headers).toMatchObject({ etag: `"${sha256(text)}"`, vary: 'Accept-Encoding' });
    expect(plain.headers['content-type']).toMatch(/^application\/json/);
    const zipped = await get({ 'Accept-Encoding': 'gzip' });
    expect(zipped.headers['content-encoding']).toBe('gzip');
    expect(zipped.text).toBe(text);
  });

  test('never changes once nothing can be challenged, and is not sent twice', async () => {
    const { headers } = await get();
    expect(headers['cache-control']).toBe('public, max-age=31536000, immutable');
    const again = await get({ 'If-None-Match': String(headers.etag) });
    expect([again.status, again.text]).toEqual([304, '']);
    const head = await supertest(api.app).head(path);
    expect([head.status, head.headers.etag]).toEqual([200, `"${sha256(text)}"`]);
  });

  test.each(['inc_nothing', 'x', '%2e%2e'])('is not found for %s', async (id) => {
    const { status, body } = await supertest(api.app).get(`/v1/incidents/${id}/evidence`);
    expect([status, body.errors[0].message]).toMatchObject([404, expect.stringContaining('no')]);
  });
});
