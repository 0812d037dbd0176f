/** Quote tokens of the largest orders. */
import { createSecretKey, randomBytes } from 'node:crypto';
import { expect, test } from 'vitest';
import {
  AMOUNT_MAX,
  COVER_AMOUNT_MAX,
  PRODUCT_POOLS_MAX,
  QUOTE_ITEMS_MAX,
  QUOTE_TOKEN_LENGTH_MAX,
  TERM_SECONDS_MAX,
} from '../../../src/domain/shared/limits.ts';
import { checkQuote, signQuote } from '../../../src/market/policy/quoteToken.ts';
import { START } from '../../support/marketplace.ts';

test('the longest quote is a token that is taken back', () => {
  const key = createSecretKey(randomBytes(32));
  const parts = Array.from({ length: PRODUCT_POOLS_MAX }, (_, index) => ({
    poolId: `pool_0000000zz00${index}`,
    coverAmount: COVER_AMOUNT_MAX,
    premium: AMOUNT_MAX,
    commission: AMOUNT_MAX,
    quotedCover: AMOUNT_MAX,
    quotedLimit: AMOUNT_MAX,
  }));
  const items = Array.from({ length: QUOTE_ITEMS_MAX }, (_, index) => ({
    ...{
      productId: `prd_0000000zz00${index}`,
      score: 100_000_000,
      termSeconds: TERM_SECONDS_MAX,
      startAt: START,
      parts,
    },
  }));
  const distribution = { distributorId: `dst_${'f'.repeat(32)}`, commissionBps: 2_000 };
  const quote = {
    accountId: `acc_${'f'.repeat(40)}`,
    parameterVersion: 1_000,
    file: 'f'.repeat(64),
    distribution,
    items,
  };
  const { token } = signQuote(key, quote, START);
  expect(token.length).toBeLessThanOrEqual(QUOTE_TOKEN_LENGTH_MAX);
  expect(checkQuote(key, token, START)).toMatchObject(quote);
});
