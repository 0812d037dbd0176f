import fc from 'fast-check';
import { expect, test } from 'vitest';
import { judgeBasket } from '../../../src/domain/basket/judge.ts';
import { basketFault, basketSentence } from '../../../src/domain/basket/rule.ts';
import {
  countedMembers,
  isBasketOpen,
  newestCounting,
  unresolvedStarts,
  withMemberEvent,
} from '../../../src/domain/basket/state.ts';
import { BASKET_WAITING_MAX } from '../../../src/domain/shared/limits.ts';
import { DAY_SECONDS } from '../../../src/domain/shared/units.ts';
import { basketOf, confirmation, emptyState, histories, told } from './worlds.ts';

const rule = basketOf(2, 30 * DAY_SECONDS, ['usdc', 'usdt', 'dai']);

test('the sentence says which one pays, of what, and how far apart', () => {
  expect(basketSentence(rule)).toBe(
    'Pays the whole cover when the second of USDC, USDT and DAI has an incident within 30 days; a subject ' +
      'counts once, and what an incident of it is and when it is confirmed is decided by the rule of its own product.',
  );
  expect(basketSentence(basketOf(1, 3_600, ['a', 'b']))).toContain(
    'the first of A and B has an incident within 1 hour',
  );
});

test('a basket has two to ten members, needs one to all of them, and looks at no more than 90 days', () => {
  expect(basketFault(rule)).toBeNull();
  expect(basketFault({ ...rule, members: rule.members.slice(0, 1) })?.field).toBe('members');
  expect(basketFault({ ...rule, k: 4 })?.field).toBe('k');
  expect(basketFault({ ...rule, k: 0 })?.field).toBe('k');
  expect(basketFault({ ...rule, windowSeconds: 90 * DAY_SECONDS })).toBeNull();
  expect(basketFault({ ...rule, windowSeconds: 90 * DAY_SECONDS + 1 })?.field).toBe('windowSeconds');
});

const began = (breachStart: number) => ({ type: 'BREACH_STARTED', slot: breachStart, breachStart }) as const;

test('its breach is open once what is known may complete it, and never before', () => {
  const one = withMemberEvent(emptyState(rule), 'usdc', began(100), '');
  expect(isBasketOpen(rule, one)).toBe(false);
  const two = withMemberEvent(one, 'dai', began(120), '');
  expect(isBasketOpen(rule, two)).toBe(true);
  expect(unresolvedStarts(two)).toEqual([100, 120]);
  const ended = withMemberEvent(two, 'dai', { type: 'BREACH_ENDED', slot: 130, reason: 'RECOVERED' }, '');
  expect(isBasketOpen(rule, ended)).toBe(false);
  const { state: counted } = judgeBasket(rule, told(ended, confirmation('usdc', 200)), 200);
  expect(isBasketOpen(rule, counted)).toBe(false);
  expect(unresolvedStarts(counted)).toEqual([]);
  expect(isBasketOpen(rule, withMemberEvent(counted, 'usdc', began(300), ''))).toBe(false);
  expect(isBasketOpen(rule, withMemberEvent(counted, 'usdt', began(300), ''))).toBe(true);
});

test('an incident counts for the window, to the second, also before it has been judged', () => {
  const waiting = told(emptyState(rule), confirmation('usdt', 1_000));
  const { state: judged } = judgeBasket(rule, waiting, 1_000);
  for (const state of [waiting, judged]) {
    const end = 1_000 + 30 * DAY_SECONDS;
    expect(newestCounting(rule, state, end)).toEqual({ productId: 'usdt', confirmedAt: 1_000 });
    expect(newestCounting(rule, state, end + 1)).toBeNull();
    expect(countedMembers(rule, state, end).map(({ confirmedAt }) => confirmedAt)).toEqual([
      null,
      1_000,
      null,
    ]);
    expect(countedMembers(rule, state, end + 1).map(({ confirmedAt }) => confirmedAt)).toEqual([
      null,
      null,
      null,
    ]);
  }
});

test('every incident of a basket finds its breach open', () => {
  fc.assert(
    fc.property(histories, ({ rule: random, byMember }) => {
      const all = byMember.flat().sort((a, b) => a.confirmedAt - b.confirmedAt);
      let state = emptyState(random);
      for (const next of all) {
        state = told(state, next);
        const wasOpen = isBasketOpen(random, state);
        const { state: after, verdicts } = judgeBasket(random, state, next.confirmedAt - 1);
        if (verdicts.length > 0) expect(wasOpen).toBe(true);
        state = after;
      }
    }),
    { numRuns: 200 },
  );
});

test('while another feed stands still its memory stays bounded: the newer takes the place of the last', () => {
  let state = emptyState(rule);
  for (let at = 1; at <= BASKET_WAITING_MAX + 5; at += 1) state = told(state, confirmation('usdc', at * 100));
  const { waiting } = state.members[0] as (typeof state.members)[0];
  expect(waiting).toHaveLength(BASKET_WAITING_MAX);
  expect(waiting.at(-1)?.confirmedAt).toBe((BASKET_WAITING_MAX + 5) * 100);
});
