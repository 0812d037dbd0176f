import supertest from 'supertest';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { checkProofsText } from '../../../src/cli/verify/checkProof.ts';
import { checkSolvencyText } from '../../../src/cli/verify/checkSolvency.ts';
import { canonical } from '../../../src/domain/shared/canonical.ts';
import { type TakenSnapshot, takeSnapshot } from '../../../src/market/solvency/takeSnapshot.ts';
import { sha256 } from '../../../src/store/sha256.ts';
import { historiesOf } from '../../market/queries/reading.ts';
import { buy } from '../../support/depeg.ts';
import { person, type ReadyWorld, readyWorld, SYSTEM, UNIT } from '../../support/marketplace.ts';
import { TEST_SIGNER } from '../../support/signer.ts';
import { type OpenApi, openApi } from '../support/openApi.ts';

let api: OpenApi;
let world: ReadyWorld;
let policyId = '';
let taken: TakenSnapshot;
beforeAll(async () => {
  api = await openApi();
  world = await readyWorld(api.place);
  [policyId = ''] = await buy(api.place, world.buyers[0] as never, world.productId, 10_000n * UNIT, 60);
  const histories = () => historiesOf(api.place);
  taken = await takeSnapshot({ database: api.place.database, signer: TEST_SIGNER, histories });
  await api.place.must(SYSTEM, 'sealSnapshot', taken);
});
afterAll(() => api.stop());

const get = (path: string, accountId?: string) => {
  const request = supertest(api.app).get(`/v1/solvency/${path}`);
  return accountId === undefined ? request : request.set('Authorization', `Bearer ${api.token(accountId)}`);
};
const proofOf = (node: string, accountId?: string) => get(`${taken.snapshotId}/proofs/${node}`, accountId);
const buyerId = () => world.buyers[0]?.id ?? '';
const positionId = () => `pos_${world.poolId.slice(5)}_${world.underwriter.id.slice(4)}`;

describe('a sealed snapshot', () => {
  test('is a file that never changes, named by its hash in the journal', async () => {
    const { text, headers } = await get(taken.snapshotId);
    expect(headers).toMatchObject({
      etag: `"${taken.sha256}"`,
      'cache-control': 'public, max-age=31536000, immutable',
    });
    expect(await checkSolvencyText(text)).toMatchObject({ difference: null, facts: { trees: 2 } });
    expect((await get('latest')).text).toBe(text);
    const again = await get(taken.snapshotId).set('If-None-Match', `"${taken.sha256}"`);
    expect([again.status, again.text]).toEqual([304, '']);
    const { body } = await api.send(
      '{ events(filter: { types: ["snapshot.sealed"] }) { nodes { changes } } }',
    );
    const { snapshotId: _id, ...named } = taken;
    expect(body.data.events.nodes).toEqual([{ changes: named }]);
  });

  test('whose figures, hash or signature were changed is found, and what is named', async () => {
    const { text } = await get(taken.snapshotId);
    const changed = async (from: string, to: string) => {
      expect(text).toContain(from);
      return (await checkSolvencyText(text.replace(from, to))).difference?.path;
    };
    expect(await changed('"activeCover":"10000000000n"', '"activeCover":"10000000001n"')).toBe('head.report');
    expect(await changed(`"signer":"${TEST_SIGNER.address}"`, `"signer":"0x${'2'.repeat(40)}"`)).toBe(
      'signature',
    );
    expect(await changed('"tree":"COVER"', '"tree":"OWED"')).toBe('signature');
    expect(await changed('{"format"', '{ "format"')).toBe('character 1');
  });

  test.each(['snp_ffffffffffff', 'x'])('is not found as %s', async (id) => {
    expect((await get(id)).status).toBe(404);
  });
});

