import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { type AccessModels, prepareAccessModels } from '../../../src/store/access/accessModels.ts';
import { saveNonce, takeNonce } from '../../../src/store/access/nonces.ts';
import {
  keepFamily,
  openFamily,
  revokeFamily,
  saveToken,
  useToken,
} from '../../../src/store/access/sessions.ts';
import { type Database, openDatabase } from '../../../src/store/database.ts';
import { testDatabaseUri } from '../../support/database.ts';

let database: Database;
let models: AccessModels;
beforeAll(async () => {
  database = await openDatabase(testDatabaseUri());
  models = await prepareAccessModels(database.connection);
});
afterAll(() => database.close());

const later = () => new Date(Date.now() + 60_000);
const nonce = (id: string) => ({
  _id: id,
  address: '0xA',
  chainId: 1,
  messageHash: 'h',
  expiresAt: 100,
  purgeAt: later(),
});
const family = (id: string) => ({
  _id: id,
  accountId: 'acc_1',
  createdAt: 0,
  revokedAt: null,
  revokedBy: null,
  purgeAt: later(),
});
const token = (id: string, familyId: string) => ({
  _id: id,
  familyId,
  accountId: 'acc_1',
  expiresAt: 100,
  usedAt: null,
  purgeAt: later(),
});

describe('nonces', () => {
  test('are taken by one of many who try at once', async () => {
    expect(await saveNonce(models, nonce('n1'))).toBe(true);
    const takers = await Promise.all(Array.from({ length: 20 }, () => takeNonce(models, 'n1')));
    expect(takers.filter((record) => record !== null)).toHaveLength(1);
  });

  test('that are unknown are null', async () => {
    expect(await takeNonce(models, 'unknown')).toBeNull();
  });

  test('cannot be stored twice', async () => {
    await saveNonce(models, nonce('n2'));
    await expect(saveNonce(models, nonce('n2'))).rejects.toThrow(/E11000/);
  });

  test('are looked up as text: an operator finds nothing', async () => {
    await saveNonce(models, nonce('n3'));
    await expect(takeNonce(models, { $ne: null } as unknown as string)).rejects.toThrow();
    expect(await models.nonces.countDocuments({ _id: 'n3' })).toBe(1);
  });

  test('with a member that the schema does not have are refused', async () => {
    await expect(saveNonce(models, { ...nonce('n4'), admin: true } as never)).rejects.toThrow(/strict/);
  });
});

describe('families of refresh tokens', () => {
  test('a token is used by one of many who try at once; the others see when', async () => {
    await openFamily(models, family('f1'), token('t1', 'f1'));
    const uses = await Promise.all(Array.from({ length: 20 }, () => useToken(models, 't1', 7)));
    expect(uses.filter((record) => record?.usedAt === null)).toHaveLength(1);
    expect(uses.filter((record) => record?.usedAt === 7)).toHaveLength(19);
  });

  test('storing the same successor again changes nothing, not even that it was used', async () => {
    await saveToken(models, token('t2', 'f1'));
    await useToken(models, 't2', 9);
    await saveToken(models, token('t2', 'f1'));
    expect((await useToken(models, 't2', 10))?.usedAt).toBe(9);
  });

  test('are revoked once, for one reason', async () => {
    await openFamily(models, family('f2'), token('t3', 'f2'));
    expect(await revokeFamily(models, 'f2', 'REUSE', 5)).toBe(true);
    expect(await revokeFamily(models, 'f2', 'HOLDER', 6)).toBe(false);
    expect(await keepFamily(models, 'f2', later())).toMatchObject({ revokedAt: 5, revokedBy: 'REUSE' });
    expect(await keepFamily(models, 'unknown', later())).toBeNull();
  });
});

test('every collection lets the server drop what can no longer matter', async () => {
  for (const model of [models.nonces, models.families, models.tokens]) {
    const indexes = await model.listIndexes();
    expect(indexes).toContainEqual(expect.objectContaining({ key: { purgeAt: 1 }, expireAfterSeconds: 0 }));
  }
});
