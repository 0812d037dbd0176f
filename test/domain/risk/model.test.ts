import { describe, expect, test } from 'vitest';
import { factorRule, RISK_KINDS } from '../../../src/domain/risk/factors.ts';
import { FIRST_MODELS } from '../../../src/domain/risk/firstModels.ts';
import { type ModelFactor, modelFault, weightBeyondStep } from '../../../src/domain/risk/model.ts';

const { factors } = FIRST_MODELS.CONTRACT;
const weighing = (weights: Record<string, bigint>): ModelFactor[] =>
  factors.map((entry) => ({ ...entry, weightBps: weights[entry.factor] ?? entry.weightBps }));

describe('modelFault', () => {
  test.each(RISK_KINDS)('the first model of %s is within the bounds', (kind) => {
    expect(modelFault(kind, FIRST_MODELS[kind].factors)).toBeNull();
  });

  test('wants every factor once, in order', () => {
    expect(modelFault('CONTRACT', factors.slice(1))?.path).toBe('factors');
    expect(modelFault('CONTRACT', [...factors].reverse())?.path).toBe('factors');
    expect(modelFault('STABLECOIN', factors)?.problem).toContain('backing, redemption');
  });

  test('wants weights of 2 to 30 % that sum to 1', () => {
    expect(modelFault('CONTRACT', weighing({ audits: 1_600n, codeAge: 1_000n }))).toBeNull();
    expect(modelFault('CONTRACT', weighing({ audits: 1_401n }))?.problem).toContain('sum to 10001');
    expect(modelFault('CONTRACT', weighing({ audits: 199n }))?.path).toBe('factors.0.weightBps');
    expect(modelFault('CONTRACT', weighing({ audits: 3_001n }))?.path).toBe('factors.0.weightBps');
  });

  test('wants tables that never make silence the better answer', () => {
    const [first, ...rest] = factors as [ModelFactor, ...ModelFactor[]];
    const table = first.table.map(({ value, pointsBps }) => ({ value, pointsBps: pointsBps / 2n }));
    const fault = modelFault('CONTRACT', [{ ...first, table }, ...rest]);
    expect(fault?.path).toBe('factors.0.table');
    expect(fault?.problem).toContain('does not reach 10,000');
  });
});

describe('weightBeyondStep', () => {
  test('names the factor whose weight moves by more than 5 %', () => {
    const before = FIRST_MODELS.CONTRACT;
    expect(weightBeyondStep(before, weighing({ audits: 1_900n, codeAge: 700n }))).toBeNull();
    expect(weightBeyondStep(before, weighing({ audits: 1_901n }))).toBe('audits');
    expect(weightBeyondStep(before, weighing({ codeAge: 699n }))).toBe('codeAge');
  });
});

describe('factorRule', () => {
  test('knows no factor of another kind, nor of none', () => {
    expect(() => factorRule('CONTRACT', 'backing')).toThrow(RangeError);
    expect(() => factorRule('CONTRACT', 'toString')).toThrow(RangeError);
  });
});
