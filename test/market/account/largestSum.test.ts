import { afterAll, beforeAll, expect, test } from 'vitest';
import { AMOUNT_MAX } from '../../../src/domain/shared/limits.ts';
import { assetIdOf } from '../../../src/market/asset/registerAsset.ts';
import { auditLedger } from '../../../src/market/audit/auditLedger.ts';
import { availableOf, balanceId } from '../../../src/market/ledger/accounts.ts';
import { loadByIds } from '../../../src/store/load.ts';
import { testDatabaseUri } from '../../support/database.ts';
import { gist } from '../../support/holder.ts';
import { type Marketplace, openMarketplace, person, SYSTEM } from '../../support/marketplace.ts';

let place: Marketplace;
const holder = person(2);
const token = { symbol: 'USDT', decimals: 6, chainId: 1, address: `0x${'d'.repeat(40)}` };
const assetId = assetIdOf(token.chainId, token.address);
beforeAll(async () => {
  place = await openMarketplace(testDatabaseUri());
  await place.must(SYSTEM, 'registerAccount', { address: holder.address, roles: [] });
  await place.must(person(1, ['OWNER']), 'registerAsset', token);
});
afterAll(() => place.stop());

const credit = (amount: bigint) => {
  const input = { accountId: holder.id, assetId, amount, reference: 'wire' };
  return place.send(SYSTEM, 'creditAccount', input);
};

test('a sum that would pass the largest amount is refused with what is left, and every digit below is kept', async () => {
  // 33 nines: each digit of what is stored is one that counts.
  expect(gist(await credit(AMOUNT_MAX - 1n))).toBe('DONE');
  expect(await credit(2n)).toMatchObject({
    refusal: { code: 'AMOUNT_OUT_OF_RANGE', data: { minimum: 1n, maximum: 1n, sent: 2n } },
  });
  expect(await balance()).toBe(AMOUNT_MAX - 1n);
  expect(gist(await credit(1n))).toBe('DONE');
  expect(await balance()).toBe(AMOUNT_MAX);
  expect(gist(await credit(1n))).toBe('AMOUNT_OUT_OF_RANGE');
  expect((await auditLedger(place.database)).differences).toEqual([]);
});

async function balance(): Promise<bigint | undefined> {
  const [found] = await loadByIds(place.database, 'balances', [balanceId(availableOf(holder.id), assetId)]);
  return found?.amount;
}
