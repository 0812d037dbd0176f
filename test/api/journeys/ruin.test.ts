/** A risk manager scores a new asset: price, room and ruin are shown before anybody approves, and the decision is kept. */

import { privateKeyToAccount } from 'viem/accounts';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { DAY_SECONDS, HOUR_SECONDS, WAD } from '../../../src/domain/shared/units.ts';
import { accountIdOf } from '../../../src/market/account/registerAccount.ts';
import { USDC } from '../../market/risk/inputs.ts';
import { buy } from '../../support/depeg.ts';
import { inputsForScore } from '../../support/inputsForScore.ts';
import {
  DEPEG_RULE,
  liveFeed,
  person,
  type ReadyWorld,
  readyWorld,
  SUBJECT_SIZE,
  SYSTEM,
  UNIT,
} from '../../support/marketplace.ts';
import { type OpenApi, openApi } from '../support/openApi.ts';

type Side = {
  lossRatio: { wad: string };
  shortfall: Record<'value' | 'low' | 'high', { wad: string }>;
  capital: { amount: string };
  expectedPayout: { amount: string };
  premium: { amount: string };
  layers: { layer: string; hit: { wad: string }; exhausted: { wad: string } }[];
};
interface Result {
  effects: {
    prices: Record<'before' | 'after', { wad: string }>[];
    pools: { capacity: Record<'before' | 'after', { amount: string }> }[];
    ruin:
      | (Record<'before' | 'after', Side | null> & Record<'useBps' | 'years' | 'paths' | 'seed', number>)[]
      | null;
  } | null;
  errors: { code: string; path: string; problems?: { path: string }[] }[];
}
const FIGURES = `{ lossRatio { wad } shortfall { value { wad } low { wad } high { wad } } capital { amount }
  expectedPayout { amount } premium { amount } layers { layer hit { wad } exhausted { wad } } }`;
const RESULT = `{ effects { prices { before { wad } after { wad } } pools { capacity { before { amount } after { amount } } }
  ruin { asset { symbol } useBps years paths seed before ${FIGURES} after ${FIGURES} } }
  errors { code path ... on ConfigInvalid { problems { path } } } }`;
const RUIN = { useBps: 5_000, paths: 4_000 };

const owner = person(1, ['OWNER']);
const governors = ['1', '2'].map((digit) => privateKeyToAccount(`0x${digit.repeat(64)}`));
const [ada] = governors as [(typeof governors)[number]];
let api: OpenApi;
let world: ReadyWorld;
/** The new asset's product, and one that is there already: both in a pool that sells more than it has. */
let productId: string;
let isBusy = false;

beforeAll(async () => {
  // A simulation costs as much as an address gets back in a second, and the clock of tests stands still.
  const plenty = { burst: 100_000, perSecond: 1 };
  const rateLimits = { principalCost: plenty, addressRequests: plenty, addressCost: plenty };
  api = await openApi({
    settings: { rateLimits },
    queries: (queries) => ({
      ...queries,
      whatIf: (asked) => (isBusy ? Promise.resolve(null) : queries.whatIf(asked)),
    }),
  });
  world = await readyWorld(api.place);
  const { place } = api;
  for (const { address } of governors)
    await place.must(SYSTEM, 'registerAccount', { address, roles: ['GOVERNOR'] });
  const { assetId, underwriter } = world;
  const credit = { accountId: underwriter.id, assetId, amount: 100_000n * UNIT, reference: 'more' };
  await place.must(SYSTEM, 'creditAccount', credit);
  const order = { name: 'Two', assetId, kind: 'DIVERSIFIED', leverageWad: 2n * WAD, sandbox: false };
  const { poolId } = await place.must<{ poolId: string }>(owner, 'createPool', order);
  await place.must(underwriter, 'depositCapital', { into: poolId, amount: 100_000n * UNIT });
  for (const subject of ['DAI', 'NEW']) productId = await create(subject, poolId);
  await buy(place, world.buyers[0] as never, world.productId, 40_000n * UNIT, 60);
  await buy(place, world.buyers[1] as never, world.productId, 20_000n * UNIT, 10);
});
afterAll(() => api.stop());

