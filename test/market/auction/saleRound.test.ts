import { expect, test } from 'vitest';
import { openRound, RESERVE_TERMS_DEFAULT as terms } from '../../../src/domain/auction/terms.ts';
import { TWO_SIDED_SECONDS_DEFAULT as T } from '../../../src/domain/auction/twoSided.ts';
import { WAD } from '../../../src/domain/shared/units.ts';
import { isRoundOver } from '../../../src/market/auction/saleRound.ts';
import type { ReserveSaleDocument, SaleRound } from '../../../src/store/documents/auctions.ts';

const falling: SaleRound = { kind: 'FALLING', number: 1, ...openRound(terms, 2_000n * WAD, 1_000) };
const twoSided: SaleRound = { kind: 'TWO_SIDED', number: 1, startedAt: 1_000, lot: 10n, ask: 7n };
const sale = (round: SaleRound, taken = 0n): ReserveSaleDocument => ({
  ...{ _id: 'auc_x_1', version: 1, kind: 'SALE', status: 'OPEN', reserveId: 'rsv_x', incidentIds: [] },
  ...{ assetId: 'ast_usd', lotAssetId: 'ast_coin', terms, round, lotAtStart: 10n, neededAtStart: 7n },
  ...{ taken, paid: 0n, openedAt: 1_000, closedAt: null },
});

test('a falling round is over after two hours', () => {
  expect(isRoundOver(sale(falling), 1_000 + 7_200)).toBe(false);
  expect(isRoundOver(sale(falling), 1_000 + 7_201)).toBe(true);
});

test('a two-sided round is over after both its sides, or once all that it asks for is paid', () => {
  expect(isRoundOver(sale(twoSided), 1_000 + 2 * T - 1)).toBe(false);
  expect(isRoundOver(sale(twoSided), 1_000 + 2 * T)).toBe(true);
  expect(isRoundOver(sale({ ...twoSided, ask: 0n }), 1_000)).toBe(true);
});

test('where all is sold nothing is begun anew', () => {
  expect(isRoundOver(sale(falling, 10n), 1_000 + 7_201)).toBe(false);
  expect(isRoundOver(sale(twoSided, 10n), 1_000 + 2 * T)).toBe(false);
});

test('a round that began after the time that is asked for is not over', () => {
  for (const round of [falling, twoSided]) expect(isRoundOver(sale(round), 999)).toBe(false);
});
