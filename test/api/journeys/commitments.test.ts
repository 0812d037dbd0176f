/** A wallet promises capital over HTTP, an owner accepts it, and everybody sees it beside the money. */
import { afterAll, beforeAll, expect, test } from 'vitest';
import { DAY_SECONDS } from '../../../src/domain/shared/units.ts';
import { reserveIdOf } from '../../../src/market/reserve/reserveId.ts';
import { type Committer, committer, signedOffer } from '../../support/commitments.ts';
import { person, type ReadyWorld, readyWorld, UNIT } from '../../support/marketplace.ts';
import { type OpenApi, openApi } from '../support/openApi.ts';

let api: OpenApi;
let world: ReadyWorld;
let giver: Committer;
beforeAll(async () => {
  api = await openApi();
  world = await readyWorld(api.place);
  giver = await committer(api.place);
});
afterAll(() => api.stop());

const COMMITMENT = `id committer status statusReason amount { decimal } left { decimal } called { decimal }
  endsAt expiresAt typedData signature actions { name allowed } reserve { id }`;
let keys = 0;
const run = async (query: string, variables: object = {}, token = api.token(giver.id)) => {
  const { body } = await api.send(query, { variables, token, key: `commitment-${++keys}` });
  expect(body.errors).toBeUndefined();
  return body.data;
};
const create = async (amount: bigint, changed: object = {}) => {
  const { signer: _, ...order } = await signedOffer(api.place, giver, world.assetId, amount);
  const expiresAt = new Date(order.expiresAt * 1_000).toISOString();
  const input = { ...order, amount: `${amount}`, expiresAt, ...changed };
  const query = `mutation($input: CreateCommitmentInput!) {
    createCommitment(input: $input) { commitment { ${COMMITMENT} } errors { code path } } }`;
  return (await run(query, { input })).createCommitment;
};
const cancel = async (commitmentId: string, token?: string) => {
  const query = `mutation($input: CancelCommitmentInput!) {
    cancelCommitment(input: $input) { commitment { status } endsAt errors { code } } }`;
  return (await run(query, { input: { commitmentId } }, token)).cancelCommitment;
};
const promised = async () => {
  const reserveId = reserveIdOf('SHARED_FUND', world.assetId);
  const query = `{ reserve(id: "${reserveId}") { commitments { decimal } balance { decimal } adequacyRatio { percent } } }`;
  return (await run(query)).reserve;
};

test('what a wallet signed is offered, accepted, and shown apart from all money', async () => {
  const before = await promised();
  expect(before.commitments).toEqual({ decimal: '0' });
  const { commitment, errors } = await create(50_000n * UNIT);
  expect(errors).toEqual([]);
  expect(commitment).toMatchObject({
    ...{ committer: giver.wallet.address, status: 'OFFERED', left: { decimal: '50000' } },
    actions: [{ name: 'cancelCommitment', allowed: true }],
    reserve: { id: reserveIdOf('SHARED_FUND', world.assetId) },
  });
  const { domain, types, message, primaryType } = commitment.typedData;
  expect(types.EIP712Domain).toHaveLength(3);
  const { EIP712Domain: _, ...rest } = types;
  const again = await giver.wallet.signTypedData({ domain, types: rest, message, primaryType });
  expect(again.toLowerCase()).toBe(commitment.signature);
  const propose = `mutation($input: ProposeInput!) { propose(input: $input) { proposal { status } errors { code } } }`;
  const change = { acceptCommitment: { commitmentId: commitment.id } };
  const owner = api.token(person(1, ['OWNER']).id);
  const input = { reason: 'Known and good for it', changes: [change] };
  expect((await run(propose, { input }, owner)).propose).toEqual({
    ...{ proposal: { status: 'EXECUTED' }, errors: [] },
  });
  expect(await promised()).toEqual({ ...before, commitments: { decimal: '50000' } });
  const lists = await run(`{ commitments(filter: { status: ACTIVE }) {
    totalCount nodes { id history { nodes { type reason } } } } }`);
  expect(lists.commitments.totalCount).toBe(1);
  expect(lists.commitments.nodes[0].history.nodes).toMatchObject([
    { type: 'commitment.offered', reason: '50000 USDT was promised for losses of the asset.' },
    { type: 'commitment.accepted' },
  ]);
  const stranger = await cancel(commitment.id, api.token(world.underwriter.id));
  expect(stranger.errors).toEqual([{ code: 'ACCESS_RESTRICTED' }]);
  const { endsAt } = await cancel(commitment.id);
  expect(Date.parse(endsAt) / 1_000).toBe(api.place.clock.now + 21 * DAY_SECONDS);
});

test('a signature under another amount, or of another form, is none of the wallet', async () => {
  const { signature } = await signedOffer(api.place, giver, world.assetId, 7n * UNIT);
  const code = (answer: { errors: { code: string }[] }) => answer.errors.map((error) => error.code);
  expect(code(await create(8n * UNIT, { signature }))).toEqual(['SIGNATURE_INVALID']);
  expect(code(await create(8n * UNIT, { signature: `0x${'1'.repeat(130)}` }))).toEqual(['SIGNATURE_INVALID']);
});
