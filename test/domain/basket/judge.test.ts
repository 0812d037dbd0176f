import fc from 'fast-check';
import { expect, test } from 'vitest';
import {
  type BasketVerdict,
  judgeBasket,
  type MemberConfirmation,
} from '../../../src/domain/basket/judge.ts';
import type { BasketRule } from '../../../src/domain/basket/rule.ts';
import { DAY_SECONDS } from '../../../src/domain/shared/units.ts';
import { basketOf, confirmation, emptyState, histories, keyOf, slowVerdicts, told } from './worlds.ts';

function verdictsOf(rule: BasketRule, all: readonly MemberConfirmation[]): BasketVerdict[] {
  return judgeBasket(rule, all.reduce(told, emptyState(rule)), 1_000 * DAY_SECONDS).verdicts;
}

const rule = basketOf(2, 30 * DAY_SECONDS, ['dai', 'usdc', 'usdt']);
const onDay = (productId: string, day: number, lasted = 60) =>
  confirmation(productId, day * DAY_SECONDS, lasted);

test('the second of three subjects decides, by its own breach start and confirmation', () => {
  const [verdict, ...more] = verdictsOf(rule, [onDay('usdc', 100, 7), onDay('dai', 110, 9)]);
  expect(verdict).toMatchObject({
    confirmedAt: 110 * DAY_SECONDS,
    breachStart: 110 * DAY_SECONDS - 9,
    counted: [{ productId: 'usdc' }, { productId: 'dai' }],
  });
  expect(more).toEqual([]);
});

test('two incidents count together at exactly the window and not a second further apart', () => {
  const first = onDay('usdc', 100);
  expect(verdictsOf(rule, [first, onDay('dai', 130)])).toHaveLength(1);
  const late = confirmation('dai', 130 * DAY_SECONDS + 1);
  expect(verdictsOf(rule, [first, late])).toEqual([]);
});

test('a subject counts once, with its newest incident', () => {
  const twice = [onDay('usdc', 100), onDay('usdc', 120)];
  expect(verdictsOf(rule, twice)).toEqual([]);
  const [verdict] = verdictsOf(rule, [...twice, onDay('dai', 145)]);
  expect(verdict?.counted.map(keyOf)).toEqual([`usdc@${120 * DAY_SECONDS}`, `dai@${145 * DAY_SECONDS}`]);
});

test('an incident is counted in one incident of the basket only', () => {
  const all = [onDay('usdc', 100), onDay('dai', 101), onDay('usdt', 102)];
  expect(verdictsOf(rule, all)).toHaveLength(1);
  expect(verdictsOf(rule, [...all, onDay('dai', 103)])).toMatchObject([
    { confirmedAt: 101 * DAY_SECONDS },
    { confirmedAt: 103 * DAY_SECONDS, counted: [{ productId: 'usdt' }, { productId: 'dai' }] },
  ]);
});

test('incidents of one moment are one incident of the basket, of the k-th breach start among them', () => {
  const all = [onDay('usdc', 100, 50), onDay('dai', 100, 20), onDay('usdt', 100, 40)];
  expect(verdictsOf(rule, all)).toMatchObject([
    {
      breachStart: 100 * DAY_SECONDS - 40,
      counted: [{ productId: 'usdc' }, { productId: 'usdt' }, { productId: 'dai' }],
    },
  ]);
});

test('agrees with counting every moment anew', () => {
  fc.assert(
    fc.property(histories, ({ rule: random, byMember }) => {
      const all = byMember.flat();
      const found = verdictsOf(random, all).map(({ counted, ...times }) => ({
        ...times,
        members: counted.map(({ productId }) => productId).sort(),
      }));
      expect(found).toEqual(slowVerdicts(random, all));
    }),
    { numRuns: 300 },
  );
});

test('in whatever order feeds are read and however often it is judged, verdicts and memory are the same', () => {
  fc.assert(
    fc.property(histories, fc.infiniteStream(fc.nat()), ({ rule: random, byMember }, choices) => {
      const atOnce = judgeBasket(random, byMember.flat().reduce(told, emptyState(random)), 200);
      const queues = byMember.map((own) => [...own]);
      const verdicts: BasketVerdict[] = [];
      let state = emptyState(random);
      for (let left = byMember.flat().length; left > 0; left -= 1) {
        const open = queues.filter(({ length }) => length > 0);
        const [next] = open[(choices.next().value as number) % open.length]?.splice(0, 1) ?? [];
        if (next === undefined) throw new Error('nothing is left to tell');
        state = told(state, next);
        if ((choices.next().value as number) % 2 === 0) continue;
        // As far as every feed has been read: to just before the next incident that is not told yet.
        const through = Math.min(200, ...queues.flatMap(([first]) => (first ? [first.confirmedAt - 1] : [])));
        if (through < (state.judgedThrough ?? 0)) continue;
        const judged = judgeBasket(random, state, through);
        state = judged.state;
        verdicts.push(...judged.verdicts);
      }
      const last = judgeBasket(random, state, 200);
      expect([...verdicts, ...last.verdicts]).toEqual(atOnce.verdicts);
      expect(last.state).toEqual(atOnce.state);
    }),
    { numRuns: 300 },
  );
});
