import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { paidSentence, unpaidSentence } from '../../../src/domain/policy/decisionSentence.ts';
import {
  DECISION_REASONS,
  judgeEligibility,
  type PolicyFacts,
  paidReason,
  type UnpaidReason,
} from '../../../src/domain/policy/eligibility.ts';
import { WAD } from '../../../src/domain/shared/units.ts';

const BREACH = 1_678_509_240;

const eligible: PolicyFacts = {
  incident: { breachStart: BREACH, ratioWad: WAD / 4n },
  forkVoid: false,
  oracleGapRefunded: false,
  cancelledAt: null,
  boughtAt: BREACH - 1_000_000,
  coverFrom: BREACH - 500_000,
  coverUntil: BREACH + 500_000,
  original: 1_000n,
  remaining: 1_000n,
  deductibleBps: 0,
};

const reasonOf = (changes: Partial<PolicyFacts>) => {
  const answer = judgeEligibility({ ...eligible, ...changes });
  return answer.eligible ? 'ELIGIBLE' : answer.reason;
};

describe('judgeEligibility', () => {
  test('pays a policy in force at the breach start', () => {
    expect(judgeEligibility(eligible)).toEqual({ eligible: true, due: 250n, deductible: 0n });
  });

  test('covers the first second and not the one at the end', () => {
    expect(reasonOf({ coverFrom: BREACH })).toBe('ELIGIBLE');
    expect(reasonOf({ coverFrom: BREACH + 1 })).toBe('IN_WAITING_PERIOD');
    expect(reasonOf({ coverUntil: BREACH + 1 })).toBe('ELIGIBLE');
    expect(reasonOf({ coverUntil: BREACH })).toBe('ENDED_BEFORE_BREACH');
  });

  test('tells a purchase after the breach from one that was still waiting', () => {
    expect(reasonOf({ boughtAt: BREACH + 1, coverFrom: BREACH + 2 })).toBe('BOUGHT_AFTER_BREACH');
    expect(reasonOf({ boughtAt: BREACH, coverFrom: BREACH + 2 })).toBe('IN_WAITING_PERIOD');
    expect(reasonOf({ boughtAt: BREACH, coverFrom: BREACH })).toBe('ELIGIBLE');
  });

  test('counts a cancellation made up to the breach start, not one made later', () => {
    expect(reasonOf({ cancelledAt: BREACH })).toBe('CANCELLED');
    expect(reasonOf({ cancelledAt: BREACH + 1 })).toBe('ELIGIBLE');
  });

  test('pays nothing where the value did not reach a level, or not more than the deductible', () => {
    expect(reasonOf({ incident: { breachStart: BREACH, ratioWad: 0n } })).toBe('TIER_NOT_REACHED');
    expect(reasonOf({ deductibleBps: 2_490 })).toBe('ELIGIBLE');
    expect(reasonOf({ deductibleBps: 2_491 })).toBe('DEDUCTIBLE_NOT_EXCEEDED');
  });

  test('treats cover that earlier incidents used up as ended', () => {
    expect(reasonOf({ remaining: 0n })).toBe('ENDED_BEFORE_BREACH');
  });
});

/** What makes each reason true by itself, leaving the others as they are. */
const spoil: [UnpaidReason, (facts: PolicyFacts) => PolicyFacts][] = [
  ['NO_INCIDENT', (facts) => ({ ...facts, incident: null })],
  ['FORK_VOID', (facts) => ({ ...facts, forkVoid: true })],
  ['ORACLE_GAP_REFUNDED', (facts) => ({ ...facts, oracleGapRefunded: true })],
  ['CANCELLED', (facts) => ({ ...facts, cancelledAt: BREACH })],
  ['ENDED_BEFORE_BREACH', (facts) => ({ ...facts, coverUntil: BREACH })],
  ['BOUGHT_AFTER_BREACH', (facts) => ({ ...facts, boughtAt: BREACH + 1 })],
  ['IN_WAITING_PERIOD', (facts) => ({ ...facts, coverFrom: BREACH + 1 })],
  [
    'TIER_NOT_REACHED',
    (facts) => ({ ...facts, incident: facts.incident && { ...facts.incident, ratioWad: 0n } }),
  ],
  ['DEDUCTIBLE_NOT_EXCEEDED', (facts) => ({ ...facts, deductibleBps: 10_000 })],
];

