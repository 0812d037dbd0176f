/** Wrong-way: what a vault holds must not be gone when it is asked for. */
import { expect, test } from 'vitest';
import { backsPool } from '../../../src/market/vault/backing.ts';
import type { PoolDocument } from '../../../src/store/documents/pools.ts';

type Book = PoolDocument['products'][number];
const covering = (subject: string, group: string, restsOn: { subject: string; group: string }[] = []) =>
  ({ subject, group, restsOn }) as unknown as Book;
const vault = { payoutAssetId: 'ast_usdt' };
const held = { symbol: 'DAI', group: 'DAI/USDC' };
const backs = (...products: Book[]) => backsPool(vault, held, { assetId: 'ast_usdt', products });

test('attack 21: a vault backs no pool that covers what it holds, its group, or a basket of either', () => {
  expect(backs(covering('FRAX', 'FRAX'))).toBe(true);
  expect(backs(covering('FRAX', 'FRAX'), covering('DAI', 'DAI'))).toBe(false);
  expect(backs(covering('USDC', 'DAI/USDC'))).toBe(false);
  const member = (subject: string, group: string) => [{ subject, group }];
  expect(backs(covering('Basket', 'Basket', member('DAI', 'other')))).toBe(false);
  expect(backs(covering('Basket', 'Basket', member('USDC', 'DAI/USDC')))).toBe(false);
  expect(backs(covering('Basket', 'Basket', member('FRAX', 'FRAX')))).toBe(true);
});

test('a vault backs no pool that pays in something else', () => {
  expect(backsPool(vault, held, { assetId: 'ast_usdc', products: [] })).toBe(false);
});