describe('a proof', () => {
  test('shows a policy its cover, an account what it has, a position what its shares are worth', async () => {
    const [policy, account, position] = await Promise.all([
      checkProofsText((await proofOf(policyId, buyerId())).text),
      checkProofsText((await proofOf(buyerId(), buyerId())).text),
      checkProofsText((await proofOf(positionId(), world.underwriter.id)).text),
    ]);
    const owned = { assetId: world.assetId, signer: TEST_SIGNER.address };
    expect(policy.counted).toMatchObject([
      { ...owned, id: policyId, tree: 'COVER', amount: `${10_000n * UNIT}` },
    ]);
    expect(account.counted).toMatchObject([{ ...owned, id: buyerId(), tree: 'OWED' }]);
    expect(position.counted).toMatchObject([{ ...owned, tree: 'OWED' }]);
  });

  test('is given to its owner alone: to nobody else it does not exist', async () => {
    for (const accountId of [undefined, world.buyers[1]?.id]) {
      for (const node of [policyId, buyerId(), positionId(), 'pol_nothing', 'x'])
        expect((await proofOf(node, accountId)).status).toBe(404);
    }
    const { headers } = await proofOf(policyId, buyerId());
    expect(headers['cache-control']).toBe('private, no-store');
  });

  test('that was tampered with is found, and what is wrong with it is named', async () => {
    const [proof] = JSON.parse((await proofOf(buyerId(), buyerId())).text);
    const faultOf = async (change: (copy: typeof proof) => void) => {
      const copy = structuredClone(proof);
      change(copy);
      return (await checkProofsText(canonical([copy]))).difference?.found;
    };
    expect(await faultOf(() => undefined)).toBeUndefined();
    expect(await faultOf((copy) => Object.assign(copy.leaf, { amount: '1n' }))).toBe('SUM');
    expect(await faultOf((copy) => Object.assign(copy.leaf, { salt: 'x' }))).toBe('HASH');
    expect(await faultOf((copy) => Object.assign(copy.leaf, { amount: '-1n' }))).toBe('AMOUNT');
    expect(await faultOf((copy) => Object.assign(copy.proof, { index: 99 }))).toBe('INDEX');
    expect(await faultOf((copy) => copy.proof.siblings.pop())).toBe('LENGTH');
    expect(await faultOf((copy) => Object.assign(copy, { tree: 'COVER' }))).not.toBeUndefined();
    expect(await faultOf((copy) => Object.assign(copy, { assetId: 'ast_other' }))).toBe('TREE');
    expect(await faultOf((copy) => Object.assign(copy.head, { sequence: 1 }))).toBe('SIGNATURE');
  });
});

