import { generatePrivateKey, privateKeyToAccount } from 'viem/accounts';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { DAY_SECONDS, HOUR_SECONDS, WAD } from '../../../src/domain/shared/units.ts';
import { accountIdOf } from '../../../src/market/account/registerAccount.ts';
import { auditLedger } from '../../../src/market/audit/auditLedger.ts';
import { loadByIds } from '../../../src/store/load.ts';
import { buy } from '../../support/depeg.ts';
import { person, type ReadyWorld, readyWorld, SYSTEM, UNIT } from '../../support/marketplace.ts';
import { type OpenApi, openApi } from '../support/openApi.ts';

let api: OpenApi;
let world: ReadyWorld;
let policyId: string;
const owner = person(1, ['OWNER']);
const [ada, bob, stranger] = [0, 1, 2].map(() => privateKeyToAccount(generatePrivateKey())) as [
  ReturnType<typeof privateKeyToAccount>,
  ReturnType<typeof privateKeyToAccount>,
  ReturnType<typeof privateKeyToAccount>,
];

const PROPOSAL = `id status executableAt expiresAt typedData parameterVersion affectedPolicies
  changes { kind subject before after } approvals { have need signers } actions { name allowed }`;
const ERRORS = `errors { code path
  ... on ApprovalsMissing { have need } ... on Timelocked { executableAt }
  ... on ParameterOutOfRange { name minimum maximum maximumStep }
  ... on StatusForbids { status reason } } replayed`;

type Wallet = { address: string };
const tokenOf = ({ address }: Wallet) => api.token(accountIdOf(address));
const send = async (name: string, input: object, token: string) => {
  const kind = `${name.charAt(0).toUpperCase()}${name.slice(1)}Input!`;
  const noun = name === 'createPool' ? 'pool { id }' : `proposal { ${PROPOSAL} }`;
  const query = `mutation($input: ${kind}) { ${name}(input: $input) { ${noun} ${ERRORS} } }`;
  const { body } = await api.send(query, { variables: { input }, token });
  expect(body.errors).toBeUndefined();
  return body.data[name];
};
const propose = (changes: object[], who: Wallet = ada) =>
  send('propose', { reason: 'A try', changes }, tokenOf(who));
const execute = (proposalId: string, who: Wallet = ada) =>
  send('executeProposal', { proposalId }, tokenOf(who));
const approve = (proposalId: string, signature: string) =>
  send('approveProposal', { proposalId, signature }, tokenOf(stranger));
const codes = ({ errors }: { errors: { code: string }[] }) => errors.map(({ code }) => code);
const margin = (value: bigint) => ({ setParameter: { name: 'marginWad', value: `${value}` } });
const parameterNow = async (name: string) => {
  const { body } = await api.send('{ governance { parameterVersion parameters { name value } } }');
  const { parameters, parameterVersion } = body.data.governance;
  const found = parameters.find((parameter: { name: string }) => parameter.name === name);
  return { value: BigInt(found.value), parameterVersion };
};
const quote = async (token: string) => {
  const item = `{ productId: "${world.productId}", coverAmount: "${1_000n * UNIT}", termSeconds: 5184000 }`;
  const query = `{ quote(items: [${item}]) { quote { token premium { amount } snapshot { parameterVersion } } errors { code } } }`;
  return (await api.send(query, { token })).body.data.quote.quote;
};

beforeAll(async () => {
  api = await openApi();
  world = await readyWorld(api.place);
  for (const { address } of [ada, bob])
    await api.place.must(SYSTEM, 'registerAccount', { address, roles: ['GOVERNOR'] });
  await api.place.must(SYSTEM, 'registerAccount', { address: stranger.address, roles: [] });
  [policyId = ''] = await buy(api.place, world.buyers[0] as never, world.productId, 10_000n * UNIT, 60);
});
afterAll(() => api.stop());