describe('the reason given', () => {
  test('is listed in the order in which reasons are judged', () => {
    expect(DECISION_REASONS.slice(0, 9)).toEqual(spoil.map(([reason]) => reason));
    expect(DECISION_REASONS.slice(9)).toEqual(['PAID_IN_FULL', 'PAID_WITH_HAIRCUT']);
  });

  test('is the first that fails, whichever others fail too', () => {
    fc.assert(
      fc.property(fc.subarray(spoil, { minLength: 1 }), (failing) => {
        let facts = eligible;
        for (const [, change] of failing) facts = change(facts);
        const answer = judgeEligibility(facts);
        expect(answer.eligible ? null : answer.reason).toBe(failing[0]?.[0]);
      }),
      { numRuns: 512 },
    );
  });

  test('says after payment whether there was a haircut', () => {
    expect(paidReason(100n, 100n)).toBe('PAID_IN_FULL');
    expect(paidReason(100n, 99n)).toBe('PAID_WITH_HAIRCUT');
  });
});

describe('the sentence', () => {
  test.each(spoil)('for %s is one sentence of its own', (reason, change) => {
    const sentence = unpaidSentence(reason, change(eligible));
    expect(sentence).toMatch(/^[A-Z].*[^.]\.$/);
    const others = spoil.filter(([other]) => other !== reason);
    for (const [other] of others) expect(unpaidSentence(other, change(eligible))).not.toBe(sentence);
  });

  test('names the times that decided', () => {
    const waiting = { ...eligible, coverFrom: BREACH + 60 };
    expect(unpaidSentence('IN_WAITING_PERIOD', waiting)).toBe(
      'The breach began at 2023-03-11T04:34:00Z, before cover began at 2023-03-11T04:35:00Z, ' +
        'when the waiting period ended.',
    );
  });

  test('names ratio and deductible', () => {
    const facts = { ...eligible, deductibleBps: 2_550 };
    expect(unpaidSentence('DEDUCTIBLE_NOT_EXCEEDED', facts)).toBe(
      'The incident pays 25 % of the cover, no more than the deductible of 25.5 %.',
    );
  });

  test('rounds a ratio down, as payouts are', () => {
    const third = { ...eligible, incident: { breachStart: BREACH, ratioWad: WAD / 3n } };
    expect(paidSentence('PAID_IN_FULL', third, '1', '1')).toContain('pays 33.33 % of it');
    const two = { ...eligible, incident: { breachStart: BREACH, ratioWad: (WAD * 2n) / 3n } };
    expect(paidSentence('PAID_IN_FULL', two, '1', '1')).toContain('pays 66.66 % of it');
  });

  test('tells used-up cover from cover that ended', () => {
    const ended = unpaidSentence('ENDED_BEFORE_BREACH', { ...eligible, coverUntil: BREACH });
    expect(ended).toContain('Cover ended at 2023-03-11T04:34:00Z');
    const used = unpaidSentence('ENDED_BEFORE_BREACH', { ...eligible, remaining: 0n });
    expect(used).toContain('used up the cover');
  });

  test('says what was paid, and what stays owed after a haircut', () => {
    const full = paidSentence('PAID_IN_FULL', eligible, '2,500 USDT', '2,500 USDT');
    expect(full).toBe(
      'Cover was in force when the breach began at 2023-03-11T04:34:00Z, ' +
        'and the incident pays 25 % of it: 2,500 USDT was paid.',
    );
    const cut = paidSentence('PAID_WITH_HAIRCUT', eligible, '2,500 USDT', '2,000 USDT');
    expect(cut).toContain('of 2,500 USDT due, 2,000 USDT was paid');
  });
});
