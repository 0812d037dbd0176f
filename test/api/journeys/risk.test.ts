/** A risk manager scores a product: sees what it would do, proposes it, and everybody can compute it again. */
import { afterAll, beforeAll, expect, test } from 'vitest';
import { HAZARD_TABLES_DEFAULT, hazardAt } from '../../../src/domain/pricing/hazard.ts';
import { sha256 } from '../../../src/store/sha256.ts';
import { scoreByTheBook } from '../../domain/risk/book.ts';
import { USDC } from '../../market/risk/inputs.ts';
import { person, type ReadyWorld, readyWorld, UNIT } from '../../support/marketplace.ts';
import { type OpenApi, openApi } from '../support/openApi.ts';

const owner = person(1, ['OWNER']);
const SCORE = `score {
  value isGiven number cause model modelVersion at previous target missing stale rounding held snapshotHash
  proposal { id reason }
  factors { factor counts unit freshness value source asOf feed { id } points weightBps contribution }
  history(first: 2) { nodes { value number cause } pageInfo { hasNextPage } }
}`;

let api: OpenApi;
let world: ReadyWorld;
beforeAll(async () => {
  api = await openApi();
  world = await readyWorld(api.place);
});
afterAll(() => api.stop());

const iso = (seconds: number) => `${new Date(seconds * 1_000).toISOString().slice(0, 19)}Z`;
const send = async (query: string, variables: object = {}, token?: string) => {
  const { body } = await api.send(query, { variables, ...(token === undefined ? {} : { token }) });
  expect(body.errors).toBeUndefined();
  return body.data;
};
const productNow = async () =>
  (await send(`{ product(id: "${world.productId}") { annualRate { wad } subject { ${SCORE} } } }`)).product;
const statement = (values: Record<string, bigint>) => ({
  scoreProduct: {
    productId: world.productId,
    inputs: Object.entries(values).map(([factor, value]) => ({
      ...{ factor, value: `${value}`, source: 'https://example.org/usdc', asOf: iso(api.place.clock.now) },
    })),
  },
});
const propose = (changes: object[]) =>
  send(
    `mutation($input: ProposeInput!) { propose(input: $input) {
      proposal { id status changes { kind subject before after } } errors { code path } } }`,
    { input: { reason: 'What is known of USDC', changes } },
    api.token(owner.id),
  );
const micro = (text: string): bigint => {
  const [whole = '0', part = ''] = text.replace('-', '').split('.');
  const value = BigInt(whole) * 1_000_000n + BigInt(part.padEnd(6, '0'));
  return text.startsWith('-') ? -value : value;
};

test('a product is explained from its creation on: what its first score is made of is shown', async () => {
  const { score } = (await productNow()).subject;
  expect(score).toMatchObject({ value: 30, isGiven: false, number: 1, cause: 'CREATED', previous: null });
  expect(score).toMatchObject({ target: 30, missing: [], proposal: null, snapshotHash: expect.any(String) });
  expect(score.factors).toHaveLength(10);
  expect(score.history.nodes).toEqual([{ value: 30, number: 1, cause: 'CREATED' }]);
});

test('what if says the price that scoring brings, to the unit', async () => {
  const before = await productNow();
  const query = `query($input: WhatIfInput!) { whatIf(input: $input) {
    effects { affectedPolicies prices { before { wad } after { wad } } } errors { code } } }`;
  const { whatIf } = await send(query, { input: { changes: [statement(USDC)] } });
  expect(whatIf.errors).toEqual([]);
  const [price] = whatIf.effects.prices;
  expect(price.before.wad).toBe(before.annualRate.wad);
  expect(await productNow()).toEqual(before);
  const { propose: made } = await propose([statement(USDC)]);
  expect(made.errors).toEqual([]);
  const after = await productNow();
  expect(made.proposal.changes).toEqual([
    {
      kind: 'scoreProduct',
      subject: 'USDC depeg',
      before: '30',
      after: `${after.subject.score.value}`,
    },
  ]);
  expect(after.annualRate.wad).toBe(price.after.wad);
  expect(BigInt(price.after.wad)).toBeLessThan(BigInt(price.before.wad));
});

test('is explained to the last millionth, and anyone computes it again from what is shown', async () => {
  const { score } = (await productNow()).subject;
  const parts = score.factors.map(({ contribution }: { contribution: string }) => micro(contribution));
  const sum = parts.reduce((total: bigint, part: bigint) => total + part, 0n);
  expect(sum + micro(score.rounding) + micro(score.held)).toBe(BigInt(score.value) * 1_000_000n);
  for (const { points, weightBps, contribution } of score.factors)
    expect(micro(points) * BigInt(weightBps)).toBe(micro(contribution) * 10_000n);
  const said = Object.fromEntries(
    score.factors.map(({ factor, value }: { factor: string; value: string }) => [
      factor,
      { value: Number(value), ageDays: 0 },
    ]),
  );
  expect(score.value).toBe(Math.ceil(scoreByTheBook('STABLECOIN', said)));
  expect(score.proposal.reason).toBe('What is known of USDC');
});