describe('a single owner', () => {
  test('has its proposals executed at once, the direct commands among them', async () => {
    const pool = { name: 'Proposed', assetId: world.assetId, kind: 'ISOLATED', sandbox: false };
    const answer = await propose([margin((11n * WAD) / 100n), { createPool: pool }], owner);
    expect(codes(answer)).toEqual([]);
    expect(answer.proposal).toMatchObject({ status: 'EXECUTED', parameterVersion: 2, affectedPolicies: 0 });
    const [changed, made] = answer.proposal.changes;
    expect(changed).toMatchObject({
      subject: 'marginWad',
      before: `${WAD / 10n}`,
      after: `${(11n * WAD) / 100n}`,
    });
    expect(made).toMatchObject({ kind: 'createPool', subject: 'Proposed' });
    expect(await loadByIds(api.place.database, 'pools', [made.after])).toHaveLength(1);
    expect(await parameterNow('marginWad')).toEqual({ value: (11n * WAD) / 100n, parameterVersion: 2 });
  });

  test('is refused what is beyond a step, a bound or twice in one, and nothing of it is done', async () => {
    const far = await propose([margin(WAD / 5n)], owner);
    expect(far.errors).toEqual([
      {
        ...{ code: 'PARAMETER_OUT_OF_RANGE', path: 'input.changes.0.setParameter.value', name: 'marginWad' },
        ...{ minimum: '0', maximum: `${WAD}`, maximumStep: `${(11n * WAD) / 400n}` },
      },
    ]);
    const twice = await propose([margin((12n * WAD) / 100n), margin((13n * WAD) / 100n)], owner);
    expect(codes(twice)).toEqual(['CONFIG_INVALID']);
    const half = [margin((12n * WAD) / 100n), { activateFeed: { feedId: world.feedId } }];
    expect(codes(await propose(half, owner))).toEqual(['STATUS_FORBIDS']);
    expect(await parameterNow('marginWad')).toMatchObject({ parameterVersion: 2 });
  });

  test('makes held prices of before worthless: a price anew is that of the version in force', async () => {
    const buyer = api.token(world.buyers[1]?.id ?? '');
    const held = await quote(buyer);
    expect(codes(await propose([margin((12n * WAD) / 100n)], owner))).toEqual([]);
    const query = `mutation { buyPolicies(input: { quoteToken: "${held.token}" }) {
      policies { id } errors { code ... on QuoteInvalid { problem } } } }`;
    const { body } = await api.send(query, { token: buyer, key: 'held' });
    expect(body.data.buyPolicies.errors).toEqual([{ code: 'QUOTE_INVALID', problem: 'PARAMETERS' }]);
    const anew = await quote(buyer);
    expect([held, anew].map(({ snapshot }) => snapshot.parameterVersion)).toEqual([2, 3]);
    expect(BigInt(anew.premium.amount)).toBeGreaterThan(BigInt(held.premium.amount));
  });

  test('cannot take the last role away that proposes', async () => {
    const gone = [owner, ada, bob].map(({ address }) => ({
      revokeRole: { address, role: address === owner.address ? 'OWNER' : 'GOVERNOR' },
    }));
    expect(codes(await propose(gone, owner))).toEqual(['STATUS_FORBIDS']);
  });
});

