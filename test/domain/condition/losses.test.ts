import { describe, expect, test } from 'vitest';
import {
  isDrained,
  isPriceDropped,
  isPriceLow,
  isShort,
  isUnbacked,
} from '../../../src/domain/condition/losses.ts';
import { lookAt } from './looks.ts';

const before = { block: 0, assets: 1_000_000n, supply: 1_000_000n };

describe('a share price', () => {
  test.each([
    [900_001n, false],
    [900_000n, true],
    [899_999n, true],
    [1n, true],
  ])('of %s after a maximum of 1,000,000 has dropped: %s', (price, dropped) => {
    expect(isPriceDropped(lookAt(1, { price }), 1_000_000n)).toBe(dropped);
  });

  test.each([
    [970_001n, false],
    [970_000n, true],
    [969_999n, true],
  ])('of %s after a maximum of 1,000,000 is low: %s', (price, low) => {
    expect(isPriceLow(lookAt(1, { price }), 1_000_000n)).toBe(low);
  });

  test('that nobody can read, or that nobody owns, has neither dropped nor not', () => {
    expect(isPriceDropped(lookAt(1, { price: null }), 1_000_000n)).toBeNull();
    expect(isPriceDropped(lookAt(1, { supply: 0n }), 1_000_000n)).toBeNull();
    expect(isPriceDropped(lookAt(1), null)).toBe(false);
  });
});

describe('assets', () => {
  test.each([
    [990_001n, false],
    [990_000n, true],
    [989_999n, true],
    [0n, true],
  ])('of %s for liabilities of 1,000,000 fall short: %s', (assets, short) => {
    expect(isShort(lookAt(1, { assets, liabilities: 1_000_000n }))).toBe(short);
  });

  test('fall short of nothing when nothing is owed', () => {
    expect(isShort(lookAt(1, { assets: 0n, liabilities: 0n }))).toBe(false);
    expect(isShort(lookAt(1, { assets: 0n, liabilities: 0n, supply: 0n }))).toBeNull();
    expect(isShort(lookAt(1, { liabilities: null }))).toBeNull();
  });
});

describe('an outflow', () => {
  test.each([
    [500_001n, false],
    [500_000n, true],
    [499_999n, true],
  ])('that leaves %s of 1,000,000 while supply stays is a drain: %s', (assets, drained) => {
    expect(isDrained(lookAt(1, { assets, supply: 1_000_000n }), before)).toBe(drained);
  });

  test.each([
    // Half of the assets are gone: 45 % of the supply is 90 % as much.
    [549_999n, false],
    [550_000n, false],
    [550_001n, true],
    [1_500_000n, true],
  ])('of half that leaves a supply of %s of 1,000,000 is a drain: %s', (supply, drained) => {
    expect(isDrained(lookAt(1, { assets: 500_000n, supply }), before)).toBe(drained);
  });

  test('of everything with everybody is a bank run', () => {
    expect(isDrained(lookAt(1, { assets: 0n, supply: 0n }), before)).toBe(false);
  });

  test('cannot be told apart without the supply', () => {
    expect(isDrained(lookAt(1, { assets: 0n, supply: null }), before)).toBeNull();
  });
});

describe('a mint', () => {
  test.each([
    // 1,111,111 shares are worth as much; 1,000,000 are 90 % of that and a little more.
    [1_111_111n, false],
    [1_111_112n, true],
  ])('of a supply of %s for 1,000,000 of assets is unbacked: %s', (supply, unbacked) => {
    expect(isUnbacked(lookAt(1, { assets: 1_000_000n, supply }), before)).toBe(unbacked);
  });

  test.each([
    [1_009_999n, false],
    [1_010_000n, true],
  ])('counts from a supply of %s of 1,000,000 on, whatever is missing: %s', (supply, unbacked) => {
    expect(isUnbacked(lookAt(1, { assets: 1n, supply }), before)).toBe(unbacked);
  });

  test.each([
    [909_000n, false],
    [908_999n, true],
  ])(
    'is measured at the declared price where there is one: %s of 1,010,000 owed is unbacked: %s',
    (assets, unbacked) => {
      const look = lookAt(1, { assets, supply: 1_010_000n, liabilities: 1_010_000n, hasFloor: true });
      expect(isUnbacked(look, { ...before, assets: 5_000_000n })).toBe(unbacked);
    },
  );

  test('into an empty vault is its beginning', () => {
    expect(isUnbacked(lookAt(1), { block: 0, assets: 0n, supply: 0n })).toBe(false);
  });
});