test('the snapshot that a quote names is the hash of what is shown', async () => {
  const { score } = (await productNow()).subject;
  const quoted = await send(
    `query($items: [QuoteItemInput!]!) { quote(items: $items) {
      quote { items { score { value snapshotHash } hazard { value { wad } low { percent } high { percent } } severity { percent } } }
      errors { code } } }`,
    { items: { productId: world.productId, coverAmount: `${100n * UNIT}`, termSeconds: 2_592_000 } },
  );
  const { value, snapshotHash } = score;
  const hazardWad = hazardAt(HAZARD_TABLES_DEFAULT.DEPEG, value);
  expect(quoted.quote.quote.items).toEqual([
    {
      score: { value, snapshotHash },
      hazard: {
        value: { wad: `${hazardWad}` },
        low: { percent: expect.any(String) },
        high: { percent: expect.any(String) },
      },
      severity: { percent: '49.25' },
    },
  ]);
  const [{ hazard }] = quoted.quote.quote.items;
  const percent = Number(hazardWad) / 10 ** 16;
  expect(Number(hazard.low.percent)).toBeCloseTo(0.48 * percent, 9);
  expect(Number(hazard.high.percent)).toBeCloseTo(1.66 * percent, 9);
  // Put together by hand from the answer, as docs/risk-model.md says: keys in order, no spaces.
  const inputs = score.factors.map((entry: Record<string, string>) => {
    const { factor, source, value: input, asOf } = entry;
    const at = Date.parse(asOf ?? '') / 1_000;
    return `{"asOf":${at},"factor":"${factor}","feedId":null,"source":"${source}","value":"${input}n"}`;
  });
  const weights = score.factors.map(
    ({ factor, weightBps }: Record<string, string>) => `{"factor":"${factor}","weightBps":"${weightBps}n"}`,
  );
  const at = Date.parse(score.at) / 1_000;
  const text =
    `{"at":${at},"before":${score.previous},"cause":"${score.cause}","inputs":[${inputs}],` +
    `"kind":"${score.model}","modelVersion":${score.modelVersion},"productId":"${world.productId}",` +
    `"weights":[${weights}]}`;
  expect(sha256(text)).toBe(snapshotHash);
});

test('a model is adopted: what it holds is shown, the score follows, and its history is kept', async () => {
  const query = `{ governance { riskModels { model modelVersion adoptedAt
    factors { factor counts unit isRising isMeasured weightBps table { value pointsBps } } } } }`;
  const { governance } = await send(query);
  const [stablecoin, contract] = governance.riskModels;
  expect([stablecoin.modelVersion, contract.modelVersion]).toEqual([1, 1]);
  const factors = stablecoin.factors.map(({ factor, weightBps, table }: Record<string, unknown>) => {
    const by: Record<string, number> = { backing: -300, pegEpisodes: 300 };
    return { factor, weightBps: Number(weightBps) + (by[String(factor)] ?? 0), table };
  });
  const { propose: made } = await propose([{ adoptRiskModel: { model: 'STABLECOIN', factors } }]);
  expect(made.errors).toEqual([]);
  expect(made.proposal.changes[0]).toMatchObject({ before: 'version 1', after: 'version 2' });
  expect((await send(query)).governance.riskModels[0]).toMatchObject({
    modelVersion: 2,
    factors: expect.anything(),
  });
  const { score } = (await productNow()).subject;
  expect(score).toMatchObject({ modelVersion: 2, cause: 'MODEL', number: 3, isGiven: false });
  const history = score.history.nodes.map(({ number, cause }: Record<string, unknown>) => [number, cause]);
  expect(history).toEqual([
    [3, 'MODEL'],
    [2, 'SCORED'],
  ]);
});

test('an older score is explained as well; one that never was is no answer', async () => {
  const query = (number: number) =>
    `{ product(id: "${world.productId}") { subject { score(number: ${number}) { value factors { weightBps } } } } }`;
  const { product } = await send(query(1));
  expect(product.subject.score.factors[0]).toEqual({ weightBps: 2_000 });
  for (const number of [0, 4, -1]) {
    const { body } = await api.send(query(number));
    expect(body.errors[0].extensions.code).toBe('INPUT_INVALID');
  }
});

test('what cannot be said is refused with its place', async () => {
  const { propose: made } = await propose([statement({ audits: 2n })]);
  expect(made.errors).toEqual([{ code: 'CONFIG_INVALID', path: 'input.changes.0.scoreProduct.inputs' }]);
});

test('a score that is given, as a sandbox has it, is shown as given, with nothing behind it', async () => {
  const { place } = api;
  const pool = { name: 'Trying', assetId: world.assetId, kind: 'ISOLATED', sandbox: true };
  const { poolId } = await place.must<{ poolId: string }>(owner, 'createPool', pool);
  const input = {
    ...{ name: 'Trying', subject: 'USDC', peril: 'DEPEG', feedId: world.feedId, score: 30, sandbox: true },
    ...{
      pools: [{ poolId, weight: '1' }],
      rule: { strike: '0.95', recovery: '0.97', watch: '0.99', payout: { kind: 'BINARY' } },
    },
  };
  const query = `mutation($input: CreateProductInput!) { createProduct(input: $input) {
    product { subject { ${SCORE} } } errors { code ... on ConfigInvalid { problems { path message } } } } }`;
  const given = (await send(query, { input }, api.token(owner.id))).createProduct;
  expect(given.errors).toEqual([]);
  const { score } = given.product.subject;
  expect(score).toMatchObject({ value: 30, isGiven: true, number: 0, snapshotHash: null, target: null });
  expect(score).toMatchObject({ factors: [], missing: [], history: { nodes: [] } });
  const live = { ...input, name: 'For sale', sandbox: false };
  const refused = (await send(query, { input: live }, api.token(owner.id))).createProduct;
  expect(refused.errors[0].problems).toContainEqual({
    path: 'score',
    message: 'Only a sandbox has a score that is given: state inputs instead, with source and date.',
  });
});