describe('several governors', () => {
  let proposalId: string;
  let signatures: [string, string];

  test('are set up by a proposal, and from then on nothing is done directly', async () => {
    const setUp = [
      { setParameter: { name: 'approvalsNeeded', value: '2' } },
      { setParameter: { name: 'timelockSeconds', value: `${48 * HOUR_SECONDS}` } },
    ];
    expect(codes(await propose(setUp, owner))).toEqual([]);
    const pool = { name: 'Direct', assetId: world.assetId, kind: 'ISOLATED', sandbox: false };
    const refused = await send('createPool', pool, api.token(owner.id));
    expect(refused.errors).toMatchObject([{ code: 'APPROVALS_MISSING', have: 0, need: 2 }]);
  });

  test('sign what the proposal publishes; nobody else counts, and nobody twice', async () => {
    const { proposal } = await propose([margin(WAD / 10n)], owner);
    expect(proposal).toMatchObject({ status: 'OPEN', approvals: { have: 0, need: 2 } });
    proposalId = proposal.id;
    const { typedData } = proposal;
    const { EIP712Domain: _domain, ...types } = typedData.types;
    const sign = (wallet: typeof ada, domain = typedData.domain, message = typedData.message) =>
      wallet.signTypedData({ domain, types, primaryType: 'Approval', message });
    signatures = [await sign(ada), await sign(bob)];
    const other = (await propose([margin((13n * WAD) / 100n)], owner)).proposal;
    const forged = [
      await sign(stranger),
      await sign(ada, { ...typedData.domain, chainId: 5 }),
      await sign(ada, typedData.domain, other.typedData.message),
      malleated(signatures[0]),
      `${signatures[0].slice(0, -2)}00`,
      '0x00',
    ];
    for (const signature of forged)
      expect(codes(await approve(proposalId, signature))).toEqual(['SIGNATURE_INVALID']);
    expect(await execute(proposalId)).toMatchObject({
      errors: [{ code: 'APPROVALS_MISSING', have: 0, need: 2 }],
    });
    expect((await approve(proposalId, signatures[0])).proposal.approvals).toMatchObject({ have: 1 });
    expect(await approve(proposalId, signatures[0])).toMatchObject({ replayed: true, errors: [] });
    expect(await execute(proposalId)).toMatchObject({
      errors: [{ code: 'APPROVALS_MISSING', have: 1, need: 2 }],
    });
    const both = (await approve(proposalId, signatures[1])).proposal.approvals;
    expect(both).toMatchObject({ have: 2, signers: [ada.address, bob.address] });
  });

  test('wait for the timelock, and what is executed is in force once; sold policies keep all they had', async () => {
    expect(codes(await execute(proposalId))).toEqual(['TIMELOCKED']);
    const [before] = await loadByIds(api.place.database, 'policies', [policyId]);
    api.place.clock.now += 48 * HOUR_SECONDS - 10;
    expect(codes(await execute(proposalId))).toEqual(['TIMELOCKED']);
    api.place.clock.now += 10;
    const done = await execute(proposalId, stranger);
    expect(done.proposal).toMatchObject({ status: 'EXECUTED', parameterVersion: 6 });
    expect(await parameterNow('marginWad')).toEqual({ value: WAD / 10n, parameterVersion: 6 });
    expect(codes(await execute(proposalId))).toEqual(['STATUS_FORBIDS']);
    expect(await execute(proposalId, stranger)).toMatchObject({ replayed: true });
    expect(await parameterNow('marginWad')).toMatchObject({ parameterVersion: 6 });
    const [after] = await loadByIds(api.place.database, 'policies', [policyId]);
    expect(after).toEqual(before);
  });

  test('expire, and are taken back by who proposed or governs', async () => {
    const late = (await propose([margin((9n * WAD) / 100n)], owner)).proposal;
    const refused = await send('cancelProposal', { proposalId: late.id }, tokenOf(stranger));
    expect(codes(refused)).toEqual(['ACCESS_RESTRICTED']);
    const back = (await propose([margin((8n * WAD) / 100n)], owner)).proposal;
    const taken = await send('cancelProposal', { proposalId: back.id }, tokenOf(bob));
    expect(taken.proposal.status).toBe('CANCELLED');
    expect((await execute(back.id)).errors).toMatchObject([{ code: 'STATUS_FORBIDS', status: 'CANCELLED' }]);
    api.place.clock.now += 17 * DAY_SECONDS;
    expect((await execute(late.id)).errors).toMatchObject([{ code: 'STATUS_FORBIDS', status: 'EXPIRED' }]);
    const { body } = await api.send('{ proposals(filter: { status: EXPIRED }) { nodes { id status } } }');
    expect(body.data.proposals.nodes).toContainEqual({ id: late.id, status: 'EXPIRED' });
  });

  test('cannot become fewer than are needed', async () => {
    const answer = await propose([{ revokeRole: { address: bob.address, role: 'GOVERNOR' } }]);
    expect(answer.errors).toMatchObject([{ code: 'STATUS_FORBIDS', status: 'DISTRIBUTED' }]);
  });
});

test('the audit proves what is in force and who approved it, and names what was tampered with', async () => {
  const { database } = api.place;
  const before = await auditLedger(database);
  expect(before.differences).toEqual([]);
  expect(before.checked.proposals).toBeGreaterThan(5);
  const [approved] = await database
    .collection('proposals')
    .find({ 'approvals.1': { $exists: true } })
    .toArray();
  const id = approved?._id as never;
  await database.collection('governance').updateOne({}, { $set: { parameterVersion: 99 } });
  await database.collection('proposals').updateOne({ _id: id }, { $set: { reason: 'Another' } });
  const { differences } = await auditLedger(database);
  expect(differences.map(({ collection, field }) => `${collection} ${field}`)).toEqual([
    'governance parameterVersion',
    'proposals contentHash',
    'proposals approvals.0.signature',
    'proposals approvals.1.signature',
  ]);
});

/** The same signature in its other form: n - s, with the other parity. */
function malleated(signature: string): string {
  const order = 0xfffffffffffffffffffffffffffffffebaaedce6af48a03bbfd25e8cd0364141n;
  const s = order - BigInt(`0x${signature.slice(66, 130)}`);
  const parity = signature.endsWith('1b') ? '1c' : '1b';
  return `${signature.slice(0, 66)}${s.toString(16).padStart(64, '0')}${parity}`;
}
