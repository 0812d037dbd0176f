import { describe, expect, test } from 'vitest';
import { canonical } from '../../../src/domain/shared/canonical.ts';
import { type BreachRule, ruleFault } from '../../../src/domain/trigger/rule.ts';
import { STABLECOIN, UNIT, wad } from './worlds.ts';

const tier = (threshold: string, ratio: string) => ({ threshold: wad(threshold), ratio: wad(ratio) });

describe('a rule', () => {
  test('with the defaults can be judged', () => {
    expect(ruleFault(STABLECOIN)).toBeNull();
  });

  test('may have no band, no window and nothing to hold', () => {
    const bare = { recovery: STABLECOIN.strike, windowSeconds: 0, holdSeconds: 0, recoveryHoldSeconds: 0 };
    expect(ruleFault({ ...STABLECOIN, ...bare, settlementSeconds: 0, settlementMaxSeconds: 0 })).toBeNull();
  });

  test.each<[Partial<BreachRule>, keyof BreachRule]>([
    [{ strike: 0n }, 'strike'],
    [{ recovery: STABLECOIN.strike - UNIT }, 'recovery'],
    [{ watch: STABLECOIN.strike - UNIT }, 'watch'],
    [{ slotSeconds: 0 }, 'slotSeconds'],
    [{ slotSeconds: 0.5 }, 'slotSeconds'],
    [{ maxGapSeconds: 0 }, 'maxGapSeconds'],
    [{ lookbackSeconds: 0 }, 'lookbackSeconds'],
    [{ holdSeconds: -1 }, 'holdSeconds'],
    [{ windowSeconds: Number.NaN }, 'windowSeconds'],
    [{ settlementMaxSeconds: STABLECOIN.settlementSeconds - 1 }, 'settlementMaxSeconds'],
    [{ payout: { kind: 'LINEAR', attach: 1n, exhaust: 1n } }, 'payout'],
    [{ payout: { kind: 'LINEAR', attach: 1n, exhaust: -1n } }, 'payout'],
    [{ payout: { kind: 'TIERED', tiers: [] } }, 'payout'],
    [{ payout: { kind: 'TIERED', tiers: [tier('0.9', '0.5'), tier('0.95', '1')] } }, 'payout'],
    [{ payout: { kind: 'TIERED', tiers: [tier('0.9', '0.5'), tier('0.8', '0.4')] } }, 'payout'],
    [{ payout: { kind: 'TIERED', tiers: [tier('0.9', '1.1')] } }, 'payout'],
    [{ payout: { kind: 'TIERED', tiers: [tier('0.9', '0')] } }, 'payout'],
    [{ payout: { kind: 'TIERED', tiers: [tier('0', '1')] } }, 'payout'],
    [{ payout: { kind: 'TIERED', tiers: Array.from({ length: 21 }, () => tier('0.9', '1')) } }, 'payout'],
  ])('is refused by the field that is wrong (case %#)', (change, field) => {
    expect(ruleFault({ ...STABLECOIN, ...change })?.field).toBe(field);
  });

  test('has one text for its hash, whatever the order in which it was written', () => {
    const shuffled = Object.fromEntries(Object.entries(STABLECOIN).reverse());
    expect(canonical(shuffled)).toBe(canonical(STABLECOIN));
    expect(canonical({ ...STABLECOIN, strike: STABLECOIN.strike + UNIT })).not.toBe(canonical(STABLECOIN));
  });
});
