import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { allocateLoss, type Layer } from '../../../src/domain/waterfall/allocate.ts';
import { fundedOf, proRataRun } from '../../../src/domain/waterfall/prorata.ts';
import vectors from '../../vectors/waterfall/allocation.json' with { type: 'json' };

describe('allocateLoss', () => {
  test.each(vectors.rows)('$name', ({ loss, layers, debits, haircut }) => {
    const steps = layers.map(({ id, balance, kept, cap }) => ({
      id,
      balance: BigInt(balance),
      keptMinimum: BigInt(kept),
      cap: cap === null ? null : BigInt(cap),
    }));
    const answer = allocateLoss(BigInt(loss), steps);
    expect(answer.haircut).toBe(BigInt(haircut));
    expect(answer.debits).toEqual(
      layers.map(({ id }, index) => ({ id, amount: BigInt(debits[index] ?? '-1') })),
    );
  });
});

const amount = fc.oneof(fc.bigInt(0n, 20n), fc.bigInt(0n, 10n ** 24n));
const layersArbitrary = fc
  .array(fc.record({ balance: amount, keptMinimum: amount, cap: fc.option(amount) }), { maxLength: 7 })
  .map((layers): Layer[] => layers.map((layer, index) => ({ ...layer, id: `layer${index}` })));

const available = ({ balance, keptMinimum, cap }: Layer) => {
  const spare = balance > keptMinimum ? balance - keptMinimum : 0n;
  return cap !== null && cap < spare ? cap : spare;
};

describe('every allocation', () => {
  test('sums to the loss exactly', () => {
    fc.assert(
      fc.property(amount, layersArbitrary, (loss, layers) => {
        const { debits, haircut } = allocateLoss(loss, layers);
        expect(debits.reduce((sum, debit) => sum + debit.amount, haircut)).toBe(loss);
      }),
    );
  });

  test('keeps seniority: a layer is touched only when all before it are exhausted or at cap', () => {
    fc.assert(
      fc.property(amount, layersArbitrary, (loss, layers) => {
        const { debits, haircut } = allocateLoss(loss, layers);
        const last = debits.findLastIndex((debit) => debit.amount > 0n);
        for (const [index, layer] of layers.entries()) {
          const taken = debits[index]?.amount ?? -1n;
          expect(taken >= 0n && taken <= available(layer)).toBe(true);
          if (index < last || haircut > 0n) expect(taken).toBe(available(layer));
        }
      }),
    );
  });

  test('is worsened for nobody by more capital anywhere, beyond one unit', () => {
    const claims = fc.array(fc.bigInt(0n, 10n ** 12n), { minLength: 1, maxLength: 8 });
    fc.assert(
      fc.property(claims, layersArbitrary, fc.nat(), amount, (dues, layers, pick, more) => {
        const loss = dues.reduce((sum, due) => sum + due, 0n);
        const richer = layers.map((layer, index) =>
          index === pick % Math.max(1, layers.length) ? { ...layer, balance: layer.balance + more } : layer,
        );
        const poor = allocateLoss(loss, layers);
        const rich = allocateLoss(loss, richer);
        expect(rich.haircut).toBeLessThanOrEqual(poor.haircut);
        const paid = (haircut: bigint) => proRataRun(fundedOf(loss, haircut), 0n, dues).parts;
        const before = paid(poor.haircut);
        for (const [index, part] of paid(rich.haircut).entries()) {
          expect(part).toBeGreaterThanOrEqual((before[index] ?? 0n) - 1n);
        }
        // Layers other than the richer one never give more than they gave.
        for (const [index, debit] of rich.debits.entries()) {
          if (index === pick % layers.length) continue;
          expect(debit.amount).toBeLessThanOrEqual(poor.debits[index]?.amount ?? -1n);
        }
      }),
    );
  });
});
