import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import {
  type CommitmentCall,
  callAmounts,
  callableFor,
  calledOf,
  expectedLoss,
  leftOf,
  settleCalls,
} from '../../../src/domain/commitment/calls.ts';
import { COMMITMENT_CALLS_MAX, COMMITMENT_TAIL_SECONDS } from '../../../src/domain/shared/limits.ts';
import { WAD } from '../../../src/domain/shared/units.ts';

const NOW = 1_700_000_000;
const call = (amount: bigint, paidIn = 0n): CommitmentCall => ({
  ...{ incidentId: 'inc_1', amount, paidIn, calledAt: NOW, dueAt: NOW },
  ...{ defaultedAt: null, lossEventId: null },
});
const sum = (amounts: readonly bigint[]) => amounts.reduce((all, amount) => all + amount, 0n);

describe('what is called', () => {
  test('the worst that open losses may cost, of the products that have one', () => {
    const products = [
      { productId: 'a', cover: 101n, highestRatioWad: WAD / 2n },
      { productId: 'b', cover: 50n, highestRatioWad: WAD },
      { productId: 'c', cover: 999n, highestRatioWad: WAD },
    ];
    expect(expectedLoss(products, new Set(['a', 'b']))).toBe(101n);
  });

  test.each([
    [100n, 40n, [30n, 90n], [15n, 45n]],
    [100n, 0n, [30n, 50n], [30n, 50n]],
    [40n, 40n, [30n, 90n], [0n, 0n]],
    [30n, 40n, [30n, 90n], [0n, 0n]],
    [10n, 0n, [0n, 0n], [0n, 0n]],
  ])('%d lacking, %d called already', (lacking, called, lefts, amounts) => {
    expect(callAmounts(lacking, called, lefts)).toEqual(amounts);
  });

  test('nothing for a breach that began at its end or later, nor long after it, nor beyond so many calls', () => {
    const promised = { amount: 100n, used: 30n, calls: [call(50n)], endsAt: NOW };
    expect(callableFor(promised, NOW - 1, NOW)).toBe(20n);
    expect(callableFor(promised, NOW, NOW)).toBe(0n);
    expect(callableFor(promised, NOW - 1, NOW + COMMITMENT_TAIL_SECONDS - 1)).toBe(20n);
    expect(callableFor(promised, NOW - 1, NOW + COMMITMENT_TAIL_SECONDS)).toBe(0n);
    const full = { ...promised, amount: 1_000n, calls: Array(COMMITMENT_CALLS_MAX).fill(call(1n)) };
    expect(callableFor(full, NOW - 1, NOW)).toBe(0n);
  });
});

test('an allocation uses what was paid in pro rata, gives the rest back, and leaves the missing part owed', () => {
  expect(settleCalls([call(30n, 30n), call(18n, 10n)], 20n, 0n)).toEqual([
    { used: 15n, returned: 15n, owed: 0n },
    { used: 5n, returned: 5n, owed: 0n },
  ]);
  expect(settleCalls([call(30n, 30n), call(18n, 10n)], 40n, 5n)).toEqual([
    { used: 30n, returned: 0n, owed: 0n },
    { used: 10n, returned: 0n, owed: 5n },
  ]);
  expect(settleCalls([call(30n), call(10n)], 0n, 100n).map(({ owed }) => owed)).toEqual([30n, 10n]);
});

/** One loss after the other on the same commitments: how much is lacking, who pays what in, what was expected. */
const losses = fc.array(
  fc.record({
    expected: fc.bigInt(0n, 2_000n),
    part: fc.bigInt(0n, 100n),
    paying: fc.array(fc.bigInt(0n, 2_000n), { minLength: 4, maxLength: 4 }),
    late: fc.array(fc.bigInt(0n, 2_000n), { minLength: 4, maxLength: 4 }),
  }),
  { maxLength: 12 },
);
const promises = fc.array(fc.bigInt(1n, 1_000n), { minLength: 4, maxLength: 4 });

test('whatever happens, what is paid in is used or comes back, and nobody gives more than was promised', () => {
  fc.assert(
    fc.property(promises, losses, (caps, history) => {
      const givers = caps.map((amount) => ({ amount, used: 0n, calls: [] as CommitmentCall[] }));
      const flows = givers.map(() => ({ paidIn: 0n, returned: 0n, late: 0n }));
      for (const { expected, part, paying, late } of history) {
        const amounts = callAmounts(expected, 0n, givers.map(leftOf));
        expect(sum(amounts) <= expected).toBe(true);
        const calls = amounts.map((amount, index) => {
          const given = paying[index] ?? 0n;
          return call(amount, given < amount ? given : amount);
        });
        for (const [index, giver] of givers.entries()) {
          givers[index] = { ...giver, calls: [calls[index] as CommitmentCall] };
          expect(giver.used + calledOf(givers[index] as typeof giver) <= giver.amount).toBe(true);
        }
        const paidIn = sum(calls.map((one) => one.paidIn));
        const lacking = (expected * part) / 100n;
        const taken = lacking < paidIn ? lacking : paidIn;
        const settled = settleCalls(calls, taken, lacking - taken);
        expect(sum(settled.map(({ used }) => used))).toBe(taken);
        expect(sum(settled.map(({ owed }) => owed)) <= lacking - taken).toBe(true);
        for (const [index, { used, returned, owed }] of settled.entries()) {
          const one = calls[index] as CommitmentCall;
          expect(used + returned).toBe(one.paidIn);
          expect(used >= 0n && returned >= 0n && owed >= 0n && owed <= one.amount - one.paidIn).toBe(true);
          const paidLate = (late[index] ?? 0n) < owed ? (late[index] ?? 0n) : owed;
          const giver = givers[index] as (typeof givers)[0];
          givers[index] = { ...giver, used: giver.used + used + paidLate, calls: [] };
          const flow = flows[index] as (typeof flows)[0];
          flow.paidIn += one.paidIn;
          flow.returned += returned;
          flow.late += paidLate;
        }
      }
      for (const [index, { amount, used }] of givers.entries()) {
        const { paidIn, returned, late } = flows[index] as (typeof flows)[0];
        expect(paidIn - returned + late).toBe(used);
        expect(used <= amount).toBe(true);
      }
    }),
  );
});