describe('the API', () => {
  const SNAPSHOT = `{ id asOfSequence journalHead at root url sha256 signer signature
    trees { tree asset { symbol } leaves sum { amount decimal } hash } }`;
  const PROOF = `{ file snapshot { id } paths {
    leaf { id amount { amount } salt } index path { hash sum { amount } } root { tree leaves sum { amount } hash } } }`;
  const ask = async (query: string, accountId?: string) => {
    const { body } = await api.send(query, accountId === undefined ? {} : { token: api.token(accountId) });
    expect(body.errors).toBeUndefined();
    return body.data;
  };
  const day = (seconds: number) => new Date((api.place.clock.now + seconds) * 1_000).toISOString();

  test('shows the sealed snapshot beside the report of this moment', async () => {
    const { solvency } = await ask(`{ solvency { snapshot ${SNAPSHOT} } }`);
    const { head, signature } = JSON.parse((await get(taken.snapshotId)).text);
    const { snapshot } = solvency;
    expect(snapshot).toMatchObject({
      ...{
        id: taken.snapshotId,
        asOfSequence: `${taken.sequence}`,
        journalHead: taken.journalHash,
        signature,
      },
      ...{ url: `https://bulwark.example/v1/solvency/${taken.snapshotId}`, sha256: taken.sha256 },
      ...{ signer: TEST_SIGNER.address, root: sha256(canonical(head.trees)) },
    });
    const cover = snapshot.trees.find(({ tree }: { tree: string }) => tree === 'COVER');
    expect(cover).toMatchObject({ leaves: '1', sum: { decimal: '10000' }, asset: { symbol: 'USDT' } });
  });

  test('gives the report that was sealed last at an instant, and none before the first', async () => {
    const query = (at: string) =>
      ask(`{ solvency(at: "${at}") { asOfSequence journalHash sha256 signature snapshot { id }
        assets { asset { symbol } activeCover { decimal } pools { pool { name } } } } }`);
    const { head, signature } = JSON.parse((await get(taken.snapshotId)).text);
    expect((await query(day(1))).solvency).toMatchObject({
      ...{
        asOfSequence: `${taken.sequence}`,
        journalHash: taken.journalHash,
        sha256: head.report,
        signature,
      },
      ...{ snapshot: { id: taken.snapshotId }, assets: [{ activeCover: { decimal: '10000' } }] },
    });
    expect((await query(day(-86_400))).solvency).toBeNull();
  });

  test('gives owners their proofs, as the same file that is served and checked offline', async () => {
    const { policy } = await ask(`{ policy(id: "${policyId}") { inclusionProof ${PROOF} } }`, buyerId());
    const { file, snapshot, paths } = policy.inclusionProof;
    expect(file).toBe((await proofOf(policyId, buyerId())).text);
    expect((await checkProofsText(file)).counted).toMatchObject([{ id: policyId, tree: 'COVER' }]);
    expect(snapshot.id).toBe(taken.snapshotId);
    const [proof] = JSON.parse(file);
    const rootOf = ({ head }: { head: { trees: { tree: string; hash: string }[] } }) =>
      head.trees.find(({ tree }) => tree === 'COVER');
    expect(paths).toMatchObject([
      {
        leaf: { id: policyId, amount: { amount: `${10_000n * UNIT}` }, salt: proof.leaf.salt },
        ...{ index: `${proof.proof.index}`, path: [] },
        root: { tree: 'COVER', hash: rootOf(proof)?.hash },
      },
    ]);
  });

  test('gives them for accounts and positions too, by the id of a snapshot', async () => {
    const named = `inclusionProof(snapshotId: "${taken.snapshotId}") ${PROOF}`;
    const { viewer } = await ask(`{ viewer { ${named} } }`, buyerId());
    expect((await checkProofsText(viewer.inclusionProof.file)).counted).toMatchObject([{ id: buyerId() }]);
    expect(viewer.inclusionProof.paths[0].path.length).toBeGreaterThan(0);
    const { position } = await ask(`{ position(id: "${positionId()}") { ${named} } }`, world.underwriter.id);
    expect((await checkProofsText(position.inclusionProof.file)).difference).toBeNull();
  });

  test('gives none to who may read every account: with the salt they could show whose leaf it is', async () => {
    const owner = person(1, ['OWNER']).id;
    const accountOf = (token: string) =>
      ask(
        `{ account(id: "${buyerId()}") { balances { available { amount } } inclusionProof { file } } }`,
        token,
      );
    expect((await accountOf(buyerId())).account.inclusionProof).not.toBeNull();
    const { account } = await accountOf(owner);
    expect(account.balances).toHaveLength(1);
    expect(account.inclusionProof).toBeNull();
    for (const node of [buyerId(), policyId, positionId()]) {
      expect((await proofOf(node, owner)).status).toBe(404);
    }
    // As for an account that does not exist.
    const messages = [await proofOf(buyerId(), owner), await proofOf('acc_0', owner)].map(
      ({ body }) => body.errors[0].message,
    );
    expect(new Set(messages).size).toBe(1);
  });

  test('gives none to others, and none of a snapshot that is not there', async () => {
    const node = `{ node(id: "${policyId}") { ... on Policy { inclusionProof { file } } } }`;
    expect((await ask(node, world.buyers[1]?.id)).node).toBeNull();
    expect((await ask(node)).node).toBeNull();
    const other = `{ viewer { inclusionProof(snapshotId: "snp_ffffffffffff") { file } } }`;
    expect((await ask(other, buyerId())).viewer.inclusionProof).toBeNull();
  });
});
