import { describe, expect, test } from 'vitest';
import { queuePressure } from '../../../src/domain/pool/queuePressure.ts';

describe('queuePressure', () => {
  test('stops new sales over 30 %, not at it', () => {
    expect(queuePressure(300n, 1_000n, 'NONE')).toBe('NONE');
    expect(queuePressure(301n, 1_000n, 'NONE')).toBe('SALES_STOPPED');
    expect(queuePressure(300n, 1_000n, 'SALES_STOPPED')).toBe('NONE');
  });

  test('closes over 60 %, not at it', () => {
    expect(queuePressure(600n, 1_000n, 'SALES_STOPPED')).toBe('SALES_STOPPED');
    expect(queuePressure(601n, 1_000n, 'SALES_STOPPED')).toBe('CLOSED');
  });

  test('stays closed until below 30 %', () => {
    expect(queuePressure(400n, 1_000n, 'CLOSED')).toBe('CLOSED');
    expect(queuePressure(300n, 1_000n, 'CLOSED')).toBe('CLOSED');
    expect(queuePressure(299n, 1_000n, 'CLOSED')).toBe('NONE');
  });

  test('is none in a pool without shares', () => {
    expect(queuePressure(0n, 0n, 'NONE')).toBe('NONE');
    expect(queuePressure(0n, 0n, 'CLOSED')).toBe('NONE');
  });
});