async function create(subject: string, poolId: string): Promise<string> {
  const { place } = api;
  const { feedId } = await place.must<{ feedId: string }>(owner, 'registerFeed', liveFeed(`${subject}/USD`));
  const made = await place.must<{ productId: string }>(owner, 'createProduct', {
    ...{ name: `${subject} depeg`, subject, peril: 'DEPEG', group: subject, feedId, rule: DEPEG_RULE },
    ...{ pools: [{ poolId, weightWad: WAD / 2n }], deductibleBps: 0, waitingSeconds: 3 * DAY_SECONDS },
    ...{
      challengeSeconds: 7_200,
      minCover: null,
      termSecondsMax: 365 * DAY_SECONDS,
      inputs: inputsForScore(30, place.clock.now),
      minRateWad: null,
    },
    ...{ subjectSize: { amount: SUBJECT_SIZE, asOf: place.clock.now }, sandbox: false },
  });
  return made.productId;
}

const whatIf = async (input: object): Promise<Result> => {
  const query = `query($input: WhatIfInput!) { whatIf(input: $input) ${RESULT} }`;
  const { body } = await api.send(query, { variables: { input } });
  expect(body.errors).toBeUndefined();
  return body.data.whatIf;
};
const ruinOf = async (changes: object[], ruin: object = RUIN) => {
  const { effects, errors } = await whatIf({ changes, productIds: [productId], ruin });
  expect(errors).toEqual([]);
  const [one, ...more] = effects?.ruin ?? [];
  expect(more).toEqual([]);
  return one as { before: Side; after: Side };
};
const iso = (seconds: number) => `${new Date(seconds * 1_000).toISOString().slice(0, 19)}Z`;
const statement = (values: Record<string, bigint>) => ({
  scoreProduct: {
    productId,
    inputs: Object.entries(values).map(([factor, value]) => ({
      ...{ factor, value: `${value}`, source: 'https://example.org/new', asOf: iso(api.place.clock.now) },
    })),
  },
});
/** A role for somebody: no price, cover or capital follows from it. */
const NOTHING = { grantRole: { address: person(77).address, role: 'GUARDIAN' } };
const POOR = {
  ...USDC,
  backing: 8_500n,
  redemption: 720n,
  liquidityDepth: 100_000n,
  pegEpisodes: 5n,
  age: 90n,
};
const amount = ({ amount: text }: { amount: string }) => BigInt(text);

describe('ruin, before anybody approves', () => {
  test('is not simulated unless it is asked for', async () => {
    const { effects } = await whatIf({ changes: [NOTHING], productIds: [productId] });
    expect(effects?.ruin).toBeNull();
  });

  test('is the same on both sides where nothing changes, and for the same seed', async () => {
    const first = await ruinOf([NOTHING]);
    expect(amount(first.before.expectedPayout)).toBeGreaterThan(0n);
    expect(first.after).toEqual(first.before);
    expect(await ruinOf([NOTHING])).toEqual(first);
    const other = await ruinOf([NOTHING], { ...RUIN, seed: 2 });
    expect(other.before.expectedPayout).not.toEqual(first.before.expectedPayout);
  });

  test('follows from what is known of the asset: worse the riskier it is, with its price and room beside it', async () => {
    const good = await ruinOf([statement(USDC)]);
    const poor = await ruinOf([statement(POOR)]);
    expect(poor.before).toEqual(good.before);
    for (const figure of ['expectedPayout', 'capital', 'premium'] as const) {
      expect(amount(good.after[figure])).toBeLessThanOrEqual(amount(good.before[figure]));
      expect(amount(poor.after[figure])).toBeGreaterThanOrEqual(amount(poor.before[figure]));
    }
    // The capital of one year in 200 is all of the deepest tier already, which no score makes deeper.
    for (const figure of ['expectedPayout', 'premium'] as const)
      expect(amount(poor.after[figure])).toBeGreaterThan(amount(poor.before[figure]));
    expect(amount(good.after.expectedPayout)).toBeLessThan(amount(good.before.expectedPayout));
    const hit = ({ layers }: Side) => BigInt(layers[0]?.hit.wad ?? 0);
    expect(hit(poor.after)).toBeGreaterThan(hit(poor.before));
    expect(BigInt(poor.after.shortfall.high.wad)).toBeGreaterThanOrEqual(
      BigInt(poor.before.shortfall.high.wad),
    );
  });

  test('of cover that is there alone does not know an asset that nobody has bought', async () => {
    const { before, after } = await ruinOf([statement(POOR)], { paths: 1_000 });
    expect(amount(before.expectedPayout)).toBeGreaterThan(0n);
    expect(after).toEqual(before);
  });

  test('is as of an instant to come as well: cover that ends by then is not simulated', async () => {
    const premiumAt = async (days: number) => {
      const at = iso(api.place.clock.now + days * DAY_SECONDS);
      const { effects, errors } = await whatIf({ changes: [NOTHING], at, ruin: { paths: 1_000 } });
      expect(errors).toEqual([]);
      const [{ before, after } = { before: null, after: null }] = effects?.ruin ?? [];
      expect(after).toEqual(before);
      return before === null ? 0n : amount(before.premium);
    };
    // One of the two policies ends after ten days, the other after sixty.
    expect(await premiumAt(20)).toBeLessThan(await premiumAt(5));
    expect(await premiumAt(20)).toBeGreaterThan(0n);
  });
});

