import supertest from 'supertest';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { checkSolvencyText } from '../../../src/cli/verify/checkSolvency.ts';
import { buy } from '../../support/depeg.ts';
import { type ReadyWorld, readyWorld, SYSTEM, UNIT } from '../../support/marketplace.ts';
import { TEST_SIGNER } from '../../support/signer.ts';
import { type OpenApi, openApi } from '../support/openApi.ts';

let api: OpenApi;
let world: ReadyWorld;
beforeAll(async () => {
  api = await openApi();
  world = await readyWorld(api.place);
  await buy(api.place, world.buyers[0] as never, world.productId, 10_000n * UNIT, 60);
});
afterAll(() => api.stop());

const get = (headers: Record<string, string> = {}) => supertest(api.app).get('/v1/solvency').set(headers);

describe('the solvency report', () => {
  test('is a file that anybody can check with the address of its key', async () => {
    const { status, text, headers } = await get();
    expect([status, headers['cache-control']]).toEqual([200, 'public, no-cache']);
    expect(headers['content-type']).toMatch(/^application\/json/);
    const checked = await checkSolvencyText(text);
    expect(checked).toMatchObject({ difference: null, facts: { signer: TEST_SIGNER.address } });
  });

  test('is not sent twice, and is another file once something has happened', async () => {
    const { headers } = await get();
    const again = await get({ 'If-None-Match': String(headers.etag) });
    expect([again.status, again.text, again.headers.etag]).toEqual([304, '', headers.etag]);
    const { id: accountId } = world.underwriter;
    const money = { accountId, assetId: world.assetId, amount: 7n, reference: 'a wire' };
    await api.place.must(SYSTEM, 'creditAccount', money);
    // It is given again for as long as it is cheap, and says of which command it is.
    await expect
      .poll(async () => (await get({ 'If-None-Match': String(headers.etag) })).status, { timeout: 20_000 })
      .toBe(200);
  });

  test('adds up through the API alone', async () => {
    const query = `{ solvency {
      asOfSequence journalHash at sha256 signer signature
      assets {
        asset { symbol } held { amount } liabilities { kind nodeId amount { amount } }
        layers { layer nodeId amount { amount decimal } } activeCover { decimal } ratio { percent }
        pools { pool { name } capital { amount } requirement { decimal } adequacy { percent } }
        largestExposures { group worstPayout { decimal } }
        stress { scenario loss { decimal } lossByLayer { layer amount { decimal } } haircut { decimal } }
      }
      openIncidents { id } draws { type }
    } }`;
    const { body } = await api.send(query);
    expect(body.errors).toBeUndefined();
    const [book] = body.data.solvency.assets;
    const sum = (lines: { amount: { amount: string } }[]) =>
      lines.reduce((all, { amount }) => all + BigInt(amount.amount), 0n);
    expect(sum(book.liabilities) + sum(book.layers)).toBe(BigInt(book.held.amount));
    expect(book.activeCover.decimal).toBe('10000');
    expect(book.largestExposures).toEqual([{ group: 'USDC', worstPayout: { decimal: '10000' } }]);
    expect(book.stress.at(-1)).toMatchObject({ scenario: 'ALL_GROUPS', haircut: { decimal: '0' } });
  });
});
