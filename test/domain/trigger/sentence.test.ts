import { describe, expect, test } from 'vitest';
import type { BreachRule } from '../../../src/domain/trigger/rule.ts';
import { triggerSentence } from '../../../src/domain/trigger/sentence.ts';
import { DAY, HOUR, MINUTE, SPOT, STABLECOIN, UNIT, wad } from './worlds.ts';

describe('the trigger', () => {
  test('is one sentence with every figure of the rule', () => {
    expect(triggerSentence(STABLECOIN, 'USDC')).toBe(
      'Pays when the time-weighted average price of USDC over 1 hour, taken every minute and only ' +
        'while no reading is relied on for more than 2 hours, has been below 0.95 for 4 hours in all ' +
        'within 3 days of such observation, counted anew once it is at or above 0.97 for 30 minutes; ' +
        'it pays this share of the cover: 25 % at or below 0.95, 50 % at or below 0.9 and 100 % at or' +
        ' below 0.8, judged by the lowest such value from the start of the breach to 1 day after its ' +
        'confirmation (up to 7 days while more than half of that time is unobserved).',
    );
  });

  test('says in plain words what is judged at once', () => {
    const rule: BreachRule = {
      ...SPOT,
      holdSeconds: 0,
      recoveryHoldSeconds: 0,
      slotSeconds: 90,
      payout: { kind: 'BINARY' },
    };
    expect(triggerSentence(rule, 'aUSD')).toBe(
      'Pays when the latest reading of aUSD, taken every 90 seconds and only while no reading is relied on ' +
        'for more than 2 hours, has been below 0.95 once within 3 days of such observation, counted anew ' +
        'once it is at or above 0.97; it pays the whole cover.',
    );
  });

  test('says where a line begins and ends', () => {
    const payout = { kind: 'LINEAR', attach: wad('0.95'), exhaust: wad('0.5') } as const;
    expect(triggerSentence({ ...STABLECOIN, payout, settlementSeconds: 0 }, 'DAI')).toMatch(
      /in a straight line from nothing at 0\.95 to all of it at 0\.5, judged by .* to its confirmation\.$/,
    );
  });

  test('differs wherever two rules judge differently', () => {
    const changes: Partial<BreachRule>[] = [
      {},
      { strike: STABLECOIN.strike - UNIT },
      { recovery: STABLECOIN.recovery + UNIT },
      { holdSeconds: 5 * HOUR },
      { windowSeconds: 0 },
      { recoveryHoldSeconds: MINUTE },
      { maxGapSeconds: HOUR },
      { lookbackSeconds: DAY },
      { slotSeconds: 30 },
      { settlementSeconds: 2 * DAY },
      { settlementMaxSeconds: 5 * DAY },
      { payout: { kind: 'BINARY' } },
      { payout: { kind: 'TIERED', tiers: [{ threshold: wad('0.95'), ratio: wad('0.25') }] } },
    ];
    const sentences = changes.map((change) => triggerSentence({ ...STABLECOIN, ...change }, 'USDC'));
    expect(new Set(sentences).size).toBe(changes.length);
  });
});