describe('what cannot be simulated', () => {
  test('is refused with its bounds', async () => {
    const { effects, errors } = await whatIf({
      changes: [NOTHING],
      ruin: { useBps: 10_001, years: 11, paths: 1 },
    });
    expect(effects).toBeNull();
    expect(errors).toMatchObject([{ code: 'CONFIG_INVALID', path: 'input.ruin' }]);
    expect(errors[0]?.problems?.map(({ path }) => path)).toEqual(['useBps', 'years', 'paths']);
  });

  test('because too many others are is sent away with a time to come back', async () => {
    isBusy = true;
    const query = `query($input: WhatIfInput!) { whatIf(input: $input) ${RESULT} }`;
    const { body, status, headers } = await api.send(query, {
      variables: { input: { changes: [NOTHING], ruin: RUIN } },
    });
    isBusy = false;
    expect(status).toBe(503);
    expect(headers['retry-after']).toBe('5');
    expect(body.errors[0].extensions).toMatchObject({ code: 'OVERLOADED', retryAfterSeconds: 5 });
  });
});

test('the walk: score, look at price, room and ruin, propose, approve, execute, and find the decision', async () => {
  const setUp = [
    { setParameter: { name: 'approvalsNeeded', value: '2' } },
    { setParameter: { name: 'timelockSeconds', value: `${48 * HOUR_SECONDS}` } },
  ];
  const send = async (query: string, input: object, address: string) => {
    const { body } = await api.send(query, { variables: { input }, token: api.token(accountIdOf(address)) });
    expect(body.errors).toBeUndefined();
    const [answer] = Object.values(body.data) as [{ proposal: Record<string, unknown>; errors: unknown[] }];
    expect(answer.errors).toEqual([]);
    return answer.proposal;
  };
  const PROPOSE = `mutation($input: ProposeInput!) { propose(input: $input) {
    proposal { id status typedData } errors { code path } } }`;
  await send(PROPOSE, { reason: 'Together', changes: setUp }, owner.address);
  const changes = [statement(USDC)];
  const said = await whatIf({ changes, ruin: RUIN });
  const proposal = await send(PROPOSE, { reason: 'What is known of NEW', changes }, ada.address);
  expect(proposal.status).toBe('OPEN');

  // Everybody who is to approve reads the same off the open proposal.
  const read = `query($id: ID!, $ruin: WhatIfRuinInput) { proposal(id: $id) { status reason
    changes { kind subject before after } approvals { have signers } whatIf(ruin: $ruin) ${RESULT} } }`;
  const shown = await api.send(read, { variables: { id: proposal.id, ruin: RUIN } });
  expect(shown.body.errors).toBeUndefined();
  expect(shown.body.data.proposal.whatIf).toEqual(said);

  const { EIP712Domain: _domain, ...types } = (proposal.typedData as { types: Record<string, never> }).types;
  const { domain, message } = proposal.typedData as { domain: object; message: Record<string, unknown> };
  for (const governor of governors) {
    const signature = await governor.signTypedData({ domain, types, primaryType: 'Approval', message });
    const APPROVE = `mutation($input: ApproveProposalInput!) { approveProposal(input: $input) {
      proposal { id } errors { code path } } }`;
    await send(APPROVE, { proposalId: proposal.id, signature }, governor.address);
  }
  api.place.clock.now += 48 * HOUR_SECONDS;
  const EXECUTE = `mutation($input: ExecuteProposalInput!) { executeProposal(input: $input) {
    proposal { id status } errors { code path } } }`;
  await send(EXECUTE, { proposalId: proposal.id }, ada.address);
  const { body } = await api.send(read, { variables: { id: proposal.id } });
  expect(body.data.proposal).toMatchObject({
    ...{ status: 'EXECUTED', reason: 'What is known of NEW', whatIf: null },
    changes: [{ kind: 'scoreProduct', subject: 'NEW depeg', before: '30' }],
    approvals: { signers: governors.map(({ address }) => address) },
  });
  const score = `{ product(id: "${productId}") { subject { score { isGiven proposal { id reason } } } } }`;
  const { subject } = (await api.send(score)).body.data.product;
  expect(subject.score).toEqual({
    isGiven: false,
    proposal: { id: proposal.id, reason: 'What is known of NEW' },
  });
});
